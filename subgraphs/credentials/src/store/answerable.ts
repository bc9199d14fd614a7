import type { TenantTransaction } from '@bailiwick/database';
import type { Answerable } from '../domain/activation.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { NO_CHAIN } from '../domain/ownership-chain.js';
import { findPolicy } from './machine-policy.js';
import { listOwnerships } from './ownership.js';
import { listStewards } from './steward.js';
import type { CredentialsTables } from './tables.js';

/** Who answers for a machine, up to the end of its chain, and what the tenant asks of that. */
export async function readAnswerable(
  tx: TenantTransaction<CredentialsTables>,
  identity: MachineIdentity,
): Promise<Answerable> {
  const ownership = (await listOwnerships(tx, [identity])).get(identity.id);
  return {
    stewards: await listStewards(tx, identity.id),
    chain: ownership?.chain ?? NO_CHAIN,
    policy: await findPolicy(tx),
  };
}
