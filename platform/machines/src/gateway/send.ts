import { EXIT } from '../exit.js';
import { Problem } from '../problem.js';
import type { World } from '../world.js';
import type { Connection } from './connection.js';
import type { Operation } from './operation.js';

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number;
}

const ATTEMPTS = 4;
const PAUSE_MS = 400;
const PAUSE_MS_MAX = 5_000;
const TIMEOUT_MS = 30_000;

/**
 * Sends again what nobody decided: a refused connection, 408, 429 and 503. That is safe for mutations too, since each
 * carries an idempotency key, and the same one at every attempt.
 */
export async function sendPatiently(
  connection: Connection,
  operation: Operation<unknown>,
  variables: Readonly<Record<string, unknown>>,
  world: Pick<World, 'fetch' | 'wait'>,
): Promise<Answered> {
  for (let attempt = 1; ; attempt += 1) {
    const last = attempt === ATTEMPTS;
    const answered = await sendOnce(connection, operation, variables, world).catch((error: unknown) => {
      if (last) throw unreachable(connection, error);
      return null;
    });
    if (answered !== null && (last || ![408, 429, 503].includes(answered.status))) return answered;
    const asked = (answered?.retryAfterSeconds ?? 0) * 1000;
    await world.wait(Math.min(PAUSE_MS_MAX, Math.max(asked, PAUSE_MS * 2 ** (attempt - 1))));
  }
}

async function sendOnce(
  { url, token, tenant, operatorReason }: Connection,
  { name, document }: Operation<unknown>,
  variables: Readonly<Record<string, unknown>>,
  { fetch }: Pick<World, 'fetch'>,
): Promise<Answered> {
  const response = await fetch(url, {
    method: 'POST',
    // The token is for this address and no other.
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...(tenant !== null && { 'x-tenant': tenant }),
      ...(operatorReason !== null && { 'x-operator-reason': operatorReason }),
    },
    body: JSON.stringify({ query: document, operationName: name, variables }),
  });
  return {
    status: response.status,
    text: await response.text(),
    requestId: response.headers.get('x-request-id'),
    retryAfterSeconds: Number(response.headers.get('retry-after') ?? 0) || 0,
  };
}

function unreachable({ url }: Connection, error: unknown): Problem {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new Problem(EXIT.unreachable, `The gateway at ${url.origin} does not answer: ${why}.`, {
    next: 'Check --url or BAILIWICK_URL, and that the platform runs; then send the same again.',
  });
}
