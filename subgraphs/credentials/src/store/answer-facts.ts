import type { TenantTransaction } from '@bailiwick/database';
import type { AnswerFacts } from '../domain/answer.js';
import type { Knower } from '../domain/credential.js';
import { NO_CHAIN } from '../domain/ownership-chain.js';
import { findTenantFact } from './fact.js';
import { listOwnerships } from './ownership.js';
import type { CredentialsTables } from './tables.js';

type Known = Pick<AnswerFacts, 'credential' | 'identity' | 'stewards' | 'runtimes' | 'policy'>;

/** What a credential that is about to be issued will be asked about, beside what the issuing has read already. */
export async function readAnswerFacts(
  tx: TenantTransaction<CredentialsTables>,
  known: Known,
  knower: Knower | null,
): Promise<AnswerFacts> {
  const { identity } = known;
  const ownership = (await listOwnerships(tx, [identity])).get(identity.id);
  return {
    ...known,
    knowers: knower === null ? [] : [knower],
    ...(ownership ?? { chain: NO_CHAIN, owners: [] }),
    homeTenant: await findTenantFact(tx),
    decisionsRecorded: 0,
  };
}
