import type { World } from '../src/world.js';

/** A terminal that remembers what was written to it, in front of a gateway that answers what the test says. */
export interface TestWorld extends World {
  readonly written: { out: string; err: string };
  readonly sent: SentRequest[];
  readonly waited: number[];
}

export interface SentRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly operationName: string;
  readonly variables: Record<string, unknown>;
}

/** `data`, or a whole answer with its status, or `down` for a connection that is refused. */
export type Answering = (request: SentRequest) => { readonly status?: number; readonly body: unknown } | 'down';

export function aWorld(answer: Answering = () => ({ body: { data: {} } }), more: Partial<World> = {}): TestWorld {
  const written = { out: '', err: '' };
  const sent: SentRequest[] = [];
  const waited: number[] = [];
  const output = (name: 'out' | 'err') => ({
    isTTY: false,
    write: (text: string) => {
      written[name] += text;
    },
  });
  return {
    env: { BAILIWICK_TOKEN: 'bwk_live_token' },
    cwd: '/',
    out: output('out'),
    err: output('err'),
    readStdin: () => Promise.resolve(''),
    confirm: null,
    wait: (ms) => {
      waited.push(ms);
      return Promise.resolve();
    },
    fetch: (url, init) => {
      const { operationName, variables } = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as SentRequest; // what this program sent
      const headers = (init?.headers ?? {}) as Record<string, string>; // likewise
      const request = { url: String(url instanceof Request ? url.url : url), headers, operationName, variables };
      sent.push(request);
      const answered = answer(request);
      if (answered === 'down') return Promise.reject(new TypeError('fetch failed', { cause: new Error('refused') }));
      const response = new Response(JSON.stringify(answered.body), {
        status: answered.status ?? 200,
        headers: { 'x-request-id': 'r-1' },
      });
      return Promise.resolve(response);
    },
    ...more,
    written,
    sent,
    waited,
  };
}
