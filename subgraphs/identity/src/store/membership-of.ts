import type { SystemTransaction } from '@bailiwick/database';
import type { IdentityTables } from './tables.js';

export interface OwnTenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** The tenants that a subject may choose: its own active memberships, where the connection that it came by is one of the tenant's. */
export async function listOwnTenants(
  tx: SystemTransaction<IdentityTables, 'membership_of'>,
  subjectHash: string,
  fingerprint: string,
): Promise<readonly OwnTenant[]> {
  return tx
    .selectFrom('person_link as link')
    .innerJoin('identity_provider as provider', 'provider.tenant_id', 'link.tenant_id')
    .innerJoin('tenant', 'tenant.tenant_id', 'link.tenant_id')
    .innerJoin('membership', (join) =>
      join.onRef('membership.tenant_id', '=', 'link.tenant_id').onRef('membership.person_id', '=', 'link.person_id'),
    )
    .select(['tenant.tenant_id as id', 'tenant.slug', 'tenant.name'])
    .where('link.subject_hash', '=', subjectHash)
    .where('provider.fingerprint', '=', fingerprint)
    .where('membership.state', '=', 'ACTIVE')
    .where('tenant.state', '<>', 'CLOSED')
    .orderBy('tenant.slug')
    .execute();
}
