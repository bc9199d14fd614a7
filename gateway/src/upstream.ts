import { Pool, type Dispatcher } from 'undici';

export interface UpstreamRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface UpstreamResponse {
  readonly status: number;
  readonly body: Buffer;
}

export interface UpstreamOptions {
  readonly connectMs: number;
  /** From sending to the last byte, so that a trickling answer ends as well. */
  readonly totalMs: number;
  readonly responseBytes: number;
}

/** No usable answer arrived: not reachable, too late, or too large. `cause` says which, for the log. */
export class UpstreamFailed extends Error {
  override readonly name = 'UpstreamFailed';
}

/** One workload over kept-alive connections. `dispatch` because undici's own promise and stream layers cost more than the hop. */
export class Upstream {
  readonly #pool: Pool;
  readonly #options: UpstreamOptions;

  constructor(origin: string, options: UpstreamOptions) {
    this.#options = options;
    // Below the five seconds for which Node's servers keep an idle connection: a mutation is never sent into a closing one.
    this.#pool = new Pool(origin, {
      connections: 128,
      keepAliveTimeout: 3_000,
      connect: { timeout: options.connectMs },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  post(request: UpstreamRequest): Promise<UpstreamResponse> {
    return new Promise((resolve, reject) => {
      this.#pool.dispatch({ ...request, method: 'POST' }, new Receiver(this.#options, resolve, reject));
    });
  }

  /** Lets what is under way finish. */
  async close(): Promise<void> {
    await this.#pool.close();
  }
}

/** Collects one answer within its bounds. */
class Receiver implements Dispatcher.DispatchHandler {
  readonly #options: UpstreamOptions;
  readonly #resolve: (response: UpstreamResponse) => void;
  readonly #reject: (error: UpstreamFailed) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | null = null;
  #late = false;
  #size = 0;
  #status = 0;

  constructor(
    options: UpstreamOptions,
    resolve: (response: UpstreamResponse) => void,
    reject: (error: UpstreamFailed) => void,
  ) {
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => {
      this.#late = true;
      const error = new UpstreamFailed(`no complete answer within ${String(options.totalMs)} ms`);
      this.#controller?.abort(error);
      reject(error);
    }, options.totalMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Waited in the queue until its time was up: never send what nobody waits for.
    if (this.#late) controller.abort(new UpstreamFailed('not sent in time'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    this.#controller = controller;
    this.#status = status;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#options.responseBytes)
      controller.abort(new UpstreamFailed(`answer larger than ${String(this.#options.responseBytes)} bytes`));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    const [only] = this.#chunks;
    this.#resolve({
      status: this.#status,
      body: this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks),
    });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.#timer);
    this.#reject(error instanceof UpstreamFailed ? error : new UpstreamFailed(error.message, { cause: error }));
  }
}
