import type { Database, SystemTransaction, TenantTransaction } from '@bailiwick/database';

/** A CloudEvents 1.0 event in its JSON format. `sequence` is the feed position `<xid>.<id>`. */
export interface DomainEvent<Data = unknown> {
  readonly specversion: '1.0';
  readonly id: string;
  /** `urn:bailiwick:<domain>`. */
  readonly source: string;
  /** `<domain>.<noun>.<past verb>`, or `txn_token.withdrawn`. */
  readonly type: string;
  /** What the fact is about; the newest event per (tenant, type, subject) is the whole state of that fact. */
  readonly subject: string;
  readonly time: string;
  /** Null for what belongs to no tenant: the action catalogue. */
  readonly tenantid: string | null;
  readonly requestid: string | null;
  readonly sequence: string;
  readonly data: Data;
}

export interface NewEvent<Data = unknown> {
  readonly type: string;
  readonly subject: string;
  readonly data: Data;
}

/** Tokens of this subject and/or tenant minted before `before` (RFC 3339) are not to be used any more. */
export interface TokenWithdrawal {
  readonly sub?: string;
  readonly tenant?: string;
  readonly before: string;
}

/**
 * What one domain takes from another. `apply` runs in the transaction that also moves the cursor; it reaches
 * tables only through `enterTenant` or as the `consume` role.
 */
export interface Subscription<Tables> {
  /** The domain that is read, in lower case. */
  readonly source: string;
  readonly types: readonly string[];
  readonly apply: (
    event: DomainEvent,
    tx: SystemTransaction<Tables, 'consume'>,
    database: Database<Tables>,
  ) => Promise<void>;
  /**
   * Takes the place of `apply` for an event on which it failed for good (see `startConsumer`). Mark the subject's fact as
   * unknown, so that what depends on it is denied until the next event of the subject, or a rebuild, says more.
   */
  readonly setAside?: (
    event: DomainEvent,
    tx: SystemTransaction<Tables, 'consume'>,
    database: Database<Tables>,
  ) => Promise<void>;
  /** Empties the projection before a snapshot is applied, so that a rebuild leaves nothing stale behind. */
  readonly reset: (tx: SystemTransaction<Tables, 'consume'>, database: Database<Tables>) => Promise<void>;
}

/**
 * What time alone changes. `fire` runs once per due row, across replicas and restarts, in the tenant's transaction. It locks
 * its subject and looks again whether the time has come: while it waited, the plan may have been changed.
 */
export interface ClockRule<Tables> {
  readonly kind: string;
  readonly fire: (due: DueRow, tx: TenantTransaction<Tables>, now: Date) => Promise<void>;
}

export interface DueRow {
  readonly tenantId: string;
  readonly kind: string;
  readonly subject: string;
  readonly dueAt: Date;
}

/** How fresh a source's facts are: when its feed was last heard, and up to which position everything has arrived. */
export interface FeedStanding {
  /** The history that the watermark is a place in; null when never heard. */
  readonly feed: string | null;
  readonly heardAt: Date | null;
  /** Every transaction below this xid has been applied. */
  readonly watermark: bigint;
}

/** The tables that every domain's schema has, created by the platform's own migrations. */
export interface PlatformTables {
  outbox: {
    tenant_id: string | null;
    id: string;
    xid: string;
    type: string;
    subject: string;
    time: Date;
    request_id: string | null;
    data: unknown;
  };
  feed_cursor: {
    source: string;
    feed: string | null;
    xid: string;
    id: string;
    heard_at: Date | null;
    watermark: string;
  };
  feed_history: { singleton: boolean; id: string; place: string; begun_at: Date };
  due: { tenant_id: string; kind: string; subject: string; due_at: Date };
  idempotency: {
    tenant_id: string;
    principal: string;
    mutation: string;
    key: string;
    input_hash: string;
    answer: unknown;
    created_at: Date;
  };
  audit_entry: {
    tenant_id: string;
    id: string;
    at: Date;
    actors: unknown;
    kind: string;
    action: string | null;
    mutation: string | null;
    target_type: string | null;
    target_id: string | null;
    effect: string;
    reason: unknown;
    reason_code: string | null;
    decision_id: string | null;
    request_id: string;
    txn: string | null;
    position: string;
  };
  declared_actions: { digest: string; declared_at: Date };
}
