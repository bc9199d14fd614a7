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
