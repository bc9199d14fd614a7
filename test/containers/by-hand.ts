import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { persistently } from '../harness/time.js';
import { copiedFromBuild, ROOT, saying, type Containerfile } from './containerfiles.js';

const run = promisify(execFile);
const MAX_BUFFER = 64 * 1024 * 1024;
const BASE = { PATH: process.env['PATH'], HOME: process.env['HOME'], TURBO_TELEMETRY_DISABLED: '1' };

/** What a container engine would do with our Containerfiles, done by hand in a directory of its own. */
export interface Workshop {
  /** Carries out one file's steps, and answers where its last stage lies. Steps that all files begin with are done once. */
  build(file: Containerfile): Promise<string>;
  remove(): void;
}

export async function openWorkshop(): Promise<Workshop> {
  const directory = mkdtempSync(join(tmpdir(), 'bailiwick-containers-'));
  const context = join(directory, 'build');
  mkdirSync(context);
  // `COPY . .` takes what .dockerignore leaves: no more than what is kept in the repository.
  await run('bash', ['-c', `git -C '${ROOT}' ls-files -z | tar -C '${ROOT}' --null -T - -c | tar -x -C '${context}'`]);
  let done: readonly string[] = [];
  return {
    build: async (file) => {
      const commands = saying(file, 'RUN');
      for (const [index, command] of commands.entries()) {
        if (index === 0 && done[0] === command) continue;
        await persistently(() => run('bash', ['-euc', command], { cwd: context, env: BASE, maxBuffer: MAX_BUFFER }));
      }
      done = commands;
      const image = join(directory, file.folder.replace('/', '-'));
      for (const path of copiedFromBuild(file)) {
        mkdirSync(dirname(join(image, path)), { recursive: true });
        // Of the packages there are 100 MB, which the next file's commands would remove: moved, not copied.
        if (path === 'node_modules') renameSync(join(context, path), join(image, path));
        else cpSync(join(context, path), join(image, path), { recursive: true, verbatimSymlinks: true });
      }
      return image;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

export interface Running {
  said(): string;
  /** Runs a command beside it, as a health check is run: the exit code. */
  beside(command: readonly string[]): Promise<number | null>;
  stop(): Promise<number | null>;
}

/** Starts a command where an image lies. It sees its own settings and nothing else. */
export function start(image: string, command: readonly string[], env: Readonly<Record<string, string>>): Running {
  const settings = { PATH: BASE.PATH, NODE_ENV: 'production', ...env };
  const begin = ([program = '', ...args]: readonly string[]) =>
    spawn(program, args, { cwd: image, env: settings, stdio: ['ignore', 'pipe', 'pipe'] });
  const child = begin(command);
  const killed = (): void => void child.kill('SIGKILL');
  process.once('exit', killed);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => {
    process.off('exit', killed);
    return code as number | null; // as Node documents the event
  });
  return {
    said: () => said,
    beside: (other) => once(begin(other), 'close').then(([code]) => code as number | null), // the same
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** To its end; a failure shows what it said. */
export async function ranTo(
  image: string,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const [program = '', ...args] = command;
  const settings = { PATH: BASE.PATH, NODE_ENV: 'production', ...env };
  return (await run(program, args, { cwd: image, env: settings })).stdout;
}
