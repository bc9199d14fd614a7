import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OWN_SCOPE = '@bailiwick';

export interface Ran {
  readonly code: number | null;
  readonly said: string;
}

/** The repository once more, in a folder of its own, with the same packages installed. */
export interface Copy {
  readonly root: string;
  /** A command in the copy, to its end. */
  run(command: string, args: readonly string[], folder?: string): Ran;
  /** One that goes on. */
  start(args: readonly string[]): ChildProcess;
  /** Every file that is there, with a digest, and every link among our own packages. */
  files(): Readonly<Record<string, string>>;
  remove(): void;
}

/** Nothing of the test runner's own settings, such as NODE_ENV=test. */
const env = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  NO_COLOR: '1',
};

export function copyRepository(): Copy {
  const root = mkdtempSync(join(tmpdir(), 'bailiwick-scaffold-'));
  for (const file of sources()) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(ROOT, file), join(root, file));
  }
  linkPackages(root);
  return {
    root,
    run: (command, args, folder = '.') => {
      const { status, stdout, stderr } = spawnSync(command, args, { cwd: join(root, folder), env, encoding: 'utf8' });
      return { code: status, said: stdout + stderr };
    },
    start: (args) => spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] }),
    files: () => filesBelow(root),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** What is in the repository, whether committed already or not. */
function sources(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  return listed
    .toString()
    .split('\0')
    .filter((file) => file !== '' && lstatSync(join(ROOT, file), { throwIfNoEntry: false })?.isFile() === true);
}

/** Packages of others are shared; our own are links into the copy, as npm makes them. */
function linkPackages(root: string): void {
  const [from, to] = [join(ROOT, 'node_modules'), join(root, 'node_modules')];
  for (const folder of foldersOfPackages()) linkFolder(join(ROOT, folder), join(root, folder));
  mkdirSync(join(to, OWN_SCOPE));
  for (const name of readdirSync(join(from, OWN_SCOPE)))
    cpSync(join(from, OWN_SCOPE, name), join(to, OWN_SCOPE, name), { verbatimSymlinks: true });
}

/** A package may have some of its own, where it needs another version than the rest. */
function foldersOfPackages(): readonly string[] {
  return sources()
    .filter((file) => /(^|\/)package\.json$/.test(file))
    .map((file) => join(file, '../node_modules'))
    .filter((folder) => existsSync(join(ROOT, folder)));
}

function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((each) => each !== OWN_SCOPE && !/^\.(cache|vite|package)/.test(each)))
    symlinkSync(join(from, name), join(to, name));
}

const MADE = /(^|\/)(node_modules|dist|test-results|\.turbo)(\/|$)/;

function filesBelow(root: string): Readonly<Record<string, string>> {
  const found = readdirSync(root, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => !MADE.test(file))
    .sort();
  return {
    ...Object.fromEntries(found.map((file) => [file, digestOf(join(root, file))])),
    packages: readdirSync(join(root, 'node_modules', OWN_SCOPE))
      .sort()
      .join(' '),
  };
}

const digestOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
