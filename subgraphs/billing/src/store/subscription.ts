import { sql, type Selectable } from '@bailiwick/database';
import { z } from 'zod';
import { findPlan } from '../domain/catalogue.js';
import { isBillingState, type Subscription } from '../domain/subscription.js';
import type { Recorded } from '../domain/transition.js';
import type { BillingTables, BillingTransaction } from './tables.js';

export interface StoredSubscription {
  readonly subscription: Subscription;
  readonly recorded: Recorded;
}

type SubscriptionRow = Selectable<BillingTables['subscription']> & { readonly extensions: unknown };

const extensions = z.array(z.object({ overdueSince: z.coerce.date(), until: z.coerce.date() }));

/** All subscriptions of the tenant with the exceptions to their grace, oldest first. */
export async function listSubscriptions(tx: BillingTransaction): Promise<readonly StoredSubscription[]> {
  const { rows } = await sql<SubscriptionRow>`
    select subscription.*, coalesce(granted.extensions, '[]') as extensions
    from subscription
    left join lateral (
      select jsonb_agg(jsonb_build_object('overdueSince', overdue_since, 'until', extended_until)) as extensions
      from grace_extension
      where grace_extension.tenant_id = subscription.tenant_id and subscription_id = subscription.id
    ) as granted on true
    order by started_at, id`.execute(tx);
  return rows.map(parseRow);
}

export async function insertSubscription(
  tx: BillingTransaction,
  subscription: Subscription,
  recorded: Recorded,
): Promise<void> {
  await tx
    .insertInto('subscription')
    .values({ id: subscription.id, ...columnsOf(subscription), ...recordedColumns(recorded) })
    .execute();
}

export async function replaceSubscription(tx: BillingTransaction, subscription: Subscription): Promise<void> {
  await tx.updateTable('subscription').set(columnsOf(subscription)).where('id', '=', subscription.id).execute();
}

/** Moves the point up to which the subscription's history has been written. */
export async function replaceRecorded(tx: BillingTransaction, id: string, recorded: Recorded): Promise<void> {
  await tx.updateTable('subscription').set(recordedColumns(recorded)).where('id', '=', id).execute();
}

function parseRow(row: SubscriptionRow): StoredSubscription {
  const plan = findPlan(row.plan_code, row.plan_version);
  if (plan === null)
    throw new Error(`The catalogue has lost version ${row.plan_version} of the plan ${row.plan_code}.`);
  return {
    recorded: {
      state: row.recorded_state !== null && isBillingState(row.recorded_state) ? row.recorded_state : null,
      at: row.recorded_at,
    },
    subscription: {
      id: row.id,
      plan,
      quantity: row.quantity,
      providerStatus: row.provider_status,
      statusSince: row.status_since,
      startedAt: row.started_at,
      trialEndsAt: row.trial_ends_at,
      periodAnchor: row.period_anchor,
      cancelAt: row.cancel_at,
      overdueSince: row.overdue_since,
      graceExtensions: extensions.parse(row.extensions),
      resumesAt: row.resumes_at,
      firstPaymentDueAt: row.first_payment_due_at,
      readyBeforeUnknown: row.ready_before_unknown,
      disputed: row.disputed,
      evidenceReceivedAt: row.evidence_received_at,
    },
  };
}

const recordedColumns = ({ state, at }: Recorded) => ({ recorded_state: state, recorded_at: at });

function columnsOf(subscription: Subscription) {
  return {
    plan_code: subscription.plan.code,
    plan_version: subscription.plan.version,
    quantity: subscription.quantity,
    provider_status: subscription.providerStatus,
    status_since: subscription.statusSince,
    started_at: subscription.startedAt,
    trial_ends_at: subscription.trialEndsAt,
    period_anchor: subscription.periodAnchor,
    cancel_at: subscription.cancelAt,
    overdue_since: subscription.overdueSince,
    resumes_at: subscription.resumesAt,
    first_payment_due_at: subscription.firstPaymentDueAt,
    ready_before_unknown: subscription.readyBeforeUnknown,
    disputed: subscription.disputed,
    evidence_received_at: subscription.evidenceReceivedAt,
  };
}
