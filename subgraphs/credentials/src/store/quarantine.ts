import type { TenantTransaction } from '@bailiwick/database';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { mayQuarantine } from '../domain/quarantine.js';
import { deleteApprovals } from './identity-approval.js';
import { moveIdentity, type Why } from './transition.js';
import type { CredentialsTables } from './tables.js';

/**
 * Stops a locked machine until two stewards release it; what was asked for in an earlier quarantine counts no more. For
 * people and for what finds leaks and clones alike: one that is there already, or retired, stays as it is.
 */
export async function quarantine(
  tx: TenantTransaction<CredentialsTables>,
  identity: MachineIdentity,
  why: Why,
): Promise<void> {
  if (!mayQuarantine(identity.state)) return;
  await deleteApprovals(tx, identity.id);
  await moveIdentity(tx, identity, 'QUARANTINED', why);
}
