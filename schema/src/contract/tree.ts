import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { BadInput } from './bad-input.js';

/** The repository's files by their path from its root, wherever they are read from. */
export interface FileTree {
  /** The text of a file. Null when there is none. */
  read(path: string): string | null;
  /** The paths of all files below a folder, sorted. */
  list(folder: string): readonly string[];
}

const SKIPPED = new Set(['node_modules', 'dist', '.turbo', 'test-results', '.git', '.data']);

export function workingTree(root: string): FileTree {
  const below = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter(({ name }) => !SKIPPED.has(name))
      .flatMap((entry) => {
        const path = posix.join(folder, entry.name);
        return entry.isDirectory() ? below(path) : [path];
      });
  return {
    read: (path) => {
      const file = join(root, path);
      return existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : null;
    },
    list: (folder) => (existsSync(join(root, folder)) ? below(folder).sort() : []),
  };
}

/** The files as a commit has them, from git's own objects: nothing is fetched and nothing is checked out. */
export function treeAt(root: string, ref: string): FileTree {
  const commit = commitOf(root, ref);
  const kept = new Map<string, string | null>();
  const paths = git(root, ['ls-tree', '-r', '--name-only', '-z', commit]).split('\0');
  const known = new Set(paths);
  return {
    read: (path) => {
      if (!known.has(path)) return null;
      const text = kept.get(path) ?? git(root, ['show', `${commit}:./${path}`]);
      kept.set(path, text);
      return text;
    },
    list: (folder) => paths.filter((path) => path.startsWith(`${folder}/`)).sort(),
  };
}

/** Only these files, as a base that is a single schema has them. */
export function treeOf(files: Readonly<Record<string, string>>): FileTree {
  return overlay({ read: () => null, list: () => [] }, files);
}

/** The tree with some files written anew, or gone where the text is null. */
export function overlay(tree: FileTree, edits: Readonly<Record<string, string | null>>): FileTree {
  return {
    read: (path) => {
      const edit = edits[path];
      return edit === undefined ? tree.read(path) : edit;
    },
    list: (folder) => {
      const added = Object.keys(edits).filter((path) => path.startsWith(`${folder}/`));
      return [...new Set([...tree.list(folder), ...added])].filter((path) => edits[path] !== null).sort();
    },
  };
}

export function commitOf(root: string, ref: string): string {
  try {
    return git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]).trim();
  } catch (error) {
    const said = complaintOf(error);
    throw new BadInput(
      `There is no commit ${ref} in this clone, and no file of that name${said === '' ? '' : ` (${said})`}. Fetch it (in CI: fetch-depth 0), or name a branch, a tag, a commit or a schema file.`,
    );
  }
}

export function git(root: string, args: readonly string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: 'pipe' });
}

/** What git said, if anything: that there is no clone at all, or that it belongs to somebody else. */
function complaintOf(error: unknown): string {
  const said = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : String(error);
  return said.trim().split('\n')[0] ?? '';
}
