import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { until } from '../../harness/time.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const scripts = (JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { scripts: Record<string, string> })
  .scripts; // npm's own format

/** One command of an operator: `VARIABLES npm run SCRIPT -- ARGUMENTS`. */
export interface Command {
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Child {
  readonly pid: number;
  /** Everything that it has said so far, on both streams. */
  said(): string;
  /** The exit code; null after a signal. */
  readonly ended: Promise<number | null>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Every command that was run here, as README has to show it. */
export const commandsRun: Command[] = [];

/**
 * What `npm run` would run, without npm in between: a signal has to reach the service itself. It sees only the settings
 * that it is given, and nothing of the environment of the tests.
 */
export function npmRun(command: Command): Child {
  const { script, args = [], env = {} } = command;
  const [program = '', ...fixed] = (scripts[script] ?? '').replace(/^exec /, '').split(' ');
  if (program !== 'node') throw new Error(`package.json has no script ${script} that starts a program of ours.`);
  commandsRun.push(command);
  const child = spawn(process.execPath, [...fixed, ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const killed = (): void => void child.kill('SIGKILL');
  process.once('exit', killed);
  const ended = once(child, 'close').then(([code]) => {
    process.off('exit', killed);
    return code as number | null; // as Node documents the event
  });
  const stop = (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  return { pid: child.pid ?? 0, said: () => said, ended, stop };
}

/** Runs a command to its end; a failure shows what it said. */
export async function ran(command: Command): Promise<string> {
  const child = npmRun(command);
  const code = await child.ended;
  if (code !== 0) throw new Error(`npm run ${command.script} ended with ${String(code)}:\n${child.said()}`);
  return child.said();
}

/** Waits until a service says that it is ready; one that ends instead fails with its own words. */
export async function untilReady(child: Child, url: URL): Promise<void> {
  let ended = false;
  void child.ended.then(() => (ended = true));
  const look = async (): Promise<boolean> => {
    if (ended) throw new Error(`It ended before it was ready:\n${child.said()}`);
    return (await statusOf(new URL('/readyz', url))) === 200;
  };
  await until(look, (ready) => ready, { withinMs: 30_000, everyMs: 50 });
}

/** The status of a GET; null when nobody answers. */
export async function statusOf(url: URL): Promise<number | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(8_000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}
