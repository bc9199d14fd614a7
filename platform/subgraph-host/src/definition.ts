import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { ActionDeclaration, ReasonRegistry } from '@bailiwick/decision';
import type { Database } from '@bailiwick/database';
import type { ClockRule, ConsistencyTokens, PlatformTables, Subscription } from '@bailiwick/events';
import type { Log } from '@bailiwick/config';
import type { TransactionContext, VerifiedTransactionContext } from '@bailiwick/transaction-token';
import type { KeepActionUses } from './action-uses.js';
import type { DemoPlan } from './demo.js';
import type { RequestSteps } from './request-step.js';
import type { AccessAsker, CallerSession, Session } from './session.js';

/** What a resolver's third argument holds. */
export interface ResolverContext<Tables> {
  /** Throws `Unauthenticated` in the lobby. */
  readonly session: Session<Tables>;
  /** True for a token without tenant: only identity accepts it. */
  readonly inLobby: boolean;
  readonly caller: CallerSession<Tables>;
}

/** Everything that `main.ts` joins for a domain; made once per process. */
export interface DomainServices<Tables> {
  readonly database: Database<Tables>;
  readonly access: AccessAsker;
  readonly clock: () => Date;
  readonly log: Log;
  /** Mints and reads the proof of how fresh an answer must be; all domains share its keys. */
  readonly consistencyTokens: ConsistencyTokens;
  /** Signs Txn-Tokens. Null unless this domain mints them: identity for people, credentials for machines. */
  readonly tokens: TokenMint | null;
  /** Access's action search, asked with a provisional token. Throws `Unavailable` while access is down. */
  readonly scopes: ScopeSearch;
  /** `urn:bailiwick:dev` or production's own. */
  readonly trustDomain: string;
  /** Environment or file settings of this domain, already parsed by the definition's `settings`. */
  readonly settings: unknown;
}

export interface TokenMint {
  /** `includeScope: false` is the provisional token of 5 s with which access is asked. Throws `TokenTooLarge` past 4 KB. */
  sign(
    context: TransactionContext,
    options: { readonly lifetimeSeconds: number; readonly includeScope: boolean },
  ): Promise<{ readonly token: string; readonly issuedAt: Date; readonly expiresAt: Date }>;
}

export interface ScopeSearch {
  search(provisionalToken: string, context: TransactionContext, requestId: string): Promise<readonly string[]>;
}

/** A verified request to a service endpoint: who called is proven by the hop signature and allowed by the workload table. */
export interface ServiceRequest {
  readonly caller: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Present when a Txn-Token was forwarded. */
  readonly context: VerifiedTransactionContext | null;
  readonly requestId: string;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Serialised as JSON. */
  readonly body: unknown;
}

export interface ServiceRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly handle: (request: ServiceRequest) => Promise<ServiceResponse>;
}

/** What a public route sees: nothing is proven about the caller. */
export type PublicRoute = Omit<ServiceRoute, 'handle'> & {
  readonly handle: (
    request: Pick<ServiceRequest, 'method' | 'path' | 'query' | 'headers' | 'body'> & {
      /** Whoever holds the other end of the connection, which may be a proxy. Null once it is closed. */
      readonly address: string | null;
    },
  ) => Promise<ServiceResponse>;
};

/**
 * A Node handler of somebody else's making, such as a protocol library's, on the public listener. It is reached at the
 * paths that it names and at no other, whatever routes it has of its own, and never with a body that is too large.
 */
export interface PublicMount {
  readonly paths: readonly { readonly method: string; readonly path: string }[];
  /** The body has been read; the handler gets a request that can be read again. */
  readonly handle: (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void>;
}

/** What a domain makes out of the services: its resolvers, its endpoints, and what it does by itself. */
export interface DomainParts<Tables> {
  /** Type → field → resolver, as @apollo/subgraph takes them. Mutations get `session.change` bound to their field and input. */
  readonly resolvers: Record<string, unknown>;
  /** Behind the hop signature, on the internal listener. */
  readonly serviceRoutes?: readonly ServiceRoute[];
  /** On the second listener, which has no internal path. */
  readonly publicRoutes?: readonly PublicRoute[];
  /** Beside them, where a library answers by itself. */
  readonly publicMounts?: readonly PublicMount[];
  readonly subscriptions?: readonly Subscription<Tables>[];
  readonly clockRules?: readonly ClockRule<Tables>[];
  /** What a request's trace shows beyond the audit log: decisions that the domain keeps in tables of its own. */
  readonly requestSteps?: RequestSteps<Tables>;
  /** Replaces the HTTP asker; only access does. */
  readonly access?: AccessAsker;
  /** What it does by itself, from when it serves on. */
  readonly start?: () => void;
  readonly stop?: () => Promise<void>;
  /** Keeps what machines used, in its own process. Only credentials does; the others report to it. */
  readonly keepActionUses?: KeepActionUses;
}

/** A domain, as `defineDomain` in its `src/index.ts` exports it. */
export interface DomainDefinition<Tables extends PlatformTables> {
  /** Lower case: `billing`. Also the schema's, the roles' and the workload's name. */
  readonly name: string;
  /** The package's root: `schema/*.graphql` and `migrations/*.sql` are read from here. */
  readonly directory: URL;
  readonly reasons: ReasonRegistry;
  readonly actions: readonly ActionDeclaration[];
  /** How it reads the events of others, by type: `schema:check` reads recorded old events by the very schemas that run. */
  readonly reads?: Readonly<Record<string, { readonly safeParse: (data: unknown) => { readonly success: boolean } }>>;
  readonly assemble: (services: DomainServices<Tables>) => DomainParts<Tables>;
  /** Fills a fresh embedded database with this domain's share of the demo, through its own stores and events. */
  readonly seed?: (database: Database<Tables>, demo: DemoPlan, now: Date) => Promise<void>;
}
