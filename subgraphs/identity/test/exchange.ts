import { randomUUID } from 'node:crypto';
import { createLog } from '@bailiwick/config';
import { Unavailable, type DomainServices, type ServiceResponse } from '@bailiwick/subgraph-host';
import { testDomain } from '@bailiwick/subgraph-host/testing';
import type { TransactionContext } from '@bailiwick/transaction-token';
import { identity } from '../src/identity.js';
import type { IdentityTables } from '../src/store/tables.js';
import { NOON } from './builders.js';
import type { TestDatabase } from './database.js';

/** The exchange behind its hop signature, with a mint that shows what it would sign. */
export interface TestExchange {
  readonly signed: {
    readonly context: TransactionContext;
    readonly lifetimeSeconds: number;
    readonly includeScope: boolean;
  }[];
  /** Events as the log has them. */
  readonly logged: Record<string, unknown>[];
  /** What access's action search answers; null: access is down. */
  scope: readonly string[] | null;
  now: Date;
  readonly exchange: (
    token: string,
    more?: Record<string, string>,
  ) => Promise<ServiceResponse & { readonly body: ExchangeBody }>;
  readonly post: (body: string, contentType?: string) => Promise<ServiceResponse & { readonly body: ExchangeBody }>;
}

export interface ExchangeBody {
  readonly access_token?: string;
  readonly expires_in?: number;
  readonly sub?: string;
  readonly tenant?: string | null;
  readonly cache?: { readonly store: boolean; readonly seconds: number };
  readonly error?: string;
  readonly error_description?: string;
  readonly reason?: { readonly code: string; readonly message: string } | null;
  readonly retry_after?: number;
}

export const TRUST_DOMAIN = 'urn:bailiwick:dev';

export async function openExchange(
  database: TestDatabase,
  overrides: Partial<DomainServices<IdentityTables>> = {},
): Promise<TestExchange> {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('test', 'info', {
    write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  }); // pino writes one object a line
  const state: TestExchange = {
    signed: [],
    logged: lines,
    scope: ['identity.tenant.read'],
    now: NOON,
    exchange: (token, more = {}) => state.post(form(token, more)),
    post: async (body, contentType = 'application/x-www-form-urlencoded') => {
      const request = {
        caller: 'gateway',
        method: 'POST',
        path: '/token-exchange',
        query: new URLSearchParams(),
        context: null,
        requestId: randomUUID(),
      };
      const answer = await route().handle({
        ...request,
        headers: { 'content-type': contentType },
        body: Buffer.from(body),
      });
      return { ...answer, body: answer.body as ExchangeBody }; // the route's own answer
    },
  };
  const services: Partial<DomainServices<IdentityTables>> = {
    log,
    clock: () => state.now,
    trustDomain: TRUST_DOMAIN,
    tokens: {
      sign: (context, options) => {
        state.signed.push({ context, ...options });
        const expiresAt = new Date(state.now.getTime() + options.lifetimeSeconds * 1000);
        return Promise.resolve({ token: `signed-${state.signed.length}`, issuedAt: state.now, expiresAt });
      },
    },
    scopes: {
      search: () =>
        state.scope === null ? Promise.reject(new Unavailable('The access domain')) : Promise.resolve(state.scope),
    },
    ...overrides,
  };
  const domain = await testDomain(identity, database, { services });
  const route = () => {
    const found = domain.parts.serviceRoutes?.find(({ path }) => path === '/token-exchange');
    if (found === undefined) throw new Error('Identity serves no token exchange.');
    return found;
  };
  return state;
}

export function form(token: string, more: Record<string, string> = {}): string {
  return new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    requested_token_type: 'urn:ietf:params:oauth:token-type:txn_token',
    audience: TRUST_DOMAIN,
    ...more,
  }).toString();
}
