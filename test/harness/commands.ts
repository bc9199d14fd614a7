import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const SCRIPTS = (JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as { scripts: Record<string, string> })
  .scripts; // our own file

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly withinMs?: number;
}

/** A command of the root package.json as a process of its own, without npm around it. */
export class Command {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly startedAt = performance.now();
  stdout = '';
  stderr = '';

  constructor(script: string, args: readonly string[], { env = {} }: RunOptions = {}) {
    const [node, ...parameters] = (SCRIPTS[script] ?? '').replace(/^exec /, '').split(' ');
    if (node !== 'node') throw new Error(`package.json has no script ${script} that runs Node.`);
    this.child = spawn(process.execPath, [...parameters, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Nothing of the test runner's own settings, such as NODE_ENV=test.
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = once(this.child, 'close').then(([code]) => ({
      code: typeof code === 'number' ? code : null,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  /** Resolves with what was said up to then and the seconds that it took; fails when the command ends or is late. */
  async says(words: string, withinMs = 60_000): Promise<number> {
    while (!this.stdout.includes(words)) {
      if (this.child.exitCode !== null || performance.now() - this.startedAt > withinMs)
        throw new Error(`It never said "${words}":\n${this.stdout}\n${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return (performance.now() - this.startedAt) / 1000;
  }

  async stop(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }

  /** Of this process and all that it started. Linux only; null elsewhere. */
  residentMegabytes(): number | null {
    return process.platform === 'linux' && this.child.pid !== undefined
      ? Math.round(residentKilobytes(this.child.pid) / 1024)
      : null;
  }
}

function residentKilobytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const children = readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
    .filter((child) => child !== '');
  const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  return children.reduce((sum, child) => sum + residentKilobytes(Number(child)), own);
}

/** Runs a command to its end. One that hangs is killed and fails the test. */
export async function run(script: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const command = new Command(script, args, options);
  const late = setTimeout(() => command.child.kill('SIGKILL'), options.withinMs ?? 30_000);
  const ended = await command.ended;
  clearTimeout(late);
  if (ended.code === null)
    throw new Error(`${script} ${args.join(' ')} did not end:\n${ended.stdout}\n${ended.stderr}`);
  return ended;
}

/** What a person reads when something is wrong: some words, and no line of a stack. */
export function isStackTrace(text: string): boolean {
  return /^\s+at .+[:(]/m.test(text) || text.includes('node:internal');
}
