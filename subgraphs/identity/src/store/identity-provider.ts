import type { Selectable, TenantTransaction } from '@bailiwick/database';
import { connectionFingerprint } from '../domain/derived-id.js';
import type { IdentityProvider } from '../domain/identity-provider.js';
import type { IdentityTables } from './tables.js';

type Tx = TenantTransaction<IdentityTables>;

export async function listProviders(tx: Tx): Promise<readonly IdentityProvider[]> {
  const rows = await tx.selectFrom('identity_provider').selectAll().orderBy('connected_at').orderBy('id').execute();
  return rows.map(toProvider);
}

/** Whether this tenant connected exactly that issuer, audience and key set. */
export async function isConnected(tx: Tx, fingerprint: string): Promise<boolean> {
  const row = await tx
    .selectFrom('identity_provider')
    .select('id')
    .where('fingerprint', '=', fingerprint)
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertProvider(tx: Tx, provider: IdentityProvider): Promise<void> {
  await tx
    .insertInto('identity_provider')
    .values({
      id: provider.id,
      issuer: provider.issuer,
      audience: provider.audience,
      jwks_uri: provider.jwksUri,
      fingerprint: connectionFingerprint(provider),
      connected_at: provider.connectedAt,
    })
    .execute();
}

function toProvider(row: Selectable<IdentityTables['identity_provider']>): IdentityProvider {
  return {
    id: row.id,
    issuer: row.issuer,
    audience: row.audience,
    jwksUri: row.jwks_uri,
    connectedAt: row.connected_at,
  };
}
