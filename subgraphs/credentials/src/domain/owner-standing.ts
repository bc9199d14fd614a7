import type { Reason } from '@bailiwick/decision';
import type { Owner, Registry } from './owner.js';
import { REGISTRY } from './owner.js';
import { reasons, type CredentialsCode } from './reasons.js';
import type { OwnerStandingFacts } from './trust/trust-facts.js';

export type OwnerStandingCode = 'IN_GOOD_STANDING' | 'GRACE' | 'SUSPENDED' | 'LEFT' | 'UNKNOWN';

export interface OwnerStanding {
  readonly code: OwnerStandingCode;
  readonly reason: Reason;
  /** Until when somebody must claim it. Null unless the code is GRACE. */
  readonly graceEndsAt: Date | null;
}

/**
 * Can this owner answer today? Each kind has a rule of its own. A tenant answers for its machines as long as it
 * exists; whether it may act just now is the TENANT_BOUNDARY link's question, so that a suspension is said once.
 */
export function ownerStanding(owner: Owner, facts: OwnerStandingFacts, registry: Registry = REGISTRY): OwnerStanding {
  switch (owner.kind) {
    case 'TENANT':
      return standing(tenantStanding(facts), facts);
    case 'EXTERNAL_INTEGRATION':
      return standing(registry.providers.includes(owner.provider) ? tenantStanding(facts) : 'UNKNOWN', facts);
    case 'PLATFORM':
      return standing(known(registry.duties.includes(owner.duty)), facts);
    case 'INTERNAL_SERVICE':
      return standing(known(registry.duties.includes(owner.duty) && registry.services.includes(owner.service)), facts);
    case 'RUNTIME':
      return standing(known(facts.runtime !== null), facts);
    case 'AUTONOMOUS_AGENT':
      return agentStanding(facts);
  }
}

function known(isKnown: boolean): OwnerStandingCode {
  return isKnown ? 'IN_GOOD_STANDING' : 'UNKNOWN';
}

function tenantStanding({ tenant }: OwnerStandingFacts): OwnerStandingCode {
  if (tenant === null) return 'UNKNOWN';
  return tenant.state === 'CLOSED' ? 'LEFT' : 'IN_GOOD_STANDING';
}

function agentStanding(facts: OwnerStandingFacts): OwnerStanding {
  const { agent } = facts;
  if (agent === null || agent.state === 'DRAFT') return standing('UNKNOWN', facts);
  if (agent.state === 'OWNER_GRACE') return standing('GRACE', facts);
  if (agent.state === 'SUSPENDED' || agent.state === 'QUARANTINED') return standing('SUSPENDED', facts);
  return standing(agent.state === 'ORPHANED' || agent.state === 'RETIRED' ? 'LEFT' : 'IN_GOOD_STANDING', facts);
}

const CODES: Readonly<Record<OwnerStandingCode, CredentialsCode>> = {
  IN_GOOD_STANDING: 'credentials.owner_in_good_standing',
  GRACE: 'credentials.owner_grace',
  SUSPENDED: 'credentials.owner_suspended',
  LEFT: 'credentials.orphaned',
  UNKNOWN: 'credentials.owner_unknown',
};

function standing(code: OwnerStandingCode, { label, agent }: OwnerStandingFacts): OwnerStanding {
  const graceEndsAt = code === 'GRACE' ? (agent?.graceEndsAt ?? null) : null;
  const facts = { owner: label, graceEndsAt: graceEndsAt?.toISOString() ?? '' };
  return { code, reason: reasons.reason(CODES[code], { facts }), graceEndsAt };
}
