import { sql, type TenantTransaction } from '@bailiwick/database';
import { scheduleDue } from '@bailiwick/events';
import { hasLeft } from '../domain/facts.js';
import type { LeavingFacts } from '../domain/leaving.js';
import { listCredentialIdsOpenTo } from './force-rotation.js';
import { listMachineIdentitiesById, lockMachineIdentities } from './machine-identity.js';
import { listIdentitiesOfStewards, listStewardsOf } from './steward.js';
import { isUuid } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Stored in due rows, so never renamed. */
export const PERSON_LEFT = 'person.left';

/**
 * A rebuild of the facts replays the past in its order, so that somebody who left and came back is gone for a moment. What
 * a person has to undo waits that long; the trust chain denies without waiting.
 */
const LOOK_AFTER_MS = 2_000;

/** Has another look, soon, at whether a person is really gone, and at all that hangs on them. */
export async function planLeaving(tx: Tx, personId: string, now: Date): Promise<void> {
  const dueAt = new Date(now.getTime() + LOOK_AFTER_MS);
  await scheduleDue<CredentialsTables>(tx, { kind: PERSON_LEFT, subject: personId, dueAt });
}

export interface Departure {
  /** Every membership that identity told of has ended. */
  readonly isGone: boolean;
  /** Unless each of them ended of the person's own will, secrets are not safe for another hour. */
  readonly isVoluntary: boolean;
}

/** Null for somebody who never was a member here. */
export async function findDeparture(tx: Tx, personId: string): Promise<Departure | null> {
  if (!isUuid(personId)) return null;
  const memberships = await tx
    .selectFrom('membership_fact')
    .select(['state', 'voluntary'])
    .where('person_id', '=', personId)
    .execute();
  if (memberships.length === 0) return null;
  return { isGone: memberships.every(hasLeft), isVoluntary: memberships.every(({ voluntary }) => voluntary === true) };
}

/** All that a person's leaving is decided from. Locked when it is about to be carried out, by id, so that none waits for another. */
export async function readLeavingFacts(tx: Tx, personId: string, now: Date, lock: boolean): Promise<LeavingFacts> {
  const ids = (await listIdentitiesOfStewards(tx, [personId])).get(personId.toLowerCase()) ?? [];
  const machines = await (lock ? lockMachineIdentities : listMachineIdentitiesById)(tx, ids);
  const stewards = await listStewardsOf(tx, ids);
  const people = [...stewards.values()].flat().map((steward) => steward.personId);
  return {
    personId: personId.toLowerCase(),
    machines: machines.map((identity) => ({ identity, stewards: stewards.get(identity.id) ?? [] })),
    left: await listGone(tx, people),
    owners: await listTenantOwners(tx, now),
    openTo: await listCredentialIdsOpenTo(tx, personId.toLowerCase(), now),
  };
}

/** Of these people, those of whom identity says that every membership ended. Nothing known is not an end. */
export async function listGone(tx: Tx, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ person_id: string; states: string[] }>`
    select person_id, array_agg(state) as states from membership_fact where person_id = any(${[...personIds]}::uuid[])
    group by person_id`.execute(tx);
  return new Set(rows.filter((row) => row.states.every((state) => hasLeft({ state }))).map((row) => row.person_id));
}

/** Who owns the tenant, as access says, and is an active member, as identity says. */
export async function listTenantOwners(tx: Tx, now: Date): Promise<readonly string[]> {
  const { rows } = await sql<{ person_id: string }>`
    select distinct owner.person_id from owner_fact owner
    join membership_fact fact on fact.tenant_id = owner.tenant_id and fact.person_id = owner.person_id and fact.state = 'ACTIVE'
    where not owner.ended and (owner.expires_at is null or owner.expires_at > ${now}) order by owner.person_id`.execute(
    tx,
  );
  return rows.map((row) => row.person_id);
}
