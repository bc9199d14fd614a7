import { sql, type TenantTransaction } from '@bailiwick/database';
import type { Steward, StewardRole } from '../domain/machine-identity.js';
import type { StewardInput } from '../domain/stewards.js';
import { isUuid } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;
export interface StewardRow {
  readonly person_id: string;
  readonly role: StewardRole;
  readonly since: Date;
  readonly active: boolean;
}

/** Those who stay keep their date. */
export async function replaceStewards(
  tx: Tx,
  machineIdentityId: string,
  stewards: readonly StewardInput[],
  now: Date,
): Promise<void> {
  const people = stewards.map((steward) => steward.personId);
  await tx
    .deleteFrom('steward')
    .where('machine_identity_id', '=', machineIdentityId)
    .where('person_id', 'not in', people)
    .execute();
  await tx
    .insertInto('steward')
    .values(
      stewards.map(({ personId, role }) => ({
        machine_identity_id: machineIdentityId,
        person_id: personId,
        role,
        since: now,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'machine_identity_id', 'person_id'])
        .doUpdateSet((eb) => ({ role: eb.ref('excluded.role') })),
    )
    .execute();
}

export async function listStewards(tx: Tx, machineIdentityId: string): Promise<readonly Steward[]> {
  return (await listStewardsOf(tx, [machineIdentityId])).get(machineIdentityId) ?? [];
}

/** All machines that these people are stewards of. For what their leaving changes; a list shows the newest. */
export async function listIdentitiesOfStewards(
  tx: Tx,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  return newestOf(tx, personIds, null);
}

export async function listNewestIdentitiesOfStewards(
  tx: Tx,
  personIds: readonly string[],
  limit: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  return newestOf(tx, personIds, limit);
}

/** The stewards of these machines, the primary first, with whether identity says that they are active members: each is looked up. */
export async function listStewardsOf(
  tx: Tx,
  machineIdentityIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Steward[]>> {
  const { rows } = await sql<StewardRow & { readonly machine_identity_id: string }>`
    select machine_identity_id, person_id, role, since,
      coalesce((select true from membership_fact fact where fact.tenant_id = steward.tenant_id and fact.person_id = steward.person_id
        and fact.state = 'ACTIVE' limit 1), false) as active
    from unnest(${[...machineIdentityIds]}::uuid[]) as wanted (id)
    cross join lateral (select * from steward where machine_identity_id = wanted.id offset 0) as steward
    order by machine_identity_id, array_position(array['PRIMARY', 'BACKUP', 'SPONSOR'], role), since, person_id`.execute(
    tx,
  );
  const found = new Map<string, Steward[]>();
  for (const { machine_identity_id: id, ...row } of rows) found.set(id, [...(found.get(id) ?? []), toSteward(row)]);
  return found;
}

export function toSteward({ person_id: personId, role, since, active }: StewardRow): Steward {
  return { personId, role, since, active };
}

async function newestOf(tx: Tx, personIds: readonly string[], limit: number | null) {
  const { rows } = await sql<{ person: string; id: string }>`
    select person, id from unnest(${personIds.filter(isUuid)}::uuid[]) as person cross join lateral (
      select machine_identity_id as id, identity_created_at as at from steward where person_id = person
      order by identity_created_at desc, machine_identity_id desc limit ${limit}) as newest
    order by at desc, id desc`.execute(tx);
  const found = new Map<string, string[]>();
  for (const { person, id } of rows) found.set(person, [...(found.get(person) ?? []), id]);
  return found;
}
