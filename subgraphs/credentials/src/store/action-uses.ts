import type { TenantTransaction } from '@bailiwick/database';
import { runtimeAt, VERSION_UNKNOWN } from '../domain/usage.js';
import type { CredentialsTables } from './tables.js';
import { addUses } from './usage.js';

type Tx = TenantTransaction<CredentialsTables>;

/** What a domain saw of one token. Who holds it, from where, is what its exchange says. */
export interface ActionUsed {
  readonly txn: string;
  readonly credentialId: string;
  readonly runtimeId: string | null;
  readonly action: string;
  readonly effect: 'ALLOW' | 'DENY';
  readonly code: string;
  readonly count: number;
  readonly lastAt: Date;
}

/** A token whose exchange is not written yet counts for the credential, of an unknown version and address. */
export async function keepActions(tx: Tx, used: readonly ActionUsed[]): Promise<void> {
  const exchanges = await tx
    .selectFrom('exchange')
    .select(['txn', 'credential_id', 'version_number', 'runtime_id', 'address'])
    .where('txn', 'in', [...new Set(used.map(({ txn }) => txn))])
    .execute();
  const known = new Map(exchanges.map((exchange) => [exchange.txn, exchange]));
  const uses = used.map(({ txn, ...use }) => {
    const exchange = known.get(txn);
    if (exchange === undefined) return { ...use, versionNumber: VERSION_UNKNOWN, address: null };
    const { credential_id: credentialId, version_number: versionNumber, runtime_id, address } = exchange;
    return { ...use, credentialId, versionNumber, runtimeId: runtimeAt(runtime_id), address: address || null };
  });
  await addUses(tx, uses);
}
