import type { TenantTransaction } from '@bailiwick/database';
import { keepAuditEntries } from '@bailiwick/subgraph-host';
import { CLONE_WATCH } from '../domain/runtime-process.js';
import type { CopiedKey } from '../domain/trust/copied-key.js';
import { lockInstance, replaceInstanceLock, withdrawMachinesBoundTo } from '../store/runtime-lock.js';
import type { CredentialsTables } from '../store/tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/**
 * Whichever of the two is the thief, neither has a use of the key from now on, nor of the tokens that are bound to it. It is
 * locked as a steward would lock it, in the transaction that found it out: a suspicion that a crash forgets would leave
 * the later process trusted, and that may be the thief.
 */
export async function lockCopied(
  tx: Tx,
  { instanceId, reason }: CopiedKey,
  requestId: string,
  now: Date,
): Promise<void> {
  const instance = await lockInstance(tx, instanceId);
  if (instance === null || instance.locked) return;
  const note = `Clone suspected. ${reason.message}`;
  await replaceInstanceLock(tx, instance, true, {
    by: CLONE_WATCH,
    at: now,
    code: 'credentials.clone_suspected',
    note,
  });
  await withdrawMachinesBoundTo(tx, instance.runtimeId, now);
  await keepAuditEntries<CredentialsTables>(tx, [
    {
      ...({ at: now, kind: 'CHANGE', effect: 'ALLOW', action: 'credentials.runtime.lock' } as const),
      ...{ mutation: 'tokenEndpoint', resource: { type: 'runtime_instance', id: instance.id }, actors: [CLONE_WATCH] },
      ...{ reason, errorCode: null, requestId, txn: null },
    },
  ]);
}
