import type { Owner, OwnerKind } from '../domain/owner.js';
import { ownerStanding, type OwnerStanding } from '../domain/owner-standing.js';
import type { OwnerStandingFacts } from '../domain/trust/trust-facts.js';

export interface OwnerParent {
  readonly __typename: string;
  readonly kind: OwnerKind;
  readonly label: string;
  readonly standing: OwnerStanding;
}

const TYPES: Readonly<Record<OwnerKind, string>> = {
  TENANT: 'TenantOwner',
  PLATFORM: 'PlatformOwner',
  RUNTIME: 'RuntimeOwner',
  INTERNAL_SERVICE: 'InternalServiceOwner',
  EXTERNAL_INTEGRATION: 'IntegrationOwner',
  AUTONOMOUS_AGENT: 'AgentOwner',
};

const NOTHING_KNOWN: OwnerStandingFacts = { label: 'unknown', tenant: null, agent: null, runtime: null };

/** An owner in the graph: its kind is its type, and what it refers to is already there. */
export function presentOwner(owner: Owner, known: OwnerStandingFacts | null): OwnerParent {
  const facts = known ?? { ...NOTHING_KNOWN, label: owner.kind };
  const shared = {
    __typename: TYPES[owner.kind],
    kind: owner.kind,
    label: facts.label,
    standing: ownerStanding(owner, facts),
  };
  const tenant =
    facts.tenant === null ? null : { id: facts.tenant.tenantId, slug: facts.tenant.slug, name: facts.tenant.name };
  switch (owner.kind) {
    case 'TENANT':
      return { ...shared, ...{ tenant, team: owner.team } };
    case 'EXTERNAL_INTEGRATION':
      return { ...shared, ...{ provider: owner.provider, onBehalfOf: tenant } };
    case 'RUNTIME':
      return { ...shared, ...{ runtime: facts.runtime } };
    case 'AUTONOMOUS_AGENT':
      return { ...shared, ...{ agent: facts.agent } };
    case 'PLATFORM':
      return { ...shared, ...{ duty: owner.duty } };
    case 'INTERNAL_SERVICE':
      return { ...shared, ...{ service: owner.service, duty: owner.duty } };
  }
}
