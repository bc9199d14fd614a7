import { sql, type Selectable, type SystemTransaction } from '@bailiwick/database';
import type { Standing, TenantStanding } from '../domain/tenant-choice.js';
import { readDuties } from './stored-json.js';
import type { IdentityTables } from './tables.js';

type Tx = SystemTransaction<IdentityTables, 'directory'>;

/**
 * The subject's memberships in the tenants whose connection vouched for the token. Links are each tenant's own, so a
 * tenant that names itself the issuer's relying party with keys of its own finds only its own links with them. One that
 * has ended is there too, unless it was followed by another: it lets nobody in, but its tenant knows the person.
 */
export async function listStandings(
  tx: Tx,
  subjectHash: string,
  fingerprints: readonly string[],
): Promise<readonly Standing[]> {
  const rows = await tx
    .selectFrom('person_link as link')
    .innerJoin('identity_provider as provider', 'provider.tenant_id', 'link.tenant_id')
    .innerJoin('tenant', 'tenant.tenant_id', 'link.tenant_id')
    .innerJoin('membership', (join) =>
      join.onRef('membership.tenant_id', '=', 'link.tenant_id').onRef('membership.person_id', '=', 'link.person_id'),
    )
    .distinctOn('tenant.slug') // a token for two of a tenant's audiences still is one membership
    .select(['link.person_id', 'provider.fingerprint', 'membership.state as membership_state', 'membership.duties'])
    .select(STANDING_COLUMNS)
    .where('link.subject_hash', '=', subjectHash)
    .where('provider.fingerprint', 'in', [...fingerprints])
    .orderBy('tenant.slug')
    .orderBy(sql`membership.state = 'LEFT'`)
    .orderBy('provider.fingerprint')
    .execute();
  return rows.map((row) => ({
    tenant: toStanding(row),
    personId: row.person_id,
    state: row.membership_state,
    duties: readDuties(row.duties),
    connection: row.fingerprint,
  }));
}

/** The person behind a subject in any tenant that one of these connections vouches for; the oldest link decides. */
export async function findPersonByLinks(
  tx: Tx,
  subjectHash: string,
  fingerprints: readonly string[],
): Promise<string | null> {
  const row = await tx
    .selectFrom('person_link as link')
    .innerJoin('identity_provider as provider', 'provider.tenant_id', 'link.tenant_id')
    .select('link.person_id')
    .where('link.subject_hash', '=', subjectHash)
    .where('provider.fingerprint', 'in', [...fingerprints])
    .orderBy('link.linked_at')
    .orderBy('link.tenant_id')
    .limit(1)
    .executeTakeFirst();
  return row?.person_id ?? null;
}

/** By id or slug; a slug never looks like an id. */
export async function findTenantByReference(tx: Tx, reference: string): Promise<TenantStanding | null> {
  const query = tx.selectFrom('tenant').select(STANDING_COLUMNS);
  const named = UUID.test(reference) ? query.where('tenant_id', '=', reference) : query.where('slug', '=', reference);
  const row = await named.executeTakeFirst();
  return row === undefined ? null : toStanding(row);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const STANDING_COLUMNS = [
  'tenant.tenant_id',
  'tenant.slug',
  'tenant.name',
  'tenant.kind',
  'tenant.state',
  'tenant.state_since',
  'tenant.state_note',
] as const;

type StandingRow = Pick<
  Selectable<IdentityTables['tenant']>,
  'tenant_id' | 'slug' | 'name' | 'kind' | 'state' | 'state_since' | 'state_note'
>;

function toStanding(row: StandingRow): TenantStanding {
  return {
    id: row.tenant_id,
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    state: row.state,
    stateSince: row.state_since,
    stateNote: row.state_note,
  };
}
