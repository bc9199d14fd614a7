import type { TenantTransaction } from '@bailiwick/database';
import { scheduleDue } from '@bailiwick/events';
import type { CredentialsTables } from './tables.js';

/** Stored in due rows, so never renamed. */
export const STEWARDS_LEFT = 'machine_identity.stewards_left';

/**
 * A rebuild of the facts replays the past in its order, so that somebody who left and came back is gone for a moment.
 * Orphaning, which a person has to undo, waits that long; the trust chain denies without waiting.
 */
const ORPHAN_AFTER_MS = 2_000;

/** Has another look, soon, at a machine whose last active steward left. */
export async function planOrphaning(
  tx: TenantTransaction<CredentialsTables>,
  machineIdentityId: string,
  now: Date,
): Promise<void> {
  const dueAt = new Date(now.getTime() + ORPHAN_AFTER_MS);
  await scheduleDue<CredentialsTables>(tx, { kind: STEWARDS_LEFT, subject: machineIdentityId, dueAt });
}
