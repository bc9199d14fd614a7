import { BEARER } from '../domain/proof-kind.js';
import { findProofs } from '../store/credential-proof.js';
import { readTrustFacts } from '../store/trust-facts.js';
import type { Ground } from './ground.js';
import type { Case } from './list-cases.js';

/** All that an exchange of a key reads in its tenant: what the secret is compared with, and all that the chain is decided from. */
export function exchangeCase({ tenantId, credential }: Ground): Case {
  return {
    name: 'exchange of a key',
    store: 'readTrustFacts',
    run: async (tx) => {
      const found = await findProofs(tx, credential.reference);
      return readTrustFacts(
        tx,
        { credentialId: found?.credentialId ?? null, machineIdentityId: null },
        {
          ...BEARER,
          ...{ proof: 'MATCHED', hostEnvironment: credential.environment, actingTenant: { id: tenantId, fact: null } },
          ...{ address: '203.0.113.7', assumedRuntimeId: null, action: null, delegationId: null },
        },
      );
    },
  };
}
