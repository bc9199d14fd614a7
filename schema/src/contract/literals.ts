import type { Place } from './finding.js';
import type { FileTree } from './tree.js';

/** A word of a domain that stands in a source: a reason's code, an action, an event's type. */
export interface Mention {
  readonly word: string;
  readonly place: Place;
}

const SOURCE_FOLDERS = ['subgraphs', 'platform', 'gateway/src'];

/** Words with a domain's prefix, in the string literals of what runs and in the descriptions that clients read. */
export function mentionsIn(tree: FileTree, domains: readonly string[]): readonly Mention[] {
  const prefix = `(?:${domains.join('|')})`;
  const quoted = new RegExp(`(['"\`])(${prefix}(?:\\.[a-z0-9_]+){1,2})\\1`, 'g');
  const files = SOURCE_FOLDERS.flatMap((folder) => tree.list(folder)).filter(isSource);
  return files.flatMap((file) => mentionsOf(file, tree.read(file) ?? '', quoted));
}

/** What runs, and what is said of it. Tests plant what is not registered. */
function isSource(path: string): boolean {
  if (path.endsWith('.graphql')) return path.includes('/schema/');
  return path.endsWith('.ts') && path.includes('/src/') && !/\.test\.ts$|\/testing\//.test(path);
}

function mentionsOf(file: string, text: string, quoted: RegExp): readonly Mention[] {
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(\*|\/\/|\/\*)/.test(line)) return [];
    return [...line.matchAll(quoted)].map((match) => ({
      word: match[2] ?? '',
      place: { file, line: index + 1, column: match.index + 2 },
    }));
  });
}
