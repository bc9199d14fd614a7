import type { Actor, MachineContext, Principal, Reason } from '@bailiwick/decision';
import type { TenantTransaction } from '@bailiwick/database';
import type { TransactionContext, VerifiedTransactionContext } from '@bailiwick/transaction-token';

/** What a decision is about. Without one it is about the whole tenant. */
export interface Resource {
  readonly type: string;
  readonly id: string;
}

export interface AccessCheck {
  readonly action: string;
  readonly resource?: Resource | null;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Access's answer to one check. */
export interface AccessVerdict {
  readonly allowed: boolean;
  readonly reason: Reason;
  readonly decisionId: string;
}

/** In whose name access is asked: the token is forwarded, access takes subject, tenant and limits from it alone. */
export type AskingContext = TransactionContext & { readonly token: string };

/** How a domain asks access: over HTTP for strangers, directly for access itself. Throws `Unavailable`. */
export interface AccessAsker {
  ask(context: AskingContext, requestId: string, checks: readonly AccessCheck[]): Promise<readonly AccessVerdict[]>;
}

/** What every mutation's input carries. */
export interface MutationInput {
  readonly idempotencyKey: string;
}

/**
 * All that a resolver sees: who asks, in which tenant, since when is now, and transactions. There is no way from here
 * to a header, a key, or another tenant.
 */
export interface Session<Tables> {
  readonly principal: Principal;
  readonly tenantId: string;
  readonly actors: readonly Actor[];
  readonly machine: MachineContext | null;
  readonly operator: { readonly duty: string; readonly reason: string } | null;
  /** Actions beyond which the token allows nothing. Null only for people. */
  readonly limits: readonly string[] | null;
  readonly authentication: VerifiedTransactionContext['authentication'];
  readonly now: Date;
  readonly requestId: string;
  /** Names the exchange whose token the request came with; for the log. */
  readonly txn: string;

  /**
   * Reads inside the tenant. Passes at once when the token's scope holds `action` (and no resource or property is in
   * question), else asks access live, batched with the request's other questions. Throws `NotPermitted` (top-level
   * error, null field).
   */
  read<Result>(
    action: string,
    work: (tx: TenantTransaction<Tables>) => Promise<Result>,
    resource?: Resource | null,
  ): Promise<Result>;

  /** Reads what any member of the tenant may know, such as the tenant's own id and name: no action is asked. */
  readOpen<Result>(work: (tx: TenantTransaction<Tables>) => Promise<Result>): Promise<Result>;

  /** May the principal? One verdict per check, in order; never throws for a no. Live, batched. */
  ask(checks: readonly AccessCheck[]): Promise<readonly AccessVerdict[]>;

  /**
   * One mutation. Asks access live, checks the token's limits, then opens the transaction in which the idempotency key,
   * the change, its events and the audit entry are kept together. `work` answers the payload's own fields; refusals
   * (`orRefuse`) become its `errors`. Inside, nothing may be awaited but the database.
   */
  change<Payload extends object>(
    action: string,
    resource: Resource | null,
    work: (tx: TenantTransaction<Tables>) => Promise<Payload>,
    options?: ChangeOptions<Payload>,
  ): Promise<MutationPayload<Payload>>;

  /** A DataLoader kept for this request under `name`: reference resolvers load in batches. Missing ones are null. */
  load<Key extends string, Value>(
    name: string,
    key: Key,
    batch: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
  ): Promise<Value | null>;
}

export interface ChangeOptions<Payload> {
  /** What a repeat with the same key answers, kept 24 h: the payload without its secrets. Default: the payload itself. */
  readonly remember?: (payload: Payload) => object;
  /** Further checks that must also be allowed, asked together with `action`. */
  readonly alsoAsk?: readonly AccessCheck[];
  /** The tenant that this very change creates, in whose own transaction it runs. Access is asked in the caller's tenant. */
  readonly newTenantId?: string;
  /** False where there is no tenant whose log could hold the refusal: a single-use token that nobody knows. */
  readonly keepRefusal?: boolean;
}

export type MutationPayload<Payload> =
  | (Payload & { readonly errors: readonly []; readonly consistencyToken: string })
  | { readonly errors: readonly MutationError[]; readonly consistencyToken: null };

export interface MutationError {
  readonly __typename: string;
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
  readonly reason?: Reason;
  readonly decisionId?: string;
}

/**
 * The caller without regard to a tenant. Only identity uses it: for `viewer` in the lobby, and for `acceptInvitation`, whose
 * single-use token is what authorises it.
 */
export interface CallerSession<Tables> {
  /** Null until the subject is linked to a person. */
  readonly principal: Principal | null;
  /** `person:<id>`, `machine:<id>` or `person:unlinked:<hash>`. */
  readonly subject: string;
  readonly authentication: VerifiedTransactionContext['authentication'];
  readonly actors: readonly Actor[];
  readonly now: Date;
  readonly requestId: string;

  /** Like `Session.change`, in a tenant that the presented single-use token names; access is not asked. */
  changeByToken<Payload extends object>(
    tenantId: string,
    action: string,
    work: (tx: TenantTransaction<Tables>) => Promise<Payload>,
    options?: ChangeOptions<Payload>,
  ): Promise<MutationPayload<Payload>>;
}
