import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PAGE_HEADERS } from './page-policy.js';

/** One file of the page, in memory, with what it was compressed to when it was built. */
export interface PageFile {
  readonly body: Buffer;
  /** By content coding, best first: `br`, `gzip`. */
  readonly encoded: Readonly<Record<string, Buffer>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** By path, such as `/` or `/playground/page-ABCD.js`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** What the page cannot find out by itself. */
export interface PageSettings {
  /** Whether the routes of the picker are there. */
  readonly picker: boolean;
  readonly introspection: boolean;
}

const BUILT = fileURLToPath(new URL('../dist/public/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};
const ENCODINGS = { br: '.br', gzip: '.gz' } as const;

/** Reads the whole page once. Null when it was not built. Only what is in this table can ever be served: there is no path to escape from. */
export function readPage(settings: PageSettings, directory = BUILT): PageFiles | null {
  const index = join(directory, 'index.html');
  if (!existsSync(index)) return null;
  const assets = readdirSync(join(directory, 'playground')).filter((name) => TYPES[extname(name)] !== undefined);
  return new Map([
    ['/', startPage(readFileSync(index, 'utf8'), settings)],
    ...assets.map((name) => [`/playground/${name}`, asset(join(directory, 'playground', name))] as const),
  ]);
}

function startPage(html: string, { picker, introspection }: PageSettings): PageFile {
  const word = (on: boolean): string => (on ? 'on' : 'off');
  const attributes = `<html data-picker="${word(picker)}" data-introspection="${word(introspection)}"`;
  return {
    body: Buffer.from(html.replace('<html', attributes)),
    encoded: {},
    headers: { ...PAGE_HEADERS, 'content-type': TYPES['.html'] ?? '', 'cache-control': 'no-store' },
  };
}

/** Its name has a digest of its content, so that a browser never has to ask again. */
function asset(file: string): PageFile {
  const encoded = Object.entries(ENCODINGS).flatMap(([encoding, extension]) =>
    existsSync(file + extension) ? [[encoding, readFileSync(file + extension)] as const] : [],
  );
  return {
    body: readFileSync(file),
    encoded: Object.fromEntries(encoded),
    headers: {
      ...PAGE_HEADERS,
      'content-type': TYPES[extname(file)] ?? '',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    },
  };
}
