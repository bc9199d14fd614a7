import type { Generated } from '@bailiwick/database';

/** Every change of a state, appended. */
export interface TransitionColumns {
  id: Generated<string>;
  position: Generated<string>;
  target_type: string;
  target_id: string;
  from_state: string;
  to_state: string;
  by_actor: unknown;
  at: Date;
  reason_code: string;
  note: string | null;
  request_id: Generated<string>;
}

/** One replacement of a secret. */
export interface RotationColumns {
  id: string;
  credential_id: string;
  from_version: number;
  to_version: number;
  state: 'IN_PROGRESS' | 'COMPLETED' | 'ABORTED';
  started_by: unknown;
  started_at: Date;
  overlap_ends_at: Date;
  ended_by: unknown;
  ended_at: Date | null;
  ended_because: string | null;
}
