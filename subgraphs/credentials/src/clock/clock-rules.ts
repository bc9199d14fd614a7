import type { TenantTransaction } from '@bailiwick/database';
import type { ClockRule } from '@bailiwick/events';
import { expiresNow } from '../domain/expiry.js';
import { lockCredential } from '../store/credential.js';
import { withdrawMachine } from '../store/emitted.js';
import { GRACE_ENDS, RESPONSIBILITY_ENDS, REVIEW_DUE } from '../store/identity-dates.js';
import { PERSON_LEFT } from '../store/leaving.js';
import type { CredentialsTables } from '../store/tables.js';
import { CREDENTIAL_EXPIRES } from '../store/expiry.js';
import { moveCredential, SYSTEM_CLOCK } from '../store/transition.js';
import { endGrace, endResponsibility, noteReviewDue } from './identity-dates.js';
import { carryOutLeaving } from './leaving.js';

type Tx = TenantTransaction<CredentialsTables>;

/** What only time changes: a credential's end, a machine's dates, and the end of the wait after somebody left. */
export const clockRules: readonly ClockRule<CredentialsTables>[] = [
  { kind: CREDENTIAL_EXPIRES, fire: (due, tx, now) => expire(tx, due.subject, now) },
  { kind: PERSON_LEFT, fire: (due, tx, now) => carryOutLeaving(tx, due.subject, now) },
  { kind: GRACE_ENDS, fire: (due, tx, now) => endGrace(tx, due.subject, now) },
  { kind: REVIEW_DUE, fire: (due, tx, now) => noteReviewDue(tx, due.subject, now) },
  { kind: RESPONSIBILITY_ENDS, fire: (due, tx, now) => endResponsibility(tx, due.subject, now) },
];

async function expire(tx: Tx, credentialId: string, now: Date): Promise<void> {
  const credential = await lockCredential(tx, credentialId);
  if (credential === null || !expiresNow(credential, now)) return;
  await moveCredential(tx, credential, 'EXPIRED', {
    by: SYSTEM_CLOCK,
    at: now,
    code: 'credentials.expired',
    note: null,
  });
  await withdrawMachine(tx, credential.machineIdentityId, now);
}
