import { sql, type TenantTransaction } from '@bailiwick/database';
import { EXPIRING_WITHIN_DAYS, type AttentionCounts } from '../domain/attention.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

export interface OwnershipHealth {
  readonly total: number;
  readonly owned: number;
  readonly inGrace: number;
  readonly orphaned: number;
  readonly reviewOverdue: number;
  readonly singleSteward: number;
}

export interface CredentialPosture {
  readonly total: number;
  readonly bearerOnly: number;
  readonly expiringIn14Days: number;
  readonly noRuntimeBinding: number;
  readonly overdueRotation: number;
  readonly neverUsed: number;
}

type Counts<Name extends string> = Readonly<Record<Name, number>>;

export async function readOwnershipHealth(tx: Tx, now: Date): Promise<OwnershipHealth> {
  const { rows } = await sql<Record<keyof OwnershipHealth, string>>`
    with identity as (
      select state, review_due_at, (select count(*) from steward join membership_fact fact on fact.tenant_id = steward.tenant_id
        and fact.person_id = steward.person_id and fact.state = 'ACTIVE' where steward.machine_identity_id = machine_identity.id) as stewards
      from machine_identity
    )
    select count(*) as total, count(*) filter (where state = 'ACTIVE' and stewards > 0) as owned,
      count(*) filter (where state = 'OWNER_GRACE') as "inGrace",
      count(*) filter (where state = 'ORPHANED') as orphaned, count(*) filter (where review_due_at <= ${now}) as "reviewOverdue",
      count(*) filter (where state = 'ACTIVE' and stewards = 1) as "singleSteward" from identity`.execute(tx);
  return numbers(rows[0], ['total', 'owned', 'inGrace', 'orphaned', 'reviewOverdue', 'singleSteward']);
}

export async function readPosture(tx: Tx, now: Date): Promise<CredentialPosture> {
  const { rows } = await sql<Record<keyof CredentialPosture, string>>`
    select count(*) as total, count(*) filter (where kind = 'API_KEY') as "bearerOnly",
      count(*) filter (where expires_at <= ${now}::timestamptz + make_interval(days => ${EXPIRING_WITHIN_DAYS})) as "expiringIn14Days",
      count(*) filter (where runtime_ids = '{}') as "noRuntimeBinding",
      count(*) filter (where created_at + make_interval(days => rotate_every_days) <= ${now}) as "overdueRotation",
      count(*) filter (where uses = 0) as "neverUsed"
    from credential where state in ('STAGED', 'ACTIVE') and expires_at > ${now}`.execute(tx);
  return numbers(rows[0], [
    'total',
    'bearerOnly',
    'expiringIn14Days',
    'noRuntimeBinding',
    'overdueRotation',
    'neverUsed',
  ]);
}

/** What the Integrations section's badge is made of. */
export async function readAttentionCounts(tx: Tx, now: Date): Promise<AttentionCounts> {
  const { rows } = await sql<Record<keyof AttentionCounts, string>>`
    select (select count(*) from machine_identity where state = 'ORPHANED') as orphaned,
      (select count(*) from machine_identity where state = 'OWNER_GRACE') as "inGrace",
      (select count(*) from machine_identity where state = 'ACTIVE' and review_due_at <= ${now}) as "reviewOverdue",
      (select count(*) from credential where state in ('STAGED', 'ACTIVE') and expires_at > ${now}
        and expires_at <= ${now}::timestamptz + make_interval(days => ${EXPIRING_WITHIN_DAYS})) as "expiringSoon"`.execute(
    tx,
  );
  return numbers(rows[0], ['orphaned', 'inGrace', 'reviewOverdue', 'expiringSoon']);
}

function numbers<Name extends string>(row: Record<Name, string> | undefined, names: readonly Name[]): Counts<Name> {
  return Object.fromEntries(names.map((name) => [name, Number(row?.[name] ?? 0)])) as Counts<Name>; // every name is filled above
}
