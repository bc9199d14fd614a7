import { readdirSync, readFileSync } from 'node:fs';
import { rename, type Names } from './names.js';

const TEMPLATE = new URL('../template/', import.meta.url);
/** What tools leave in a folder where they run. */
const LEFT_BEHIND = /(^|\/)(node_modules|dist|test-results|\.turbo|\.vite)(\/|$)/;

export interface NewFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** Every file of the new domain: its package, and the operation that a frontend sends. */
export function filesOf(names: Names, port: number): readonly NewFile[] {
  return [
    ...read('domain').map(({ path, text }) => ({ path: `subgraphs/${names.domain}/${path}`, text })),
    ...read('operations').map(({ path, text }) => ({ path: `schema/operations/${path}`, text })),
  ].map(({ path, text }) => ({ path: rename(path, names, port), text: rename(text, names, port) }));
}

/** What the template calls something: a noun of that name would be two things in one file. */
export function templateWords(): ReadonlySet<string> {
  const code = read('domain').filter(({ path }) => path.endsWith('.ts'));
  const words = code.flatMap(({ text }) => text.replace(NO_CODE, ' ').match(/\b[a-z]+\b/gi) ?? []);
  return new Set(words.filter((word) => !/^reports?$|^reporting$/.test(word)));
}

const NO_CODE = /\/\*[^]*?\*\/|\/\/.*|'[^'\n]*'|`[^`]*`/g;

function read(folder: string): readonly NewFile[] {
  const root = new URL(`${folder}/`, TEMPLATE);
  return readdirSync(root, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.pathname.length).replace(/^\//, ''))
    .filter((path) => !LEFT_BEHIND.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }));
}
