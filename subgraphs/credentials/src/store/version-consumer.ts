import type { TenantTransaction } from '@bailiwick/database';
import type { VersionConsumer } from '../domain/consumers.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** How the table says that no runtime was shown: a key has no room for nothing. */
const NO_RUNTIME = '00000000-0000-0000-0000-000000000000';

/** Who was seen with which version of each credential, whoever was seen last first. */
export async function listConsumersOf(
  tx: Tx,
  credentialIds: readonly string[],
): Promise<ReadonlyMap<string, readonly VersionConsumer[]>> {
  const rows = await tx
    .selectFrom('version_consumer')
    .selectAll()
    .where('credential_id', 'in', [...credentialIds])
    .orderBy('last_seen', 'desc')
    .orderBy('version_number', 'desc')
    .orderBy('runtime_id')
    .orderBy('address')
    .execute();
  const found = new Map<string, VersionConsumer[]>();
  for (const row of rows)
    found.set(row.credential_id, [
      ...(found.get(row.credential_id) ?? []),
      {
        versionNumber: row.version_number,
        runtimeId: row.runtime_id === NO_RUNTIME ? null : row.runtime_id,
        address: row.address === '' ? null : row.address,
        firstSeen: row.first_seen,
        lastSeen: row.last_seen,
      },
    ]);
  return found;
}
