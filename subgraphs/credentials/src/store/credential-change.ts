import type { TenantTransaction } from '@bailiwick/database';
import type { Actor } from '@bailiwick/decision';
import type { Credential } from '../domain/credential.js';
import { emitCredential } from './emitted.js';
import { asJson } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** What may change about a credential while its state stays. Counted as a change, and told to the others. */
export async function replaceLimits(
  tx: Tx,
  credential: Credential,
  limits: Partial<Pick<Credential, 'ceiling' | 'runtimeIds'>>,
): Promise<void> {
  const changed = { ...credential, ...limits, version: credential.version + 1 };
  await tx
    .updateTable('credential')
    .set({ ceiling: [...changed.ceiling], runtime_ids: [...changed.runtimeIds], version: changed.version })
    .where('id', '=', credential.id)
    .execute();
  await emitCredential(tx, changed);
}

/** Who agreed, and when. Written before the move, which counts and tells the change. */
export async function replaceApproval(tx: Tx, credential: Credential, by: Actor, at: Date): Promise<Credential> {
  await tx
    .updateTable('credential')
    .set({ approved_by: asJson(by), approved_at: at })
    .where('id', '=', credential.id)
    .execute();
  return { ...credential, approvedBy: by, approvedAt: at };
}
