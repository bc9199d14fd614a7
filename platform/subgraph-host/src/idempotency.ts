import { createHash } from 'node:crypto';
import { sql, type TenantTransaction } from '@bailiwick/database';
import type { MutationInput } from './session.js';

/** A key means one intention of one principal at one mutation; the tenant is the transaction's. */
export interface OnceScope {
  readonly principal: string;
  readonly mutation: string;
  readonly key: string;
}

export type FirstTime =
  | { readonly state: 'NEW' }
  | { readonly state: 'OTHER_INPUT' }
  | { readonly state: 'ANSWERED'; readonly answer: unknown };

const KEPT_HOURS = 24;

/**
 * Claims the key, or finds what the first use answered. A parallel repeat waits here on the unique index until the
 * first one commits or gives up, so that two of them can never both do the work.
 */
export async function beginOnce<Tables>(
  tx: TenantTransaction<Tables>,
  scope: OnceScope,
  input: MutationInput,
  now: Date,
): Promise<FirstTime> {
  const inputHash = hashOf(input);
  const forgetBefore = new Date(now.getTime() - KEPT_HOURS * 3_600_000);
  const claimed = await sql<{ key: string }>`
    insert into idempotency as mine (principal, mutation, key, input_hash, answer, created_at)
    values (${scope.principal}, ${scope.mutation}, ${scope.key}, ${inputHash}, null, ${now})
    on conflict (tenant_id, principal, mutation, key) do update
      set input_hash = excluded.input_hash, answer = null, created_at = excluded.created_at
      where mine.created_at < ${forgetBefore}
    returning key
  `.execute(tx);
  if (claimed.rows.length > 0) {
    await forgetSome(tx, forgetBefore);
    return { state: 'NEW' };
  }
  const kept = await sql<{ input_hash: string; answer: unknown }>`
    select input_hash, answer from idempotency
    where principal = ${scope.principal} and mutation = ${scope.mutation} and key = ${scope.key}
  `.execute(tx);
  const first = kept.rows[0];
  if (first === undefined) throw new Error('The idempotency row vanished between two statements of one transaction.');
  return first.input_hash === inputHash
    ? { state: 'ANSWERED', answer: revive(first.answer) }
    : { state: 'OTHER_INPUT' };
}

/** Each new key pays for two old ones, so that answers really are gone after their day without a job of their own. */
async function forgetSome<Tables>(tx: TenantTransaction<Tables>, before: Date): Promise<void> {
  await sql`
    delete from idempotency where ctid = any(array(
      select ctid from idempotency where created_at < ${before} order by created_at limit 2 for update skip locked
    ))
  `.execute(tx);
}

/** Keeps the answer in the same transaction as the change. It must not hold a secret: see `ChangeOptions.remember`. */
export async function keepAnswer<Tables>(
  tx: TenantTransaction<Tables>,
  scope: OnceScope,
  answer: object,
): Promise<void> {
  await sql`
    update idempotency set answer = ${JSON.stringify(flatten(answer))}::jsonb
    where principal = ${scope.principal} and mutation = ${scope.mutation} and key = ${scope.key}
  `.execute(tx);
}

/** Inputs are compared by meaning, not by the order in which a client happened to write the fields. */
function hashOf(input: MutationInput): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(flatten(input))))
    .digest('base64url');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** JSON has no dates and no 64-bit integers; both are marked so that a repeat answers with the same types. */
function flatten(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (typeof value === 'bigint') return { $bigint: value.toString() };
  if (Array.isArray(value)) return value.map(flatten);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, flatten(inner)]));
}

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (value === null || typeof value !== 'object') return value;
  if ('$date' in value && typeof value.$date === 'string') return new Date(value.$date);
  if ('$bigint' in value && typeof value.$bigint === 'string') return BigInt(value.$bigint);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revive(inner)]));
}
