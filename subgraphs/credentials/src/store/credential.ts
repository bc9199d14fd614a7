import type { TenantTransaction } from '@bailiwick/database';
import { USABLE_STATES, type Credential, type Knower } from '../domain/credential.js';
import { toColumns, toCredential } from './credential-row.js';
import { asJson, isUuid, readActor } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

export async function insertCredential(tx: Tx, credential: Credential, askedBy: readonly string[]): Promise<void> {
  await tx
    .insertInto('credential')
    .values({ ...toColumns(credential), asked_by: [...askedBy] })
    .execute();
}

/** Locks the row, so that two changes of one credential are decided one after the other. */
export async function lockCredential(tx: Tx, id: string): Promise<Credential | null> {
  if (!isUuid(id)) return null;
  const row = await tx.selectFrom('credential').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? null : toCredential(row);
}

export async function findCredential(tx: Tx, id: string): Promise<Credential | null> {
  const [found] = await listCredentialsById(tx, [id]);
  return found ?? null;
}

export async function listCredentialsById(tx: Tx, ids: readonly string[]): Promise<readonly Credential[]> {
  const wanted = ids.filter(isUuid);
  if (wanted.length === 0) return [];
  const rows = await tx.selectFrom('credential').selectAll().where('id', 'in', wanted).execute();
  return rows.map(toCredential);
}

/** All credentials of one machine, locked in the order of their ids so that two revocations never wait for each other. */
export async function lockCredentialsOfIdentity(tx: Tx, machineIdentityId: string): Promise<readonly Credential[]> {
  return lockCredentialsOfIdentities(tx, [machineIdentityId]);
}

/**
 * All credentials of these machines, in one order across them: that of their ids, in which every use is counted too. Machine
 * by machine, a revocation and the counting of uses would wait for each other.
 */
export async function lockCredentialsOfIdentities(
  tx: Tx,
  machineIdentityIds: readonly string[],
): Promise<readonly Credential[]> {
  if (machineIdentityIds.length === 0) return [];
  const all = tx
    .selectFrom('credential')
    .selectAll()
    .where('machine_identity_id', 'in', [...machineIdentityIds]);
  return (await all.orderBy('id').forUpdate().execute()).map(toCredential);
}

/** The one that a caller would present: usable before ended, then the newest. */
export async function findCredentialToPresent(tx: Tx, machineIdentityId: string): Promise<Credential | null> {
  const row = await tx
    .selectFrom('credential')
    .selectAll()
    .where('machine_identity_id', '=', machineIdentityId)
    .orderBy(({ eb }) => eb('state', 'in', [...USABLE_STATES]), 'desc')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toCredential(row);
}

/** Everybody who acted when it was asked for, with the people behind the machines among them. */
export async function listAskers(tx: Tx, id: string): Promise<ReadonlySet<string>> {
  const row = await tx.selectFrom('credential').select('asked_by').where('id', '=', id).executeTakeFirst();
  return new Set(row?.asked_by ?? []);
}

/** One showing of the secret to somebody. */
export async function insertKnower(tx: Tx, credentialId: string, versionNumber: number, knower: Knower): Promise<void> {
  const { actor, saw, how } = knower;
  await tx
    .insertInto('knower')
    .values({
      credential_id: credentialId,
      version_number: versionNumber,
      actor: asJson(actor),
      actor_id: actor.id,
      saw,
      how,
    })
    .execute();
}

export async function listKnowersOf(
  tx: Tx,
  credentialIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Knower[]>> {
  const rows = await tx
    .selectFrom('knower')
    .selectAll()
    .where('credential_id', 'in', [...credentialIds])
    .orderBy('saw')
    .orderBy('version_number')
    .orderBy('actor_id')
    .execute();
  const found = new Map<string, Knower[]>();
  for (const row of rows)
    found.set(row.credential_id, [
      ...(found.get(row.credential_id) ?? []),
      { actor: readActor(row.actor), saw: row.saw, how: row.how },
    ]);
  return found;
}
