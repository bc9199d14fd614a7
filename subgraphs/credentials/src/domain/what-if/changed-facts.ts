import type { Reason } from '@bailiwick/decision';
import { hasSecrets } from '../credential.js';
import type { TenantFact } from '../facts.js';
import { impactOfLeaving, type OwnerLeftOutcome } from '../leaving.js';
import type { MachineIdentityState } from '../machine-identity.js';
import type { Runtime } from '../runtime.js';
import type { TrustFacts } from '../trust/trust-facts.js';
import type { WhatIfChange } from './change.js';

/** The facts of a recorded call, and which people can make one: they have seen the secret or hold the key. */
export interface ReplayFacts extends TrustFacts {
  readonly knownTo: readonly string[];
  /** The tenant's owners who could claim a machine that nobody answers for. */
  readonly tenantOwners: readonly string[];
  /** Stewards whose membership has ended already. */
  readonly gone: ReadonlySet<string>;
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
  return isHit && facts.proof === 'MATCHED' && facts.credential !== null && hasSecrets(facts.credential)
    ? { ...facts, proof: 'RETIRED_VERSION' }
    : facts;
}

/** By the same rule as when somebody really leaves, with every secret and key that they have replaced. */
function leftBy(facts: ReplayFacts, { personLeaves }: WhatIfChange): ReplayFacts {
  const { identity, stewards, proof, gone, tenantOwners } = facts;
  if (personLeaves === null || identity === null) return facts;
  const personId = personLeaves.toLowerCase();
  const isSteward = stewards.some((steward) => steward.personId === personId);
  const machines = isSteward ? [{ identity, stewards }] : [];
  const impact = impactOfLeaving({ personId, machines, left: gone, owners: tenantOwners, openTo: [] });
  const state = STATE_AFTER[impact.items[0]?.outcome ?? 'UNCHANGED'] ?? identity.state;
  return {
    ...facts,
    identity: { ...identity, state },
    stewards: stewards.map((steward) => (steward.personId === personId ? { ...steward, active: false } : steward)),
    proof: facts.knownTo.includes(personId) && proof === 'MATCHED' ? 'RETIRED_VERSION' : proof,
  };
}

const STATE_AFTER: Readonly<Record<OwnerLeftOutcome, MachineIdentityState | null>> = {
  COVERED: null,
  GRACE_STARTS: 'OWNER_GRACE',
  ORPHANED_NOW: 'ORPHANED',
  UNCHANGED: null,
};

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
