import { sql, type TenantTransaction } from '@bailiwick/database';
import type { TrustDecision } from '../domain/trust/trust-decision.js';
import { closesAt, minuteOf, placeOf, type UseKey } from '../domain/usage.js';
import type { CredentialsTables } from './tables.js';
import { insertTrustDecision } from './trust-decision.js';

type Tx = TenantTransaction<CredentialsTables>;

/** One allowed exchange, and the decision that it repeats. */
export interface ExchangeUse {
  readonly txn: string;
  readonly requestId: string;
  readonly at: Date;
  readonly decisionId: string;
  readonly credentialId: string;
  readonly versionNumber: number;
  readonly runtimeId: string | null;
  readonly address: string | null;
  /** True where the transaction that allowed it has counted it on the credential: its uses are limited. */
  readonly isCounted: boolean;
}

export interface CountedUse extends UseKey {
  readonly count: number;
  readonly lastAt: Date;
}

/** All that one process saw of one tenant since the last time, in a handful of statements however much it is. */
export async function keepExchanges(
  tx: Tx,
  decisions: readonly TrustDecision[],
  exchanges: readonly ExchangeUse[],
  uses: readonly CountedUse[],
): Promise<void> {
  for (const decision of decisions) await insertTrustDecision(tx, decision);
  await insertExchanges(tx, exchanges);
  await addUses(tx, uses);
  await countOnCredentials(tx, exchanges);
}

async function insertExchanges(tx: Tx, exchanges: readonly ExchangeUse[]): Promise<void> {
  const rows = exchanges.map((use) => {
    const { txn, requestId: request_id, at, decisionId: decision_id, credentialId: credential_id } = use;
    const { runtimeId: runtime_id, address } = placeOf(use);
    return { txn, request_id, at, decision_id, credential_id, version_number: use.versionNumber, runtime_id, address };
  });
  await sql`
    insert into exchange (txn, request_id, at, decision_id, credential_id, version_number, runtime_id, address)
    select txn, request_id, at, decision_id, credential_id, version_number, runtime_id, address
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as use (txn text, request_id text, at timestamptz, decision_id uuid,
      credential_id uuid, version_number integer, runtime_id uuid, address text) on conflict do nothing`.execute(tx);
}

/** Counts, in the order of the key: two processes that add to the same rows wait for each other in one direction only. */
export async function addUses(tx: Tx, uses: readonly CountedUse[]): Promise<void> {
  if (uses.length === 0) return;
  const rows = uses.map((use) => {
    const minute = minuteOf(use.lastAt);
    const { runtimeId: runtime_id, address } = placeOf(use);
    const { credentialId: credential_id, versionNumber: version_number, action, effect, code, count } = use;
    const key = { credential_id, minute, version_number, action, effect, code, runtime_id, address };
    return { ...key, count, last_at: use.lastAt, closes_at: closesAt(minute) };
  });
  await sql`
    insert into usage_minute as mine (credential_id, minute, version_number, action, effect, code, runtime_id, address, count, last_at, closes_at)
    select credential_id, minute, version_number, action, effect, code, runtime_id, address, sum(count), max(last_at), max(closes_at)
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as use (credential_id uuid, minute timestamptz, version_number integer,
      action text, effect text, code text, runtime_id uuid, address text, count bigint, last_at timestamptz, closes_at timestamptz)
    where exists (select from credential where credential.id = use.credential_id)
    group by credential_id, minute, version_number, action, effect, code, runtime_id, address
    order by credential_id, minute, version_number, action, effect, code, runtime_id, address
    on conflict (tenant_id, credential_id, minute, version_number, action, effect, code, runtime_id, address) do update
    set count = mine.count + excluded.count, last_at = greatest(mine.last_at, excluded.last_at),
      closes_at = coalesce(mine.closes_at, excluded.closes_at)`.execute(tx);
}

/** Credentials before versions before consumers, each by id: the order in which everybody else locks them. */
async function countOnCredentials(tx: Tx, exchanges: readonly ExchangeUse[]): Promise<void> {
  const rows = JSON.stringify(
    exchanges.map((use) => {
      const { credentialId: credential_id, versionNumber: version_number, at, isCounted } = use;
      const { runtimeId: runtime_id, address } = placeOf(use);
      return { credential_id, version_number, at, runtime_id, address, uses: isCounted ? 0 : 1 };
    }),
  );
  const use = sql`jsonb_to_recordset(${rows}::text::jsonb) as use (credential_id uuid, version_number integer, at timestamptz, runtime_id uuid, address text, uses integer)`;
  await sql`
    with newest as (select distinct on (credential_id) credential_id, at, nullif(runtime_id, '00000000-0000-0000-0000-000000000000') as runtime_id,
        nullif(address, '') as address, sum(uses) over (partition by credential_id) as uses
        from ${use} order by credential_id, at desc, runtime_id desc, address desc),
      locked as (select id from credential where id in (select credential_id from newest) order by id for no key update)
    update credential set uses = credential.uses + newest.uses, last_used_at = greatest(credential.last_used_at, newest.at),
      last_used_runtime = case when credential.last_used_at > newest.at then credential.last_used_runtime else newest.runtime_id end,
      last_used_address = case when credential.last_used_at > newest.at then credential.last_used_address else newest.address end
    from newest join locked on locked.id = newest.credential_id where credential.id = newest.credential_id`.execute(tx);
  await sql`
    with counted as (select credential_id, version_number, min(at) as first_at, max(at) as last_at, count(*) as uses from ${use} group by 1, 2)
    update credential_version version set uses = version.uses + counted.uses, first_used_at = coalesce(version.first_used_at, counted.first_at),
      last_used_at = greatest(version.last_used_at, counted.last_at)
    from counted where version.credential_id = counted.credential_id and version.number = counted.version_number`.execute(
    tx,
  );
  await sql`
    insert into version_consumer as mine (credential_id, version_number, runtime_id, address, first_seen, last_seen, uses)
    select credential_id, version_number, runtime_id, address, min(at), max(at), count(*) from ${use} group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (tenant_id, credential_id, version_number, runtime_id, address) do update
    set last_seen = greatest(mine.last_seen, excluded.last_seen), uses = mine.uses + excluded.uses`.execute(tx);
}
