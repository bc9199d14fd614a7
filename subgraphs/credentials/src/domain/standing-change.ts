import type { MachineIdentity, MachineIdentityState, Steward } from './machine-identity.js';
import { activeStewards } from './stewards.js';

/**
 * What a steward's leaving does to a machine. While another active steward is there it is covered; without one nobody
 * answers for it, so it is an orphan at once and can do nothing until somebody is named.
 */
export function stateAfterLeaving(identity: Pick<MachineIdentity, 'state'>, remaining: readonly Steward[]): MachineIdentityState {
  if (identity.state !== 'ACTIVE') return identity.state;
  return activeStewards(remaining).length > 0 ? 'ACTIVE' : 'ORPHANED';
}

/** Naming an active steward takes an orphan in. Any other state is changed by its own mutation. */
export function stateAfterNaming(identity: Pick<MachineIdentity, 'state'>): MachineIdentityState {
  return identity.state === 'ORPHANED' ? 'ACTIVE' : identity.state;
}
