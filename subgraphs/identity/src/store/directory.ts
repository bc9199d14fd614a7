import type { SystemTransaction } from '@bailiwick/database';
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
