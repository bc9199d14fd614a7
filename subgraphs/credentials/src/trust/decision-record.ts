import { randomUUID } from 'node:crypto';
import type { TrustLevel } from '@bailiwick/decision';
import { actorsOf } from '../domain/actors.js';
import type { TenantFact } from '../domain/facts.js';
import { concludeChain, hasPassed } from '../domain/trust/chain.js';
import type { LinkAnswer } from '../domain/trust/link.js';
import { decideObligations } from '../domain/trust/obligations.js';
import { shownRuntime } from '../domain/trust/shown-runtime.js';
import { assessTrust } from '../domain/trust/trust-level.js';
import type { TrustDecision } from '../domain/trust/trust-decision.js';
import type { TrustFacts } from '../domain/trust/trust-facts.js';

export interface Occasion {
  readonly now: Date;
  readonly epoch: number;
  readonly requiredTrust: TrustLevel;
  readonly simulated: boolean;
  readonly requestId: string;
  /** Names the token that an exchange makes if it is allowed. Null for `decideTrust`, which makes none. */
  readonly txn: string | null;
}

/** The decision as it is kept: facts in, nothing decided here. */
export function recordOf(facts: TrustFacts, chain: readonly LinkAnswer[], occasion: Occasion): TrustDecision {
  const { effect, reason } = concludeChain(chain);
  return {
    id: randomUUID(),
    at: occasion.now,
    effect,
    reason,
    chain,
    obligations: decideObligations(facts, occasion.now).map((owed) => owed.reason),
    trust: assessTrust(facts, occasion.now),
    requiredTrust: occasion.requiredTrust,
    machineIdentityId: facts.identity?.id ?? null,
    credentialId: facts.credential?.id ?? null,
    actingTenant: refOf(facts, chain),
    action: facts.action,
    actors: actorsOf(facts),
    epoch: occasion.epoch,
    simulated: occasion.simulated,
    requestId: occasion.requestId,
    txn: effect === 'DENY' ? null : occasion.txn,
    address: facts.address,
    runtimeId: shownRuntime(facts)?.id ?? null,
  };
}

/** Another tenant is named only to a machine that may act there: its very existence is its own business. */
function refOf({ homeTenant, actingTenant }: TrustFacts, chain: readonly LinkAnswer[]): TrustDecision['actingTenant'] {
  if (homeTenant !== null && homeTenant.tenantId === actingTenant.id) return ref(homeTenant);
  return actingTenant.fact !== null && hasPassed(chain, 'TENANT_BOUNDARY') ? ref(actingTenant.fact) : null;
}

function ref({ tenantId: id, slug, name }: TenantFact) {
  return { id, slug, name };
}
