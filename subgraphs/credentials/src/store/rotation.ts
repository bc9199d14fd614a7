import type { Selectable, TenantTransaction } from '@bailiwick/database';
import type { Actor } from '@bailiwick/decision';
import type { Rotation, RotationEnd } from '../domain/rotation.js';
import { asJson, isUuid, readActor, readActorOrNone } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

export async function insertRotation(tx: Tx, rotation: Rotation, askedBy: ReadonlySet<string>): Promise<void> {
  await tx
    .insertInto('rotation')
    .values({
      id: rotation.id,
      credential_id: rotation.credentialId,
      from_version: rotation.fromVersion,
      to_version: rotation.toVersion,
      state: rotation.state,
      started_by: asJson(rotation.startedBy),
      started_at: rotation.startedAt,
      overlap_hours: rotation.overlapHours,
      overlap_ends_at: rotation.overlapEndsAt,
      asked_by: [...askedBy],
      approved_by: null,
      approved_at: null,
      ended_by: null,
      ended_at: null,
      ended_because: null,
    })
    .execute();
}

export async function findRotation(tx: Tx, id: string): Promise<Rotation | null> {
  if (!isUuid(id)) return null;
  const row = await tx.selectFrom('rotation').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toRotation(row);
}

/** Whoever changes a rotation has locked its credential, so there is at most one and it stays as read. */
export async function findRotationInProgress(tx: Tx, credentialId: string): Promise<Rotation | null> {
  const row = await ofCredential(tx, credentialId, 'IN_PROGRESS').executeTakeFirst();
  return row === undefined ? null : toRotation(row);
}

/** What waits for a second person, with everybody who acted when it was asked for and the people behind the machines. */
export async function findPendingRotation(
  tx: Tx,
  credentialId: string,
): Promise<{ readonly rotation: Rotation; readonly askedBy: ReadonlySet<string> } | null> {
  const row = await ofCredential(tx, credentialId, 'PENDING_APPROVAL').executeTakeFirst();
  return row === undefined ? null : { rotation: toRotation(row), askedBy: new Set(row.asked_by) };
}

function ofCredential(tx: Tx, credentialId: string, state: Rotation['state']) {
  return tx.selectFrom('rotation').selectAll().where('credential_id', '=', credentialId).where('state', '=', state);
}

/** It is under way from now on, as it was planned when the second person agreed. */
export async function replaceRotationApproved(tx: Tx, rotation: Rotation): Promise<void> {
  await tx
    .updateTable('rotation')
    .set({
      state: rotation.state,
      from_version: rotation.fromVersion,
      overlap_ends_at: rotation.overlapEndsAt,
      approved_by: asJson(rotation.approvedBy),
      approved_at: rotation.approvedAt,
    })
    .where('id', '=', rotation.id)
    .execute();
}

/** The newest rotation of each credential. */
export async function listLastRotationsOf(
  tx: Tx,
  credentialIds: readonly string[],
): Promise<ReadonlyMap<string, Rotation>> {
  const rows = await tx
    .selectFrom('rotation')
    .distinctOn('credential_id')
    .selectAll()
    .where('credential_id', 'in', [...credentialIds])
    .orderBy('credential_id')
    .orderBy('started_at', 'desc')
    .orderBy('to_version', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.credential_id, toRotation(row)]));
}

/** Ends what is in progress for these credentials. Nothing happens to those without. */
export async function endRotations(
  tx: Tx,
  credentialIds: readonly string[],
  state: 'COMPLETED' | 'ABORTED',
  end: { readonly by: Actor; readonly at: Date; readonly because: RotationEnd },
  from: 'PENDING_APPROVAL' | 'IN_PROGRESS' = 'IN_PROGRESS',
): Promise<void> {
  if (credentialIds.length === 0) return;
  await tx
    .updateTable('rotation')
    .set({ state, ended_by: asJson(end.by), ended_at: end.at, ended_because: end.because })
    .where('credential_id', 'in', [...credentialIds])
    .where('state', '=', from)
    .execute();
}

function toRotation(row: Selectable<CredentialsTables['rotation']>): Rotation {
  return {
    id: row.id,
    credentialId: row.credential_id,
    fromVersion: row.from_version,
    toVersion: row.to_version,
    state: row.state,
    startedBy: readActor(row.started_by),
    startedAt: row.started_at,
    overlapHours: row.overlap_hours,
    overlapEndsAt: row.overlap_ends_at,
    approvedBy: readActorOrNone(row.approved_by),
    approvedAt: row.approved_at,
    endedAt: row.ended_at,
    endedBecause: row.ended_because,
  };
}
