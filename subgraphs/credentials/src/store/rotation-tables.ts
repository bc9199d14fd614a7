import type { Generated } from '@bailiwick/database';
import type { RevocationReason } from '../domain/revocation.js';
import type { RotationEnd } from '../domain/rotation.js';

/** One replacement of a secret. */
export interface RotationColumns {
  id: string;
  credential_id: string;
  from_version: number;
  to_version: number;
  state: 'PENDING_APPROVAL' | 'IN_PROGRESS' | 'COMPLETED' | 'ABORTED';
  started_by: unknown;
  started_at: Date;
  overlap_hours: number | null;
  overlap_ends_at: Date;
  asked_by: Generated<string[]>;
  approved_by: unknown;
  approved_at: Date | null;
  ended_by: unknown;
  ended_at: Date | null;
  ended_because: RotationEnd | null;
}

/** One request that changes many credentials, a part at a time. */
export interface BulkColumns {
  id: string;
  kind: 'REVOKE' | 'ROTATE';
  selection: unknown;
  reason: RevocationReason | null;
  revocation_id: string | null;
  overlap_ends_at: Date | null;
  by_actor: unknown;
  note: string;
  started_at: Date;
  finished_at: Date | null;
  matched: number;
  changed: Generated<number>;
  after_id: string | null;
}
