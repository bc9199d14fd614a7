import type { Actor, Reason } from '@bailiwick/decision';
import type { TenantTransaction } from '@bailiwick/database';
import type { Resource } from './session.js';

/** One rule or link that a decision was made of. */
export interface RequestLink {
  readonly name: string;
  readonly outcome: 'PASS' | 'FAIL' | 'UNKNOWN' | 'NOT_APPLICABLE';
  readonly reason: Reason;
  readonly evidence: readonly string[];
}

/** One thing that a domain decided or did for a request, as `RequestStep` of the graph shows it. */
export interface RequestStep {
  readonly id: string;
  readonly at: Date;
  readonly kind: 'EXCHANGE' | 'DECISION' | 'REFUSAL' | 'CHANGE' | 'FAILURE';
  readonly outcome: 'ALLOWED' | 'DENIED' | 'FAILED';
  readonly action: string | null;
  readonly field: string | null;
  readonly target: Resource | null;
  readonly actors: readonly Actor[];
  readonly reason: Reason | null;
  readonly links: readonly RequestLink[];
  readonly decisionId: string | null;
  readonly errorCode: string | null;
  readonly requestId: string;
  readonly txn: string | null;
}

/** Where a domain keeps more than its audit log: the steps of a request id, or of a token's `txn`, as they were made. */
export type RequestSteps<Tables> = (
  tx: TenantTransaction<Tables>,
  id: string,
  limit: number,
) => Promise<readonly RequestStep[]>;
