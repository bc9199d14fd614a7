import type { TenantTransaction } from '@bailiwick/database';
import { cancelDue, scheduleDue } from '@bailiwick/events';
import type { MachineIdentity } from '../domain/machine-identity.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

// Stored in due rows, so never renamed.
export const GRACE_ENDS = 'machine_identity.grace_ends';
export const REVIEW_DUE = 'machine_identity.review_due';
export const RESPONSIBILITY_ENDS = 'machine_identity.responsibility_ends';

/** Plans what the dates of a machine's responsibility will change by themselves. A review moves them. */
export async function planResponsibility(
  tx: Tx,
  { id, responsibility }: Pick<MachineIdentity, 'id' | 'responsibility'>,
): Promise<void> {
  const { reviewDueAt, endsAt } = responsibility;
  await scheduleDue<CredentialsTables>(tx, { kind: REVIEW_DUE, subject: id, dueAt: reviewDueAt });
  if (endsAt !== null)
    await scheduleDue<CredentialsTables>(tx, { kind: RESPONSIBILITY_ENDS, subject: id, dueAt: endsAt });
}

export async function planGraceEnd(tx: Tx, machineIdentityId: string, dueAt: Date): Promise<void> {
  await scheduleDue<CredentialsTables>(tx, { kind: GRACE_ENDS, subject: machineIdentityId, dueAt });
}

/** What has ended is not asked about again. */
export async function cancelResponsibility(tx: Tx, machineIdentityId: string): Promise<void> {
  for (const kind of [REVIEW_DUE, RESPONSIBILITY_ENDS])
    await cancelDue<CredentialsTables>(tx, { kind, subject: machineIdentityId });
}

/** What is retired has no dates any more. */
export async function cancelDates(tx: Tx, machineIdentityId: string): Promise<void> {
  await cancelDue<CredentialsTables>(tx, { kind: GRACE_ENDS, subject: machineIdentityId });
  await cancelResponsibility(tx, machineIdentityId);
}
