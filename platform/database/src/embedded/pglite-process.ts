import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { DatabaseUnavailable } from '../errors.js';
import { PACKAGE_ROOT } from '../package-root.js';

// AuthenticationOk and ReadyForQuery (idle): the embedded database has no login.
const GREETING = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

type Message =
  | { readonly kind: 'ready' | 'closed' }
  | { readonly kind: 'answer'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly message: string };

export interface PgliteOptions {
  readonly directory: string;
  /** Unpacks a cluster into the empty directory first. */
  readonly fromTemplate?: boolean;
  /** Lets Node exit although the database is open. Only tests. */
  readonly inBackground?: boolean;
  /** How long a transaction may wait between two statements. */
  readonly idleMs?: number;
}

/**
 * PGlite on its own thread, seen as the socket of a PostgreSQL server. The one driver, `pg`, then serves both engines:
 * parameters, values and errors are the same by construction, not by two parsers kept alike.
 */
export async function startPglite(options: PgliteOptions): Promise<PgliteSocket> {
  const worker = new Worker(new URL('worker/pglite-worker.mjs', PACKAGE_ROOT), { workerData: options, execArgv: [] });
  const message = await Promise.race([nextMessage(worker), exitOf(worker)]);
  if (message.kind === 'failed')
    throw new DatabaseUnavailable(`The embedded database in ${options.directory} does not open: ${message.message}`);
  if (options.inBackground) worker.unref();
  return new PgliteSocket(worker);
}

function nextMessage(worker: Worker): Promise<Message> {
  return new Promise((resolve) => worker.once('message', (message: Message) => resolve(message)));
}

async function exitOf(worker: Worker): Promise<Message> {
  await once(worker, 'exit');
  return { kind: 'failed', message: 'its thread stopped' };
}

type Done = (error?: Error | null) => void;

export class PgliteSocket extends Duplex {
  readonly #worker: Worker;
  #greeted = false;
  #pending: Done | null = null;
  #closing = false;

  constructor(worker: Worker) {
    super();
    this.#worker = worker;
    worker.on('message', (message: Message) => this.#receive(message));
    worker.on('error', (error) =>
      this.destroy(new DatabaseUnavailable('The embedded database failed.', { cause: error })),
    );
    worker.on('exit', () =>
      this.destroy(this.#closing ? undefined : new DatabaseUnavailable('The embedded database stopped.')),
    );
  }

  // What `pg` calls on a socket.
  connect(): void {
    setImmediate(() => this.emit('connect'));
  }
  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}

  override _read(): void {}

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: Done): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'buffer', done);
  }

  override _write(chunk: Buffer, _encoding: string, done: Done): void {
    if (!this.#greeted) {
      this.#greeted = true;
      this.push(GREETING);
      done();
      return;
    }
    this.#pending = done;
    const bytes = Uint8Array.from(chunk); // a copy of its own: the buffer may be a slice of the driver's pool
    this.#worker.postMessage(bytes, [bytes.buffer]);
  }

  /** Lets the statement that runs end, writes everything to disk and stops the thread. */
  async stop(): Promise<void> {
    if (this.#closing || this.destroyed) return;
    this.#closing = true;
    const exited = once(this.#worker, 'exit');
    this.#worker.postMessage('close');
    await exited;
  }

  #receive(message: Message): void {
    const done = this.#pending;
    this.#pending = null;
    if (message.kind === 'answer') this.push(Buffer.from(message.bytes.buffer));
    done?.(
      message.kind === 'failed' ? new DatabaseUnavailable(`The embedded database failed: ${message.message}`) : null,
    );
  }
}
