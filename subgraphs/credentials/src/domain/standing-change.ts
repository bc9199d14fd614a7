import type { MachineIdentity, MachineIdentityState, Steward } from './machine-identity.js';

/**
 * What stewards' leaving does to a machine. While one of them is there it is covered, and one who is only suspended may
 * come back. When all have left nobody answers for it: it is an orphan, and can do nothing until somebody is named.
 */
export function stateAfterLeaving(
  identity: Pick<MachineIdentity, 'state'>,
  stewards: readonly Steward[],
  left: ReadonlySet<string>,
): MachineIdentityState {
  if (identity.state !== 'ACTIVE') return identity.state;
  return stewards.every((steward) => left.has(steward.personId)) ? 'ORPHANED' : 'ACTIVE';
}
