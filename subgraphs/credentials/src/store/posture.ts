import { sql, type TenantTransaction } from '@bailiwick/database';
import { EXPIRING_WITHIN_DAYS, type AttentionCounts } from '../domain/attention.js';
import { CREDENTIAL_KINDS } from '../domain/credential.js';
import { proofKindOf } from '../domain/proof-kind.js';
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

/**
 * The many are counted as they change. A steward who is no active member today is not: which steward that is, identity says,
 * and a rebuild of its facts would count every machine twice. Of them there are few, because who left is replaced; so each
 * of their machines is looked at, and put where it stands today.
 */
export async function readOwnershipHealth(tx: Tx, now: Date): Promise<OwnershipHealth> {
  const { rows } = await sql<Record<keyof OwnershipHealth, string>>`
    with recursive person (id) as (
      (select person_id from steward order by person_id limit 1)
      union all
      select (select person_id from steward where person_id > person.id order by person_id limit 1) from person where person.id is not null
    ),
    absent as materialized (select id from person where id is not null
      and not exists (select from membership_fact where person_id = person.id and state = 'ACTIVE')),
    theirs as materialized (select distinct machine_identity_id as id from absent join steward on steward.person_id = absent.id),
    today as materialized (
      select identity.stewards, (select count(*) from steward where machine_identity_id = identity.id and exists (
        select from membership_fact where membership_fact.person_id = steward.person_id and state = 'ACTIVE')) as active
      from theirs join machine_identity identity on identity.id = theirs.id where identity.state = 'ACTIVE'
    ),
    counted as (
      select coalesce(sum(count), 0) as total,
        coalesce(sum(count) filter (where state = 'OWNER_GRACE'), 0) as in_grace,
        coalesce(sum(count) filter (where state = 'ORPHANED'), 0) as orphaned,
        coalesce(sum(count) filter (where state = 'ACTIVE' and stewards > 0), 0) as owned,
        coalesce(sum(count) filter (where state = 'ACTIVE' and stewards = 1), 0) as single
      from machine_identity_count
    )
    select total, in_grace as "inGrace", orphaned,
      owned - (select count(*) from today where active = 0) as owned,
      single - (select count(*) from today where stewards = 1) + (select count(*) from today where active = 1) as "singleSteward",
      (select count(*) from machine_identity where review_due_at <= ${now}) as "reviewOverdue"
    from counted`.execute(tx);
  return numbers(rows[0], ['total', 'owned', 'inGrace', 'orphaned', 'reviewOverdue', 'singleSteward']);
}

/** USABLE_STATES in words, not as parameters: only so does the planner see that an index of the usable ones holds them. */
const USABLE = sql`state in ('STAGED', 'ACTIVE', 'ROTATING')`;
const BEARERS = CREDENTIAL_KINDS.filter((kind) => proofKindOf(kind) === 'BEARER');

/**
 * What is usable by its state, less that whose time is over but whose state does not say so yet: the clock needs a moment.
 * What a date decides is a range of an index.
 */
export async function readPosture(tx: Tx, now: Date): Promise<CredentialPosture> {
  const { rows } = await sql<Record<keyof CredentialPosture, string>>`
    with usable as (
      select kind, is_bound, was_used, count from credential_count where ${USABLE}
      union all
      select kind, is_bound, was_used, -1 from credential where ${USABLE} and expires_at <= ${now}
    )
    select coalesce(sum(count), 0) as total,
      coalesce(sum(count) filter (where kind = any(${BEARERS}::text[])), 0) as "bearerOnly",
      coalesce(sum(count) filter (where not is_bound), 0) as "noRuntimeBinding",
      coalesce(sum(count) filter (where not was_used), 0) as "neverUsed",
      (select count(*) from credential where ${USABLE} and expires_at > ${now}
        and expires_at <= ${now}::timestamptz + make_interval(days => ${EXPIRING_WITHIN_DAYS})) as "expiringIn14Days",
      (select count(*) from credential where ${USABLE} and expires_at > ${now} and rotation_due_at <= ${now}) as "overdueRotation"
    from usable`.execute(tx);
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
    select (select coalesce(sum(count), 0) from machine_identity_count where state = 'ORPHANED') as orphaned,
      (select coalesce(sum(count), 0) from machine_identity_count where state = 'OWNER_GRACE') as "inGrace",
      (select count(*) from machine_identity where state = 'ACTIVE' and review_due_at <= ${now}) as "reviewOverdue",
      (select count(*) from credential where ${USABLE} and expires_at > ${now}
        and expires_at <= ${now}::timestamptz + make_interval(days => ${EXPIRING_WITHIN_DAYS})) as "expiringSoon"`.execute(
    tx,
  );
  return numbers(rows[0], ['orphaned', 'inGrace', 'reviewOverdue', 'expiringSoon']);
}

function numbers<Name extends string>(row: Record<Name, string> | undefined, names: readonly Name[]): Counts<Name> {
  return Object.fromEntries(names.map((name) => [name, Number(row?.[name] ?? 0)])) as Counts<Name>; // every name is filled above
}
