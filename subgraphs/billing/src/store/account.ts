import { sql } from '@bailiwick/database';
import type { BillingFacts } from '../domain/facts.js';
import type { Recorded } from '../domain/transition.js';
import { listGrants } from './grant.js';
import { listSubscriptions } from './subscription.js';
import type { BillingTransaction } from './tables.js';

/** What was last told to the others, and under which number. Null before the first time. */
export interface Published {
  readonly payload: unknown;
  readonly version: number;
}

/** A tenant's billing as it is stored: facts, and how far history and events have followed them. */
export interface Account {
  readonly facts: BillingFacts;
  /** By subscription. */
  readonly recorded: ReadonlyMap<string, Recorded>;
  readonly readiness: Published;
  readonly entitlements: Published;
}

interface AccountRow {
  readonly seats_used: number;
  readonly payment_agreed: boolean | null;
  readonly readiness: unknown;
  readonly readiness_version: number | null;
  readonly entitlements: unknown;
  readonly entitlements_version: number | null;
}

/**
 * The tenant's account, in three statements. Before identity has told of the tenant there is no row; that is an account
 * without a subscription, because the signed context has proven that the tenant exists.
 */
export async function findAccount(tx: BillingTransaction): Promise<Account> {
  const { rows } = await sql<AccountRow>`
    select seats.used as seats_used, payment_agreed, readiness, readiness_version, entitlements, entitlements_version
    from (select count(*)::integer as used from membership_fact where state = 'ACTIVE') as seats
    left join billing_account on true`.execute(tx);
  const subscriptions = await listSubscriptions(tx);
  const grants = await listGrants(tx);
  const account = accountOf(rows[0]);
  return {
    ...account,
    facts: { ...account.facts, subscriptions: subscriptions.map(({ subscription }) => subscription), grants },
    recorded: new Map(subscriptions.map(({ subscription, recorded }) => [subscription.id, recorded])),
  };
}

function accountOf(row: AccountRow | undefined) {
  if (row === undefined) throw new Error('A count has answered no row.');
  return {
    facts: { paymentAgreed: row.payment_agreed ?? false, seatsUsed: row.seats_used },
    readiness: { payload: row.readiness, version: row.readiness_version ?? 0 },
    entitlements: { payload: row.entitlements, version: row.entitlements_version ?? 0 },
  };
}

/** Makes the account if it is new and locks it: mutations, the clock and identity's events decide one after the other. */
export async function lockAccount(tx: BillingTransaction, now: Date): Promise<Account> {
  await tx
    .insertInto('billing_account')
    .values({ created_at: now })
    .onConflict((conflict) => conflict.column('tenant_id').doNothing())
    .execute();
  await tx.selectFrom('billing_account').select('tenant_id').forUpdate().execute();
  return findAccount(tx);
}

export async function replacePublished(
  tx: BillingTransaction,
  { readiness, entitlements }: Pick<Account, 'readiness' | 'entitlements'>,
): Promise<void> {
  await tx
    .updateTable('billing_account')
    .set({
      readiness: JSON.stringify(readiness.payload),
      readiness_version: readiness.version,
      entitlements: JSON.stringify(entitlements.payload),
      entitlements_version: entitlements.version,
    })
    .execute();
}

export async function replacePaymentAgreed(tx: BillingTransaction, paymentAgreed: boolean): Promise<void> {
  await tx.updateTable('billing_account').set({ payment_agreed: paymentAgreed }).execute();
}
