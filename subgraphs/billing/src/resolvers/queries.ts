import { plansOnOffer } from '../domain/catalogue.js';
import { decideEntitlementCheck, redactCheck, restsOnBillingFacts } from '../domain/entitlement-check.js';
import { decideEntitlements } from '../domain/entitlement-state.js';
import { decideReadiness } from '../domain/readiness.js';
import { findAccount } from '../store/account.js';
import { ACCOUNT_READ, loadAccount, type BillingContext, type BillingSession } from './context.js';
import { presentEntitlement } from './present.js';

interface CheckArguments {
  readonly feature: string;
  readonly requested: bigint;
}

export const queries = {
  tenant: (_parent: unknown, _args: unknown, { session }: BillingContext) => ({ id: session.tenantId }),
  billingAccount: (_parent: unknown, _args: unknown, { session }: BillingContext) => loadAccount(session),
  plans: () => plansOnOffer(),
  entitlementCheck: (_parent: unknown, args: CheckArguments, { session }: BillingContext) =>
    checkEntitlement(session, args),
};

async function checkEntitlement(session: BillingSession, { feature, requested }: CheckArguments) {
  const { facts, entitlements } = await session.read('billing.entitlement.check', findAccount);
  const entitlement = decideEntitlements(facts, session.now).find((each) => each.feature === feature) ?? null;
  const answer = decideEntitlementCheck(entitlement, feature, requested);
  const readiness = decideReadiness(facts, session.now);
  const [verdict] = restsOnBillingFacts(readiness) ? await session.ask([{ action: ACCOUNT_READ }]) : [];
  const shown = verdict === undefined ? answer : redactCheck(answer, readiness, verdict);
  return {
    ...shown,
    entitlement: shown.entitlement && presentEntitlement(shown.entitlement),
    asOf: session.now,
    version: entitlements.version,
  };
}
