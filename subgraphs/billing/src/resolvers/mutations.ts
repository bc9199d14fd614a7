import { orRefuse, type Decision } from '@bailiwick/decision';
import { carryOut, openAccount, upTo } from '../change-account.js';
import { decideCancellation } from '../domain/cancellation.js';
import { newestPlan } from '../domain/catalogue.js';
import type { BillingFacts } from '../domain/facts.js';
import { decideGraceExtension } from '../domain/grace-extension.js';
import type { Order } from '../domain/order.js';
import { decidePlanChange } from '../domain/plan-change.js';
import { decideTrial } from '../domain/trial.js';
import type { BillingProvider } from '../provider/provider.js';
import { settle } from '../settle.js';
import { findAccount } from '../store/account.js';
import { insertGraceExtension } from '../store/grace-extension.js';
import type { BillingTransaction } from '../store/tables.js';
import type { BillingContext, BillingSession } from './context.js';
import { remembered, type BillingPayload } from './payload.js';

interface Input<Fields> {
  readonly input: Fields & { readonly idempotencyKey: string };
}

/** The four changes of this domain, with whoever collects the money. */
export function createMutations(provider: BillingProvider) {
  return {
    startTrial: (
      _parent: unknown,
      { input }: Input<{ plan: string; days?: number | null }>,
      { session }: BillingContext,
    ) =>
      placeOrder(session, provider, 'billing.trial.start', (facts) =>
        decideTrial(facts, newestPlan(input.plan), input.days ?? null, session.now),
      ),

    changePlan: (
      _parent: unknown,
      { input }: Input<{ plan: string; quantity?: number | null }>,
      { session }: BillingContext,
    ) =>
      placeOrder(session, provider, 'billing.plan.change', (facts) =>
        decidePlanChange(facts, { plan: newestPlan(input.plan), quantity: input.quantity ?? null }, session.now),
      ),

    cancelSubscription: (_parent: unknown, { input }: Input<{ atPeriodEnd: boolean }>, { session }: BillingContext) =>
      placeOrder(session, provider, 'billing.subscription.cancel', (facts) =>
        decideCancellation(facts, input.atPeriodEnd, session.now),
      ),

    extendGrace: (
      _parent: unknown,
      { input }: Input<{ until: Date; justification: string }>,
      { session }: BillingContext,
    ) =>
      changeBilling(session, 'billing.grace.extend', async (tx) => {
        const { facts } = await openAccount(tx, session.tenantId, session.now);
        const extension = orRefuse(decideGraceExtension(facts, input.until, input.justification, session.now));
        await insertGraceExtension(tx, crypto.randomUUID(), extension, session.actors, session.now);
        const changed = upTo(await findAccount(tx), session.now);
        return settle(tx, session.tenantId, changed, 'CHANGE', session.now);
      }),
  };
}

/** Lock, decide, have it carried out, keep. */
function placeOrder(
  session: BillingSession,
  provider: BillingProvider,
  action: string,
  decide: (facts: BillingFacts) => Decision<Order>,
) {
  const { tenantId, now } = session;
  return changeBilling(session, action, async (tx) => {
    const account = await openAccount(tx, tenantId, now);
    return carryOut(tx, account, orRefuse(decide(account.facts)), provider, { tenantId, now, cause: 'CHANGE' });
  });
}

function changeBilling(
  session: BillingSession,
  action: string,
  work: (tx: BillingTransaction) => ReturnType<typeof findAccount>,
) {
  const { tenantId, now } = session;
  return session.change<BillingPayload>(
    action,
    null,
    async (tx) => ({ view: { tenantId, account: await work(tx), now } }),
    { remember: remembered },
  );
}
