import { hasCredential, headersOf, type Acting } from './acting.js';
import type { Credentials } from './credentials.js';
import { explain, type Explained } from './explain.js';

/** One question and its answer, as the strip below the response tells it. */
export interface Exchange {
  readonly operation: string | null;
  /** Null when nothing came back. */
  readonly status: number | null;
  readonly durationMs: number;
  readonly requestId: string | null;
  readonly explained: readonly Explained[];
}

export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: unknown;
}

export interface SendParts {
  readonly acting: () => Acting;
  readonly credentials: Credentials;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly nowMs: () => number;
  readonly record: (exchange: Exchange) => void;
}

const GRAPHQL = '/graphql';
const UNAUTHENTICATED = 401;
const ASKS_FOR_SCHEMA = 'IntrospectionQuery';

/** Sends one operation as whoever is chosen. What stands in the Headers tab wins over the choice. */
export async function send(
  parts: SendParts,
  asked: GraphQLRequest,
  headersTab: Readonly<Record<string, string>>,
): Promise<unknown> {
  const request = withOwnName(asked);
  const began = parts.nowMs();
  const acting = parts.acting();
  let answer = await attempt(parts, acting, request, headersTab, false);
  // Whatever made the gateway refuse it, a new one is worth one try: the platform may have started afresh.
  if (answer.response?.status === UNAUTHENTICATED && acting.who !== null)
    answer = await attempt(parts, acting, request, headersTab, true);
  const { response, body } = answer;
  const explained = explain(body);
  if (request.operationName !== ASKS_FOR_SCHEMA || explained.length > 0)
    parts.record({
      operation: request.operationName ?? null,
      status: response?.status ?? null,
      durationMs: parts.nowMs() - began,
      requestId: response?.headers.get('x-request-id') ?? null,
      explained,
    });
  return body;
}

/**
 * GraphiQL learns an operation's name a moment after its text. Whoever opens one and runs it at once would send the name
 * of the one before with it, which is in the document no more.
 */
function withOwnName(request: GraphQLRequest): GraphQLRequest {
  const { query, operationName } = request;
  const isThere =
    typeof operationName === 'string' &&
    new RegExp(`\\b(query|mutation|subscription)\\s+${operationName}\\b`).test(query);
  return isThere ? request : { ...request, operationName: undefined };
}

interface Attempt {
  readonly response: Response | null;
  readonly body: unknown;
}

async function attempt(
  { credentials, fetch }: SendParts,
  acting: Acting,
  request: GraphQLRequest,
  headersTab: Readonly<Record<string, string>>,
  renew: boolean,
): Promise<Attempt> {
  try {
    const credential = await credentialOf(acting, credentials, renew);
    const headers = new Headers({ ...headersOf(acting, credential), 'content-type': 'application/json' });
    for (const [name, value] of Object.entries(headersTab)) headers.set(name, value);
    if (!hasCredential(acting) && !headers.has('authorization')) return { response: null, body: NO_CREDENTIAL };
    const init = {
      method: 'POST',
      headers,
      body: JSON.stringify(request),
      credentials: 'omit',
      cache: 'no-store',
    } as const;
    const response = await fetch(GRAPHQL, init);
    return { response, body: await readJson(response) };
  } catch (error) {
    return { response: null, body: problem(error instanceof Error ? error.message : String(error)) };
  }
}

async function credentialOf({ who, ownCredential, secondFactor }: Acting, credentials: Credentials, renew: boolean) {
  return who === null ? ownCredential.trim() : credentials.of({ id: who.id, secondFactor }, renew);
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return problem(
      `The answer (HTTP ${String(response.status)}) is not JSON. Is there something between here and the gateway?`,
    );
  }
}

function problem(message: string): unknown {
  return { errors: [{ message: `Nothing was answered: ${message}` }] };
}

const NO_CREDENTIAL = {
  errors: [{ message: 'Nothing was sent, because there is no credential yet. Paste one in the bar at the top.' }],
};
