import type { TenantTransaction } from '@bailiwick/database';
import type { Credential } from '../domain/credential.js';
import type { ShownInstance } from '../domain/proof-kind.js';
import type { RuntimeProcess } from '../domain/runtime-process.js';
import { findInstanceOfKey, lockInstanceOfKey } from '../store/runtime-instance.js';
import type { CredentialsTables } from '../store/tables.js';

/** Whose key it is. Only who is vouched for anew is asked which process they are. */
export async function instanceOf(
  tx: TenantTransaction<CredentialsTables>,
  keyThumbprint: string | null,
  process: RuntimeProcess | null,
  { runtimeIds }: Credential,
): Promise<ShownInstance | null> {
  if (keyThumbprint === null) return null;
  if (process === null) return findInstanceOfKey(tx, keyThumbprint, runtimeIds);
  return lockInstanceOfKey(tx, keyThumbprint, runtimeIds, process);
}
