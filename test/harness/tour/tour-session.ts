import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { portsFrom } from '@bailiwick/cli';
import type { TourStep } from './read-tour.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SHELL = ['bash', '--noprofile', '--norc'] as const;

/** What a step's block of commands did. */
export interface StepRun {
  readonly stdout: string;
  readonly stderr: string;
  /** The commands of the block that did not end with 0. */
  readonly failed: readonly string[];
}

/** The two terminals of whoever follows the tour: a folder of its own, free ports, and nothing of the test runner's settings. */
export interface Terminals {
  /** Runs the commands of the first terminal, which stay, and resolves once they say this. */
  startFirst(commands: string, says: string): Promise<void>;
  /** All blocks in one session of a shell, in order, whatever the ones before did. */
  runSecond(steps: readonly TourStep[]): Promise<readonly StepRun[]>;
  /** As Ctrl-C in the first terminal. Answers what it said from beginning to end. */
  interruptFirst(): Promise<string>;
  close(): void;
}

export async function openTerminals(): Promise<Terminals> {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-tour-'));
  const environment = {
    ...{ PATH: process.env['PATH'], HOME: process.env['HOME'], TURBO_TELEMETRY_DISABLED: '1' },
    ...{ PORT: String(await freeBase()), BAILIWICK_DATA: join(folder, 'data') },
  };
  const options = { cwd: ROOT, env: environment, detached: true } as const;
  let first: ChildProcess | null = null;
  let said = '';
  return {
    startFirst: async (commands, says) => {
      const shell = spawn(SHELL[0], ['-c', commands], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
      first = shell;
      for (const stream of [shell.stdout, shell.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => (said += text));
      await new Promise<void>((resolve, reject) => {
        shell.stdout.on('data', () => {
          if (said.includes(says)) resolve();
        });
        shell.once('close', () => {
          reject(new Error(`The first terminal never said "${says}":\n${said}`));
        });
      });
    },
    runSecond: (steps) => runSession(steps, folder, options),
    interruptFirst: async () => {
      if (first?.pid === undefined) return said;
      const closed = once(first, 'close');
      process.kill(-first.pid, 'SIGINT');
      await closed;
      first = null;
      return said;
    },
    close: () => {
      if (first?.pid !== undefined) process.kill(-first.pid, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type SpawnSettings = { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly detached: boolean };

async function runSession(steps: readonly TourStep[], folder: string, options: SpawnSettings): Promise<StepRun[]> {
  const file = (index: number, what: string): string => join(folder, `${index}.${what}`);
  // As in a terminal, `!` between double quotes would be taken for a command of before.
  const script = [
    'set -o history -o histexpand',
    ...steps.map(({ commands }, index) => sessionPart(commands, (what) => file(index, what))),
  ];
  writeFileSync(join(folder, 'session'), script.join('\n'));
  const shell = spawn(SHELL[0], [...SHELL.slice(1), join(folder, 'session')], { ...options, stdio: 'ignore' });
  await once(shell, 'close');
  const read = (index: number, what: string): string => readFileSync(file(index, what), 'utf8');
  return steps.map((_, index) => ({
    stdout: read(index, 'stdout'),
    stderr: read(index, 'stderr'),
    failed: read(index, 'failed').split('\n').filter(Boolean),
  }));
}

/** One block, with what it says in files of its own, and every command of it that fails noted by name. */
function sessionPart(commands: string, file: (what: string) => string): string {
  const note = `trap 'printf "%s\\n" "$BASH_COMMAND" >> "${file('failed')}"' ERR`;
  return `: > "${file('failed')}"\n${note}\n{\n${commands}\n} > "${file('stdout')}" 2> "${file('stderr')}"`;
}

/** A port for the gateway that leaves the others theirs. Below those that the system gives away by itself. */
async function freeBase(): Promise<number> {
  for (;;) {
    const base = randomInt(12_000, 30_000);
    const free = await Promise.all(Object.values(portsFrom(base)).map(isFree));
    if (free.every(Boolean)) return base;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const free = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]);
  server.close();
  return free;
}
