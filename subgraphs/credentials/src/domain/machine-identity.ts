import type { Actor } from '@bailiwick/decision';
import type { Boundary } from './boundary.js';
import type { Owner } from './owner.js';
import type { Responsibility } from './responsibility.js';

/** OWNER_GRACE: the last steward left and a successor has days to claim it. ORPHANED: nobody did. RETIRED is for ever. */
export const MACHINE_IDENTITY_STATES = [
  'DRAFT',
  'ACTIVE',
  'SUSPENDED',
  'OWNER_GRACE',
  'ORPHANED',
  'QUARANTINED',
  'RETIRED',
] as const;
export type MachineIdentityState = (typeof MACHINE_IDENTITY_STATES)[number];

export const ENVIRONMENTS = ['live', 'test'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** A machine, seen as a responsibility that somebody owns. */
export interface MachineIdentity {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly state: MachineIdentityState;
  readonly stateSince: Date;
  readonly responsibility: Responsibility;
  readonly owner: Owner;
  readonly boundary: Boundary;
  readonly environment: Environment;
  /** When OWNER_GRACE ends in ORPHANED. Null in every other state. */
  readonly graceEndsAt: Date | null;
  readonly createdBy: Actor;
  readonly createdAt: Date;
  readonly version: number;
}

export const STEWARD_ROLES = ['PRIMARY', 'BACKUP', 'SPONSOR'] as const;
export type StewardRole = (typeof STEWARD_ROLES)[number];

/** A person who answers for a machine. Active as long as identity says that the membership is. */
export interface Steward {
  readonly personId: string;
  readonly role: StewardRole;
  readonly since: Date;
  readonly active: boolean;
}
