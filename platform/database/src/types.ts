import type { Transaction } from 'kysely';

declare const tenantScoped: unique symbol;
declare const systemScoped: unique symbol;

/** A transaction that sees one tenant's rows and no other's. Nothing but `Database.inTenant` makes one. */
export type TenantTransaction<Tables> = Transaction<Tables> & { readonly [tenantScoped]: string };

/** The named transactions that see more than one tenant, each with a role that sees exactly its tables. */
export const SYSTEM_TRANSACTIONS = ['directory', 'feed', 'clock', 'consume', 'declare', 'membership_of'] as const;
export type SystemTransactionName = (typeof SYSTEM_TRANSACTIONS)[number];
export type SystemTransaction<Tables, Name extends SystemTransactionName> = Transaction<Tables> & {
  readonly [systemScoped]: Name;
};

export interface TransactionOptions {
  /** Opens the transaction `read only`; the database refuses a write. */
  readonly readOnly?: boolean;
  /** The work is one statement that reads: on PostgreSQL it costs one round trip instead of three. A second one is refused. */
  readonly oneRead?: boolean;
  /** Kept by outbox and audit rows through a column default. */
  readonly requestId?: string;
}

/** One domain's database: its schema, its roles, its pool. Open it with `openEmbedded` or `openPostgres`. */
export interface Database<Tables> {
  readonly domain: string;
  /** `read` opens the transaction read only. The tenant id must be a UUID; the isolation policy does the rest. */
  inTenant<Result>(
    tenantId: string,
    work: (tx: TenantTransaction<Tables>) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result>;
  inSystem<Name extends SystemTransactionName, Result>(
    name: Name,
    work: (tx: SystemTransaction<Tables, Name>) => Promise<Result>,
  ): Promise<Result>;
  /**
   * From a system transaction into one tenant, in the same database transaction: the clock and the consumer claim a
   * row as themselves and carry it out as the tenant.
   */
  enterTenant<Result>(
    tx: SystemTransaction<Tables, 'clock' | 'consume'>,
    tenantId: string,
    work: (tx: TenantTransaction<Tables>) => Promise<Result>,
  ): Promise<Result>;
  /** Runs after each commit that wrote (not after read-only ones): the feed wakes without waiting for its next poll. */
  onCommit(listener: () => void): () => void;
  /** Statements since the start, for tests that count them. */
  readonly statements: { readonly count: number };
  ping(): Promise<void>;
  close(): Promise<void>;
}
