import { sql, type SystemTransaction, type TenantTransaction } from '@bailiwick/database';
import type { Reason } from '@bailiwick/decision';
import type { AuditContent } from '../domain/audit-chain.js';
import { insertQueued } from './audit-log.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Tenants of whom a minute is over whose uses are not in the log yet. */
export async function listTenantsClosing(
  tx: SystemTransaction<CredentialsTables, 'directory'>,
  now: Date,
  limit: number,
): Promise<readonly string[]> {
  const query = tx.selectFrom('usage_minute').select('tenant_id').distinct().where('closes_at', '<=', now);
  return (await query.limit(limit).execute()).map((row) => row.tenant_id);
}

interface Row {
  readonly credential_id: string;
  readonly minute: Date;
  readonly version_number: number;
  readonly action: string;
  readonly effect: 'ALLOW' | 'DENY';
  readonly code: string;
  readonly runtime_id: string;
  readonly address: string;
  readonly added: string;
  readonly machine_id: string;
  readonly machine_name: string;
}

/** Queues what was counted since the last time of minutes that are over, in one transaction with the mark that it was. */
export async function closeMinutes(tx: Tx, now: Date, trusted: Reason, limit: number): Promise<number> {
  const { rows } = await sql<Row>`
    with due as (select tenant_id, credential_id, minute, version_number, action, effect, code, runtime_id, address, logged from usage_minute
        where closes_at <= ${now} order by closes_at limit ${limit} for update skip locked),
      closed as (update usage_minute mine set logged = mine.count, closes_at = null from due
        where mine.tenant_id = due.tenant_id and mine.credential_id = due.credential_id and mine.minute = due.minute
          and mine.version_number = due.version_number and mine.action = due.action and mine.effect = due.effect and mine.code = due.code
          and mine.runtime_id = due.runtime_id and mine.address = due.address
        returning mine.*, mine.count - due.logged as added)
    select closed.credential_id, minute, version_number, action, effect, code, runtime_id, address, added,
      machine.id as machine_id, machine.name as machine_name
    from closed join credential on credential.id = closed.credential_id join machine_identity machine on machine.id = credential.machine_identity_id
    order by minute, closed.credential_id, action`.execute(tx);
  await insertQueued(
    tx,
    rows.filter(({ added }) => Number(added) > 0).map((row) => entryOf(row, trusted)),
  );
  return rows.length;
}

/** The source names the counted row, so that an entry and its count can be held against each other. */
function entryOf(row: Row, trusted: Reason): AuditContent {
  const { credential_id: targetId, version_number: version, action, effect, code, runtime_id, address } = row;
  const minute = row.minute.toISOString();
  return {
    source: 'USES',
    sourceId: [targetId, minute, version, action, effect, code, runtime_id, address].join(' '),
    at: minute,
    actors: [{ kind: 'MACHINE', id: row.machine_id, label: row.machine_name }],
    action: action === '' ? 'tokenExchange' : action,
    targetType: 'credential',
    targetId,
    effect,
    reason: action === '' ? trusted : null,
    requestId: `uses:${minute}`,
    count: Number(row.added),
  };
}
