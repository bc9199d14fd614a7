import type { IncomingMessage } from 'node:http';
import { HeaderMap, type ApolloServer } from '@apollo/server';
import { errorAnswer, refusedAnswer, type Answer } from './answer.js';
import { authenticate, type Credential } from './authenticate.js';
import { clientAddress } from '@bailiwick/config';
import { HTTP } from './http-answers.js';
import type { GatewayConfig } from './config.js';
import type { Exchanged, ExchangeRequest } from './exchange-token.js';
import { readBody } from './read-body.js';
import type { HopContext } from './subgraph-fetch.js';

export interface GraphQLSteps {
  readonly config: GatewayConfig;
  readonly graph: ApolloServer<HopContext>;
  /** Null when no exchange is configured: anybody may ask, and no Txn-Token is sent. */
  readonly tokenFor: ((request: ExchangeRequest) => Promise<Exchanged>) | null;
  /** What DPoP proofs name. */
  readonly publicUrl: () => string;
}

/** The only client headers that Apollo Server is shown: what its content negotiation and CSRF check read. */
const SHOWN = ['content-type', 'accept', 'apollo-require-preflight', 'x-apollo-operation-name'] as const;
const TENANT_MAX = 200;
const OPERATOR_REASON_MAX = 1_000;

/** One GraphQL request, left to right: who, what, for which tenant, then plan and fetch. The first answer ends it. */
export async function answerGraphQL(steps: GraphQLSteps, request: IncomingMessage, requestId: string): Promise<Answer> {
  if (request.method !== 'POST' && request.method !== 'GET')
    return errorAnswer(HTTP.method, 'Send operations with POST, or queries with GET.', {
      headers: { allow: 'GET, POST' },
    });
  const caller = steps.tokenFor === null ? null : authenticate(request, steps.config.machineTokenIssuer);
  if (caller !== null && 'problem' in caller) return errorAnswer(caller.answer, caller.problem);
  const body = await readBody(request, steps.config.limits.bodyBytes);
  if ('answer' in body) return body.answer;
  const exchanged = await exchange(steps, request, caller?.credential ?? null, requestId);
  if ('answer' in exchanged) return exchanged.answer;
  return execute(steps.graph, request, body.json, { requestId, answered: [], ...exchanged.context });
}

async function exchange(
  steps: GraphQLSteps,
  request: IncomingMessage,
  credential: Credential | null,
  requestId: string,
): Promise<{ answer: Answer } | { context: Omit<HopContext, 'requestId' | 'answered'> }> {
  if (steps.tokenFor === null || credential === null) return { context: { transactionToken: null, inLobby: false } };
  const tenant = single(request, 'x-tenant', TENANT_MAX);
  const operatorReason = single(request, 'x-operator-reason', OPERATOR_REASON_MAX);
  if (tenant === undefined)
    return {
      answer: errorAnswer(
        HTTP.tenantHeaders,
        `Send X-Tenant once, with a tenant's id or slug of at most ${String(TENANT_MAX)} characters.`,
      ),
    };
  if (operatorReason === undefined)
    return {
      answer: errorAnswer(
        HTTP.tenantHeaders,
        `Send X-Operator-Reason once, with at most ${String(OPERATOR_REASON_MAX)} characters.`,
      ),
    };
  const exchanged = await steps.tokenFor({
    credential,
    tenant,
    operatorReason,
    clientAddress: clientAddress(request, steps.config.trustedProxies),
    requestId,
    http: { method: request.method ?? '', url: steps.publicUrl() },
  });
  if (exchanged.outcome === 'refused') return { answer: refusedAnswer(exchanged) };
  return { context: { transactionToken: exchanged.token, inLobby: exchanged.tenant === null } };
}

/** Null when absent, undefined when doubled or too long. Node hands header bytes over as Latin-1; people write UTF-8. */
function single(request: IncomingMessage, name: string, lengthMax: number): string | null | undefined {
  const [value, ...more] = request.headersDistinct[name] ?? [];
  if (value === undefined || value === '') return more.length > 0 ? undefined : null;
  if (more.length > 0 || value.length > lengthMax) return undefined;
  const text = Buffer.from(value, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? value : text;
}

async function execute(
  graph: ApolloServer<HopContext>,
  request: IncomingMessage,
  body: unknown,
  context: HopContext,
): Promise<Answer> {
  const headers = new HeaderMap();
  for (const name of SHOWN) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const search = /\?.*$/s.exec(request.url ?? '')?.[0] ?? '';
  const httpGraphQLRequest = { method: request.method ?? '', headers, search, body };
  const result = await graph.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: () => Promise.resolve(context) });
  if (result.body.kind === 'chunked') throw new Error('The gateway offers no incremental delivery.');
  return { status: result.status ?? 200, headers: Object.fromEntries(result.headers), body: result.body.string };
}
