import { decideAttention } from '../domain/attention.js';
import { newestPlan } from '../domain/catalogue.js';
import { decideEntitlements, describePlan } from '../domain/entitlement-state.js';
import type { Plan } from '../domain/plan.js';
import { decideReadiness } from '../domain/readiness.js';
import { summariseSeats } from '../domain/seats.js';
import type { Subscription } from '../domain/subscription.js';
import { isOwn, loadAccount, loadHistory, type AccountView, type BillingContext } from './context.js';
import { presentEntitlement, presentReadiness, presentSubscription } from './present.js';

interface Reference {
  readonly id: string;
}

/** Loads the account for a field of an entity that may be reached without billing's own root. */
const fromAccount =
  <Result>(present: (view: AccountView) => Result) =>
  async (_parent: unknown, _args: unknown, { session }: BillingContext): Promise<Result | null> => {
    const view = await loadAccount(session);
    return view && present(view);
  };

const Tenant = {
  __resolveReference: ({ id }: Reference, { session }: BillingContext) => (isOwn(session, id) ? { id } : null),
  billing: fromAccount((view) => view),
  billingReadiness: fromAccount(presentReadiness),
};

const BillingSection = {
  __resolveReference: ({ id }: Reference, { session }: BillingContext) =>
    id === `${session.tenantId}:BILLING` ? { id } : null,
  attention: fromAccount(({ account, now }) => decideAttention(decideReadiness(account.facts, now))),
  readiness: fromAccount(presentReadiness),
};

const BillingAccount = {
  __resolveReference: ({ id }: Reference, { session }: BillingContext) =>
    isOwn(session, id) ? loadAccount(session) : null,
  id: ({ tenantId }: AccountView) => tenantId,
  tenant: ({ tenantId }: AccountView) => ({ id: tenantId }),
  readiness: presentReadiness,
  subscription: (view: AccountView) => {
    const { subscription } = decideReadiness(view.account.facts, view.now);
    return subscription && presentSubscription(subscription, view);
  },
  seats: ({ account, now }: AccountView) => summariseSeats(account.facts, now),
  entitlements: ({ account, now }: AccountView) => decideEntitlements(account.facts, now).map(presentEntitlement),
  paymentMethodOnFile: ({ account }: AccountView) => account.facts.paymentAgreed,
};

const SubscriptionType = {
  __resolveReference: async ({ id }: Reference, { session }: BillingContext) => {
    const view = await loadAccount(session);
    const subscription = view?.account.facts.subscriptions.find((each) => each.id === id);
    return view !== null && subscription !== undefined ? presentSubscription(subscription, view) : null;
  },
  history: ({ id }: Subscription, _args: unknown, { session }: BillingContext) => loadHistory(session, id),
};

const PlanType = {
  __resolveReference: ({ code }: Pick<Plan, 'code'>) => newestPlan(code),
  entitlements: (plan: Plan) => describePlan(plan).map(presentEntitlement),
};

export const types = { Tenant, BillingSection, BillingAccount, Subscription: SubscriptionType, Plan: PlanType };
