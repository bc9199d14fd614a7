import type { Selectable, SystemTransaction } from '@bailiwick/database';
import type { Standing, TenantStanding } from '../domain/tenant-choice.js';
import { readDuties } from './stored-json.js';
import type { IdentityTables } from './tables.js';

type Tx = SystemTransaction<IdentityTables, 'directory'>;

/** One tenant's word for whose keys sign an issuer's tokens. */
export interface ProviderEntry {
  readonly tenantId: string;
  readonly audience: string;
  readonly jwksUri: string;
  readonly fingerprint: string;
  /** Whether this tenant has linked the subject in question. */
  readonly linked: boolean;
}

/** Every tenant's connection to the issuer for one of the audiences, the oldest first. */
export async function listProviderEntries(
  tx: Tx,
  issuer: string,
  audiences: readonly string[],
  subjectHash: string,
): Promise<readonly ProviderEntry[]> {
  const rows = await tx
    .selectFrom('identity_provider as provider')
    .leftJoin('person_link as link', (join) =>
      join.onRef('link.tenant_id', '=', 'provider.tenant_id').on('link.subject_hash', '=', subjectHash),
    )
    .select(['provider.tenant_id', 'provider.audience', 'provider.jwks_uri', 'provider.fingerprint', 'link.person_id'])
    .where('provider.issuer', '=', issuer)
    .where('provider.audience', 'in', [...audiences])
    .orderBy('provider.connected_at')
    .orderBy('provider.tenant_id')
    .execute();
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    audience: row.audience,
    jwksUri: row.jwks_uri,
    fingerprint: row.fingerprint,
    linked: row.person_id !== null,
  }));
}

/**
 * The subject's memberships in the tenants whose connection vouched for the token. Links are each tenant's own, so a
 * tenant that names itself the issuer's relying party with keys of its own finds only its own links with them.
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
    .where('membership.state', '<>', 'LEFT')
    .orderBy('tenant.slug')
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

export async function findInvitationByHash(
  tx: Tx,
  tokenHash: string,
): Promise<{ readonly tenantId: string; readonly id: string } | null> {
  const row = await tx
    .selectFrom('invitation')
    .select(['tenant_id', 'id'])
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row === undefined ? null : { tenantId: row.tenant_id, id: row.id };
}

export async function hasAnyTenant(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom('tenant').select('tenant_id').limit(1).executeTakeFirst()) !== undefined;
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
