import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

/** All that a caller wanted. */
export const ANSWERED = '200 {"data":{"viewer":{"__typename":"Viewer"}}}';
/** How long a consumer waits between two of its calls. */
const PAUSE_MS = 300;

/** One place that a key is used from, again and again, until it is stopped. */
export interface Consumer {
  readonly address: string;
  /** What it presents from its next call on. */
  use(key: string): void;
  /** Waits for its next call that was made with the key which it has now. */
  called(): Promise<void>;
  stop(): Promise<void>;
  /** How often each was answered: `ANSWERED`, or what there was instead. */
  readonly answers: ReadonlyMap<string, number>;
}

/** Callers of a gateway from as many addresses of this machine: the loopback network is 127.0.0.0/8 on Linux. */
export function startConsumers(gateway: URL, key: string, count: number): readonly Consumer[] {
  return Array.from({ length: count }, (_, index) => startConsumer(gateway, key, `127.0.1.${index + 1}`));
}

function startConsumer(gateway: URL, first: string, address: string): Consumer {
  const answers = new Map<string, number>();
  let [key, sinceKey, running] = [first, 0, true];
  const call = async () => {
    const used = key;
    const answer = await ask(new URL('/graphql', gateway), used, address);
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
    if (used === key) sinceKey += 1;
  };
  const loop = async () => {
    while (running) {
      await call();
      await setTimeout(PAUSE_MS);
    }
  };
  const ended = loop();
  return {
    address,
    answers,
    use: (next) => {
      [key, sinceKey] = [next, 0];
    },
    called: async () => {
      const before = sinceKey;
      while (sinceKey === before) await setTimeout(5);
    },
    stop: () => {
      running = false;
      return ended;
    },
  };
}

/** One call of a machine, with the keep-alive and patience of a plain client: none. */
function ask(url: URL, key: string, localAddress: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const sent = request(url, { method: 'POST', headers, localAddress }, (response) => {
      text(response).then((body) => resolve(`${response.statusCode ?? ''} ${body.trim()}`), reject);
    });
    sent.on('error', reject).end(JSON.stringify({ query: '{ viewer { __typename } }' }));
  });
}
