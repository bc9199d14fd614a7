import type { Generated } from '@bailiwick/database';
import type { Boundary } from '../domain/boundary.js';
import type { Environment, MachineIdentityState } from '../domain/machine-identity.js';
import type { OwnerKind } from '../domain/owner.js';

/** A machine, with the columns of its owner that its kind of owner fills. */
export interface MachineIdentityColumns {
  id: string;
  name: string;
  state: MachineIdentityState;
  state_since: Date;
  statement: string;
  actions: string[];
  data_classes: string[];
  declared_by: unknown;
  declared_at: Date;
  review_due_at: Date;
  ends_at: Date | null;
  owner_kind: OwnerKind;
  /** The service's or provider's registered name. */
  owner_name: string | null;
  owner_duty: string | null;
  owner_team: string | null;
  owner_runtime_id: string | null;
  owner_agent_id: string | null;
  boundary: Boundary;
  environment: Environment;
  grace_ends_at: Date | null;
  pending_owner: unknown;
  uses: Generated<string>;
  last_used_at: Date | null;
  last_used_address: string | null;
  created_by: unknown;
  created_at: Date;
  version: number;
}
