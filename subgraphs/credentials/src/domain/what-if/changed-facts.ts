import type { Reason } from '@bailiwick/decision';
import type { TenantFact } from '../facts.js';
import type { Runtime } from '../runtime.js';
import { stateAfterLeaving } from '../standing-change.js';
import type { TrustFacts } from '../trust/trust-facts.js';
import type { WhatIfChange } from './change.js';

/** The facts of a recorded call, and which people have seen the secret it was made with. */
export interface ReplayFacts extends TrustFacts {
  readonly knownTo: readonly string[];
}

/**
 * The facts as they would be once the change was made. The rules stay the same ones: what is predicted is decided by what
 * will decide.
 */
export function changedFacts(facts: ReplayFacts, change: WhatIfChange): ReplayFacts {
  const steps = [revoked, rotated, leftBy, suspended, locked, narrowed];
  return steps.reduce((before, step) => step(before, change), facts);
}

/** Whether the part of the change that names credentials is about this one. */
export function isMeant({ credential }: Pick<TrustFacts, 'credential'>, { credentialIds }: WhatIfChange): boolean {
  return credential !== null && (credentialIds === null || credentialIds.includes(credential.id));
}

function revoked(facts: ReplayFacts, { revoke }: WhatIfChange): ReplayFacts {
  const { credential, identity } = facts;
  const isHit = [credential?.id, identity?.id].some((id) => id !== undefined && revoke?.includes(id) === true);
  return credential !== null && isHit ? { ...facts, credential: { ...credential, state: 'REVOKED' } } : facts;
}

/** Nobody has moved: every secret that is out there now is the old one. A federated workload has none. */
function rotated(facts: ReplayFacts, change: WhatIfChange): ReplayFacts {
  const isHit = change.rotateWithOverlapHours !== null && isMeant(facts, change);
  return isHit && facts.proof === 'MATCHED' && facts.credential?.kind !== 'FEDERATED_OIDC'
    ? { ...facts, proof: 'RETIRED_VERSION' }
    : facts;
}

function leftBy(facts: ReplayFacts, { personLeaves }: WhatIfChange): ReplayFacts {
  const { identity, stewards } = facts;
  if (personLeaves === null || identity === null) return facts;
  const person = personLeaves.toLowerCase();
  const knew = facts.knownTo.includes(person);
  const stay = stewards.map((steward) => (steward.personId === person ? { ...steward, active: false } : steward));
  const gone = new Set(stay.filter((steward) => !steward.active).map((steward) => steward.personId));
  const state = stewards.some((steward) => steward.personId === person)
    ? stateAfterLeaving(identity, stay, gone)
    : identity.state;
  return { ...facts, identity: { ...identity, state }, stewards: stay, knowersLeft: facts.knowersLeft + Number(knew) };
}

/** Identity says why when it suspends a tenant; until then its code is known, and its words are not. */
const SUSPENDED: Reason = {
  code: 'identity.tenant_suspended',
  owner: 'IDENTITY',
  message: 'The tenant would be suspended.',
  since: null,
  remedy: null,
};

function suspended(facts: ReplayFacts, { tenantSuspended }: WhatIfChange): ReplayFacts {
  const id = tenantSuspended?.toLowerCase() ?? null;
  const suspend = (tenant: TenantFact | null): TenantFact | null =>
    tenant === null || tenant.tenantId !== id ? tenant : { ...tenant, state: 'SUSPENDED', stateReason: SUSPENDED };
  const { homeTenant, actingTenant } = facts;
  return {
    ...facts,
    homeTenant: suspend(homeTenant),
    actingTenant: { ...actingTenant, fact: suspend(actingTenant.fact) },
  };
}

function locked(facts: ReplayFacts, { runtimeLocked }: WhatIfChange): ReplayFacts {
  const id = runtimeLocked?.toLowerCase() ?? null;
  const lock = (runtime: Runtime): Runtime => (runtime.id === id ? { ...runtime, state: 'LOCKED' } : runtime);
  const owners = facts.owners.map((owner) =>
    owner.runtime === null ? owner : { ...owner, runtime: lock(owner.runtime) },
  );
  return { ...facts, boundRuntimes: facts.boundRuntimes.map(lock), owners };
}

function narrowed(facts: ReplayFacts, change: WhatIfChange): ReplayFacts {
  const { credential } = facts;
  const { narrowCeiling } = change;
  if (credential === null || narrowCeiling === null || !isMeant(facts, change)) return facts;
  const ceiling = credential.ceiling.filter((action) => narrowCeiling.includes(action));
  return { ...facts, credential: { ...credential, ceiling } };
}
