import type { TenantTransaction } from '@bailiwick/database';
import type { ShownInstance } from '../domain/proof-kind.js';
import { isUuid } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

export async function findInstance(tx: Tx, id: string): Promise<ShownInstance | null> {
  if (!isUuid(id)) return null;
  const row = await tx.selectFrom('runtime_instance').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  const { runtime_id: runtimeId, key_thumbprint: keyThumbprint, locked } = row;
  return { id: row.id, runtimeId, keyThumbprint, locked, isSuperseded: false };
}
