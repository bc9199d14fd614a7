import type { Entitlement } from '../domain/entitlement-state.js';
import type { GrantValue } from '../domain/feature.js';
import { decideReadiness } from '../domain/readiness.js';
import { periodAt, type Subscription } from '../domain/subscription.js';
import { decideVerdict } from '../domain/verdict.js';
import type { AccountView } from './context.js';

/** The verdict for the graph. It is concluded now: a clock that is a second late does not make the answer late. */
export function presentReadiness({ account, now }: AccountView) {
  const { subscription, ...readiness } = decideReadiness(account.facts, now);
  return {
    ...readiness,
    trialEndsAt: subscription?.trialEndsAt ?? null,
    currentPeriodEnd: subscription === null ? null : periodAt(subscription, now).end,
    version: account.readiness.version,
    asOf: now,
  };
}

export function presentSubscription(subscription: Subscription, { account, now }: AccountView) {
  const { start, end } = periodAt(subscription, now);
  return {
    ...subscription,
    state: decideVerdict(subscription, account.facts.paymentAgreed, now).verdict.state,
    currentPeriodStart: start,
    currentPeriodEnd: end,
    cancelAtPeriodEnd: subscription.cancelAt !== null,
  };
}

/** The entitlement as one of the graph's three types. */
export function presentEntitlement(entitlement: Entitlement) {
  const { feature, source, enabled, reason, validUntil, value } = entitlement;
  const shared = { feature, source, enabled, reason, validUntil };
  if (value.kind === 'BOOLEAN') return { ...shared, __typename: 'BooleanEntitlement' };
  if (value.kind === 'METERED')
    return { ...shared, ...presentAmounts(value, entitlement.used), __typename: 'MeteredEntitlement' };
  const { planValue, overrideValue } = entitlement;
  return {
    ...shared,
    __typename: 'ConfigEntitlement',
    value: value.value,
    planValue: configurationOf(planValue),
    overrideValue: configurationOf(overrideValue),
  };
}

function presentAmounts({ unlimited, limit }: Extract<GrantValue, { kind: 'METERED' }>, used: bigint | null) {
  if (unlimited) return { unlimited, limit: null, used, remaining: null, overage: null };
  const left = used === null ? null : limit - used;
  return { unlimited, limit, used, remaining: left && atLeastZero(left), overage: left && atLeastZero(-left) };
}

const atLeastZero = (amount: bigint): bigint => (amount < 0n ? 0n : amount);

const configurationOf = (value: GrantValue | null) => (value?.kind === 'CONFIG' ? value.value : null);
