import { execFile, execFileSync, spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A throw-away PostgreSQL server on loopback. Its superuser `postgres` needs no password. */
export interface PostgresCluster {
  readonly url: string;
  stop(): Promise<void>;
}

const READY_MS = 30_000;
const CLUSTER = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
// Nothing here survives the tests, so nothing needs to survive a power cut.
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=200',
  'listen_addresses=127.0.0.1',
];

/** A program of PostgreSQL's own, such as pg_dump, of the version that the clusters here are. */
export function postgresProgram(name: string): string {
  return join(findPrograms(), name);
}

/**
 * Needs PostgreSQL 15's or a later version's server programs, in PATH or where the distributions put them. With
 * `backupOf` it is what that server was a moment ago, recovered from a physical backup.
 */
export async function startPostgresCluster({
  backupOf,
}: { readonly backupOf?: string } = {}): Promise<PostgresCluster> {
  const programs = findPrograms();
  const directory = mkdtempSync(join(tmpdir(), 'bailiwick-postgres-'));
  const user = serverUser();
  if (user !== null) chownSync(directory, user.uid, user.gid);
  const options: SpawnOptions = { cwd: directory, ...user };
  const data = join(directory, 'data');
  const within = { cwd: directory, ...user };
  if (backupOf === undefined) await promisify(execFile)(join(programs, 'initdb'), ['-D', data, ...CLUSTER], within);
  else {
    await promisify(execFile)(join(programs, 'pg_basebackup'), ['-D', data, '-d', backupOf, '-c', 'fast'], within);
    writeFileSync(join(data, 'recovery.signal'), '');
  }
  const port = await freePort();
  // Nothing was archived: what the backup brought along is all that there is to recover.
  const recovery = backupOf === undefined ? [] : ['restore_command=false'];
  const settings = [...SETTINGS, ...recovery].flatMap((setting) => ['-c', setting]);
  const server = spawn(join(programs, 'postgres'), ['-D', data, '-p', String(port), '-k', directory, ...settings], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stopNow = (): void => void server.kill('SIGQUIT');
  process.once('exit', stopNow);
  await untilReady(server, port);
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop: () => stop(server, directory, stopNow) };
}

function findPrograms(): string {
  const places = [
    ...(process.env['PATH'] ?? '').split(':'),
    ...[18, 17, 16, 15].map((version) => `/usr/lib/postgresql/${version}/bin`),
  ];
  // The oldest supported version first: what runs there runs on the later ones.
  const found = places
    .reverse()
    .find((place) => existsSync(join(place, 'initdb')) && existsSync(join(place, 'postgres')));
  if (found === undefined)
    throw new Error("PostgreSQL's server programs (initdb, postgres) were not found. Install postgresql-15.");
  return found;
}

/** PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`. */
function serverUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = [numberOf('-u', name), numberOf('-g', name)];
    if (uid !== null && gid !== null) return { uid, gid };
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody.');
}

function numberOf(flag: string, name: string): number | null {
  try {
    return Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return null;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

async function untilReady(server: ChildProcess, port: number): Promise<void> {
  let log = '';
  server.stderr?.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4_000)));
  const deadline = Date.now() + READY_MS;
  while (!log.includes('ready to accept connections') || !(await isListening(port))) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Error(`PostgreSQL did not start:\n${log}`);
    await delay(50);
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function stop(server: ChildProcess, directory: string, stopNow: () => void): Promise<void> {
  process.off('exit', stopNow);
  if (server.exitCode === null && server.signalCode === null) {
    const exited = once(server, 'exit');
    server.kill('SIGINT');
    await exited;
  }
  rmSync(directory, { recursive: true, force: true });
}
