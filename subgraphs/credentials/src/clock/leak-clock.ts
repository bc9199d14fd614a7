import { randomUUID } from 'node:crypto';
import type { TenantTransaction } from '@bailiwick/database';
import type { ClockRule } from '@bailiwick/events';
import { keepAuditEntries } from '@bailiwick/subgraph-host';
import { isToBeCompromised, LEAK_NOTE, LEAK_REPORTER } from '../domain/leak.js';
import { reasons } from '../domain/reasons.js';
import { lockCredential } from '../store/credential.js';
import { endCredentials, withdrawMachinesOf } from '../store/end-credentials.js';
import { CREDENTIAL_LEAKED, emitCompromised, replaceSuspicion } from '../store/leak.js';
import { insertRevocation, lockEpoch, takeEpoch } from '../store/revocation.js';
import { listStewards } from '../store/steward.js';
import type { CredentialsTables } from '../store/tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** What a report of a leak leads to: every secret and every token of the credential ends, and its stewards are told. */
export const leakClockRule: ClockRule<CredentialsTables> = {
  kind: CREDENTIAL_LEAKED,
  fire: (due, tx, now) => compromise(tx, due.subject, due.dueAt, now),
};

async function compromise(tx: Tx, credentialId: string, reportedAt: Date, now: Date): Promise<void> {
  await lockEpoch(tx);
  const found = await lockCredential(tx, credentialId);
  if (found === null || !isToBeCompromised(found)) return;
  const credential = await replaceSuspicion(tx, found, reportedAt);
  const id = randomUUID();
  const said = { reason: 'LEAK_REPORTED', note: LEAK_NOTE, by: LEAK_REPORTER } as const;
  const target = { scope: 'CREDENTIAL', targetId: credential.id, tenantId: credential.tenantId } as const;
  await insertRevocation(tx, { id, ...target, ...said, requestedAt: reportedAt, epoch: await takeEpoch(tx) });
  const why = { by: LEAK_REPORTER, at: now, code: 'credentials.compromised', note: LEAK_NOTE } as const;
  await endCredentials(tx, [credential], 'COMPROMISED', id, why);
  await withdrawMachinesOf(tx, [credential], now);
  const stewards = await listStewards(tx, credential.machineIdentityId);
  await emitCompromised(
    tx,
    credential,
    stewards.map(({ personId }) => personId),
  );
  await keepAuditEntries<CredentialsTables>(tx, [entryOf(credential.id, now)]);
}

function entryOf(credentialId: string, at: Date) {
  return {
    ...({
      at,
      kind: 'CHANGE',
      effect: 'ALLOW',
      action: 'credentials.credential.revoke',
      mutation: 'leakReport',
    } as const),
    ...{ resource: { type: 'credential', id: credentialId }, actors: [LEAK_REPORTER], errorCode: null, txn: null },
    reason: reasons.reason('credentials.compromised'),
    requestId: `leak-report:${credentialId}`,
  };
}
