import { sql, type TenantTransaction } from '@bailiwick/database';
import { runtimeAt } from '../domain/usage.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** What was done with a credential, or with all of a machine's, since some day. */
export interface Usage {
  readonly allowed: string;
  readonly denied: string;
  readonly distinctRuntimes: number;
  readonly distinctAddresses: number;
  /** Actions that were carried out. */
  readonly actions: ReadonlySet<string>;
}

export type UsageOf = 'credential' | 'machine';

interface Row {
  readonly subject: string;
  readonly allowed: string;
  readonly denied: string;
  readonly runtimes: string;
  readonly addresses: string;
  readonly actions: readonly string[];
}

/** Uses are counted by the minute, denials are decisions that stand each for itself. */
export async function listUsage(
  tx: Tx,
  of: UsageOf,
  ids: readonly string[],
  since: Date,
): Promise<ReadonlyMap<string, Usage>> {
  const subject = of === 'credential' ? sql.ref('id') : sql.ref('machine_identity_id');
  const { rows } = await sql<Row>`
    with wanted as (select credential.id, asked.subject from unnest(${[...ids]}::uuid[]) as asked (subject)
        cross join lateral (select id from credential where ${subject} = asked.subject offset 0) as credential),
      used as (select subject, use.* from wanted cross join lateral (select effect, action, runtime_id, address, count from usage_minute
        where credential_id = wanted.id and minute >= ${since} offset 0) as use),
      denied as (select subject, sum(denial.count) as count from wanted cross join lateral (select count(*) as count from trust_decision
        where credential_id = wanted.id and effect = 'DENY' and not simulated and at >= ${since}) as denial group by subject)
    select wanted.subject, coalesce((select sum(count) from used where used.subject = wanted.subject and effect = 'ALLOW'), 0)::text as allowed,
      (coalesce((select sum(count) from used where used.subject = wanted.subject and effect = 'DENY'), 0)
        + coalesce((select count from denied where denied.subject = wanted.subject), 0))::text as denied,
      (select count(distinct runtime_id) from used where used.subject = wanted.subject
        and runtime_id <> '00000000-0000-0000-0000-000000000000') as runtimes,
      (select count(distinct address) from used where used.subject = wanted.subject and address <> '') as addresses,
      array(select distinct action from used where used.subject = wanted.subject and effect = 'ALLOW' and action <> '') as actions
    from (select distinct subject from wanted) wanted`.execute(tx);
  return new Map(rows.map((row) => [row.subject, toUsage(row)]));
}

function toUsage({ allowed, denied, runtimes, addresses, actions }: Row): Usage {
  const [distinctRuntimes, distinctAddresses] = [Number(runtimes), Number(addresses)];
  return { allowed, denied, distinctRuntimes, distinctAddresses, actions: new Set(actions) };
}

/** The newest use of a credential, whether it was allowed or not. */
export interface LastUseSeen {
  readonly at: Date;
  readonly runtimeId: string | null;
  readonly address: string | null;
  /** Null for an exchange of the secret, which serves many actions. */
  readonly action: string | null;
  readonly effect: 'ALLOW' | 'DENY';
  readonly code: string;
}

/**
 * A secret that is not the credential's is no use of it, so those refusals do not count. Of uses in one instant a refusal comes
 * first, and the key decides among the rest, so that it is the same one each time.
 */
export async function listLastUses(
  tx: Tx,
  credentialIds: readonly string[],
): Promise<ReadonlyMap<string, LastUseSeen>> {
  const { rows } = await sql<LastUseRow>`
    select credential.id, last.* from unnest(${[...credentialIds]}::uuid[]) as asked (id)
    cross join lateral (select id from credential where id = asked.id offset 0) as credential cross join lateral (
      select * from (
        (select last_at as at, runtime_id, address, action, effect, code from usage_minute
          where credential_id = credential.id order by minute desc, last_at desc, effect desc,
            version_number desc, action desc, code desc, runtime_id desc, address desc limit 1)
        union all
        (select at, coalesce(runtime_id, '00000000-0000-0000-0000-000000000000'), coalesce(address, ''), coalesce(action, ''), effect, reason_code
          from trust_decision where credential_id = credential.id and effect = 'DENY' and not simulated
            and reason_code <> 'credentials.secret_mismatch' order by at desc, id desc limit 1)
      ) seen order by at desc, effect desc limit 1
    ) as last`.execute(tx);
  return new Map(rows.map((row) => [row.id, toLastUse(row)]));
}

interface LastUseRow {
  readonly id: string;
  readonly at: Date;
  readonly runtime_id: string;
  readonly address: string;
  readonly action: string;
  readonly effect: 'ALLOW' | 'DENY';
  readonly code: string;
}

function toLastUse({ at, runtime_id, address, action, effect, code }: LastUseRow): LastUseSeen {
  return { at, runtimeId: runtimeAt(runtime_id), address: address || null, action: action || null, effect, code };
}
