import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { BadInput } from './bad-input.js';
import { API, type Base } from './contract.js';
import { commitOf, git, treeAt, treeOf } from './tree.js';

/** What `--base` names: a file with a schema, `release`, or whatever git knows by that name. */
export function readBase(root: string, named: string | null, cwd: string): Base | null {
  if (named === null) return mergeBase(root);
  if (named === 'release') return lastRelease(root);
  const file = resolve(cwd, named);
  if (existsSync(file) && statSync(file).isFile())
    return { label: named, tree: treeOf({ [API]: readFileSync(file, 'utf8') }) };
  if (named.includes('\0') || named === '') throw new BadInput('--base needs a ref or a file.');
  return { label: named, tree: treeAt(root, named) };
}

/** What the proposal grew from. Only with a clone that has a main. */
function mergeBase(root: string): Base | null {
  for (const main of ['origin/main', 'main']) {
    try {
      const commit = git(root, ['merge-base', 'HEAD', main]).trim();
      return { label: main, tree: treeAt(root, commit) };
    } catch {
      continue; // no such branch, no common history, or no clone at all: the next, or nothing to compare with
    }
  }
  return null;
}

function lastRelease(root: string): Base {
  const tag = newestTag(root);
  return { label: tag, tree: treeAt(root, commitOf(root, tag)) };
}

function newestTag(root: string): string {
  try {
    return git(root, ['describe', '--tags', '--abbrev=0', '--match', 'v*']).trim();
  } catch {
    throw new BadInput(
      'There is no release to compare with: no tag v* leads to this commit. Fetch the tags, or name another base.',
    );
  }
}
