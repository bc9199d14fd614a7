import { cancelDue, emit, scheduleDue } from '@bailiwick/events';
import { isDeepStrictEqual } from 'node:util';
import { decideEntitlements, type Entitlement } from './domain/entitlement-state.js';
import { instantsOf } from './domain/facts.js';
import { decideReadiness, type Readiness } from './domain/readiness.js';
import { listTransitions, type Recorded } from './domain/transition.js';
import { replacePublished, type Account, type Published } from './store/account.js';
import { replaceRecorded } from './store/subscription.js';
import type { BillingTables, BillingTransaction } from './store/tables.js';
import { insertTransition, type TransitionCause } from './store/transition.js';

/** The clock's one row per tenant: at the next instant at which time alone may change anything. */
export const BOUNDARY = 'billing.boundary';

/**
 * Brings history, events and the clock up to the facts. Whatever changed them, and however often this runs: an event
 * goes out only when what it says has changed, and it is kept in the transaction of the change.
 */
export async function settle(
  tx: BillingTransaction,
  tenantId: string,
  account: Account,
  cause: TransitionCause,
  now: Date,
): Promise<Account> {
  const recorded = await writeHistory(tx, account, cause, now);
  const readiness = next(account.readiness, describeReadiness(decideReadiness(account.facts, now)));
  const entitlements = next(account.entitlements, describeEntitlements(decideEntitlements(account.facts, now)));
  const settled = { ...account, recorded, readiness, entitlements };
  await publish(tx, tenantId, 'billing.readiness.changed', account.readiness, readiness);
  await publish(tx, tenantId, 'billing.entitlements.changed', account.entitlements, entitlements);
  if (isNewer(account.readiness, readiness) || isNewer(account.entitlements, entitlements))
    await replacePublished(tx, settled);
  await scheduleNext(tx, tenantId, settled, now);
  return settled;
}

async function writeHistory(
  tx: BillingTransaction,
  account: Account,
  cause: TransitionCause,
  now: Date,
): Promise<Account['recorded']> {
  const { subscriptions, paymentAgreed } = account.facts;
  const written = new Map<string, Recorded>();
  for (const subscription of subscriptions) {
    const before = account.recorded.get(subscription.id) ?? { state: null, at: now };
    const transitions = listTransitions(subscription, paymentAgreed, before, now);
    for (const transition of transitions) await insertTransition(tx, subscription.id, transition, cause);
    const after = { state: transitions.at(-1)?.to ?? before.state, at: now };
    // After a change the old evidence is gone: its boundaries must not be judged by the new one.
    if (transitions.length > 0 || cause !== 'CLOCK') await replaceRecorded(tx, subscription.id, after);
    written.set(subscription.id, after);
  }
  return written;
}

async function publish(
  tx: BillingTransaction,
  tenantId: string,
  type: string,
  before: Published,
  after: Published,
): Promise<void> {
  if (!isNewer(before, after)) return;
  const data = { ...asRecord(after.payload), version: after.version };
  await emit<BillingTables, object>(tx, { type, subject: tenantId, data });
}

async function scheduleNext(tx: BillingTransaction, tenantId: string, { facts }: Account, now: Date): Promise<void> {
  const due = { kind: BOUNDARY, subject: tenantId };
  const dueAt = instantsOf(facts).find((instant) => instant > now);
  await (dueAt === undefined ? cancelDue<BillingTables>(tx, due) : scheduleDue<BillingTables>(tx, { ...due, dueAt }));
}

const isNewer = (before: Published, after: Published): boolean => after.version > before.version;

/** Compared as the JSON that is stored and sent, where a date is a string and an absent field is absent. */
function next(before: Published, described: object): Published {
  const payload: unknown = JSON.parse(JSON.stringify(described));
  return isDeepStrictEqual(before.payload, payload) ? before : { payload, version: before.version + 1 };
}

const asRecord = (payload: unknown): object => (typeof payload === 'object' && payload !== null ? payload : {});

/** The verdict as the others get it: nothing in it depends on when it was looked at. */
function describeReadiness({ ready, state, reason, nextTransition }: Readiness): object {
  return { ready, state, reason, nextTransition };
}

function describeEntitlements(entitlements: readonly Entitlement[]): object {
  return {
    features: Object.fromEntries(
      entitlements.map((entitlement) => [entitlement.feature, describeEntitlement(entitlement)]),
    ),
  };
}

function describeEntitlement({ enabled, reason, value }: Entitlement): object {
  if (value.kind !== 'METERED') return { enabled, reason };
  return value.unlimited
    ? { enabled, unlimited: true, reason }
    : { enabled, unlimited: false, limit: String(value.limit), reason };
}
