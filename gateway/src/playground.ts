import type { IncomingMessage } from 'node:http';
import { ConfigError } from '@bailiwick/config';
import { readPage, type PageFile } from '@bailiwick/playground';
import { errorAnswer, type Answer } from './answer.js';
import { HTTP } from './http-answers.js';
import type { GatewayConfig } from './config.js';

/** Answers what belongs to the page, null for everything else. */
export type Playground = (request: IncomingMessage, path: string) => Promise<Answer | null>;

/** More that the page may ask its own origin, below `/playground/`. Answers null for what it does not have. */
export type PlaygroundRoutes = (request: IncomingMessage, path: string) => Promise<Answer | null>;

const PAGE = '/';
const GRAPHQL_PATH = '/graphql';

/** The page is files of this repository, read once: no path of a request ever reaches the file system. */
export function createPlayground(
  { playground, introspection }: Pick<GatewayConfig, 'playground' | 'introspection'>,
  routes: PlaygroundRoutes | undefined,
): Playground | null {
  if (!playground) return null;
  const files = readPage({ picker: routes !== undefined, introspection });
  if (files === null)
    throw new ConfigError(['PLAYGROUND is on, and the page is not built. Run "npm run build", or set it to off']);
  return async (request, path) => {
    const file = files.get(path);
    if (file !== undefined) return serve(file, request);
    if (path === GRAPHQL_PATH) return wantsPage(request) ? toPage() : null;
    return path.startsWith('/playground/') ? ((await routes?.(request, path)) ?? null) : null;
  };
}

function serve(file: PageFile, request: IncomingMessage): Answer {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return errorAnswer(HTTP.method, 'This is a page: read it with GET. Operations go to /graphql.', {
      headers: { allow: 'GET, HEAD' },
    });
  const encoding = Object.keys(file.encoded).find((name) => accepts(request, name));
  const body = encoding === undefined ? undefined : file.encoded[encoding];
  if (encoding === undefined || body === undefined) return { status: 200, headers: file.headers, body: file.body };
  return { status: 200, headers: { ...file.headers, 'content-encoding': encoding }, body };
}

/** RFC 9110 §12.5.3; a coding that is listed with a weight of zero is refused, not offered. */
function accepts({ headers }: IncomingMessage, encoding: string): boolean {
  const offers = (headers['accept-encoding'] ?? '').toLowerCase().split(',');
  const parts = offers.map((offer) => offer.split(';').map((part) => part.trim()));
  const offered = parts.find(([name]) => name === encoding);
  return offered !== undefined && !offered.slice(1).some((weight) => /^q=0(\.0*)?$/.test(weight));
}

/** Somebody who typed the address of the API into a browser: no operation, and a page is what they can read. */
function wantsPage({ method, url, headers }: IncomingMessage): boolean {
  return method === 'GET' && url === GRAPHQL_PATH && /\btext\/html\b/.test(headers.accept ?? '');
}

function toPage(): Answer {
  return { status: 303, headers: { location: PAGE, vary: 'accept' }, body: '' };
}
