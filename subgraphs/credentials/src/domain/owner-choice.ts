import { allow, refuse, type Decision, type Refused } from '@bailiwick/decision';
import type { TenantFact } from './facts.js';
import type { MachineIdentity } from './machine-identity.js';
import type { Owner, OwnerKind, Registry } from './owner.js';
import { invalid, isReadable } from './problem.js';
import type { Runtime } from './runtime.js';

export interface OwnerInput {
  readonly kind: OwnerKind;
  readonly ref: string;
  readonly duty: string | null;
  readonly team: string | null;
  readonly onBehalfOfTenantId: string | null;
}

/** What an owner's reference was resolved against. */
export interface OwnerFacts {
  readonly tenant: TenantFact;
  readonly runtime: Runtime | null;
  readonly agent: MachineIdentity | null;
  readonly registry: Registry;
  /** The declaration is the platform's own: made in its tenant, or by its operator in a customer's. */
  readonly byPlatform: boolean;
}

type OwnerRefusal =
  | 'credentials.owner_unknown'
  | 'credentials.owner_kind_not_allowed'
  | 'credentials.owner_suspended'
  | 'credentials.invalid_input';
type OwnerDecision = Decision<Owner, OwnerRefusal>;

/**
 * An owner is somebody who can be asked. So each kind's reference must resolve: a tenant, runtime or agent by its row
 * here, a service, duty or provider by the platform's registry. Only the platform names itself or its services as
 * owner, or a customer could make it answerable for a machine that it has never heard of.
 */
export function decideOwner(input: OwnerInput, facts: OwnerFacts): OwnerDecision {
  switch (input.kind) {
    case 'TENANT':
      return decideTenantOwner(input, facts);
    case 'PLATFORM':
    case 'INTERNAL_SERVICE':
      return facts.byPlatform ? decidePlatformOwner(input, facts.registry) : kindNotAllowed(input);
    case 'RUNTIME':
      return facts.runtime === null ? unknownOwner(input) : allow({ kind: 'RUNTIME', runtimeId: facts.runtime.id });
    case 'EXTERNAL_INTEGRATION':
      return decideIntegrationOwner(input, facts);
    case 'AUTONOMOUS_AGENT':
      return decideAgentOwner(input, facts);
  }
}

function decideTenantOwner(input: OwnerInput, { tenant }: OwnerFacts): OwnerDecision {
  const { ref, team } = input;
  if (ref !== tenant.tenantId) return unknownOwner(input);
  if (team !== null && !isReadable(team, 80))
    return invalid(['owner', 'team'], 'A team’s name has 1 to 80 characters.');
  return allow({ kind: 'TENANT', tenantId: tenant.tenantId, team });
}

/** A service is known by its name, and both it and the platform by the duty under which they act. */
function decidePlatformOwner(input: OwnerInput, { services, duties }: Registry): OwnerDecision {
  const duty = input.duty ?? (input.kind === 'PLATFORM' ? input.ref : '');
  if (input.kind === 'INTERNAL_SERVICE' && !services.includes(input.ref)) return unknownOwner(input);
  if (!duties.includes(duty))
    return refuse('credentials.owner_unknown', { facts: { owner: `duty ${duty}` }, path: ['owner', 'duty'] });
  return allow(
    input.kind === 'PLATFORM' ? { kind: 'PLATFORM', duty } : { kind: 'INTERNAL_SERVICE', service: input.ref, duty },
  );
}

/** A provider acts for this tenant and no other: whoever speaks here cannot promise anything in another's name. */
function decideIntegrationOwner(input: OwnerInput, { tenant, registry }: OwnerFacts): OwnerDecision {
  const onBehalfOf = input.onBehalfOfTenantId ?? tenant.tenantId;
  if (!registry.providers.includes(input.ref) || onBehalfOf !== tenant.tenantId) return unknownOwner(input);
  return allow({ kind: 'EXTERNAL_INTEGRATION', provider: input.ref, onBehalfOf });
}

function decideAgentOwner(input: OwnerInput, { agent }: OwnerFacts): OwnerDecision {
  if (agent === null || agent.state === 'DRAFT') return unknownOwner(input);
  if (agent.state !== 'ACTIVE')
    return refuse('credentials.owner_suspended', { facts: { owner: agent.name }, path: ['owner', 'ref'] });
  return allow({ kind: 'AUTONOMOUS_AGENT', agentId: agent.id });
}

function unknownOwner({ kind, ref }: OwnerInput): Refused<'credentials.owner_unknown'> {
  return refuse('credentials.owner_unknown', { facts: { owner: `${kind} ${ref}` }, path: ['owner', 'ref'] });
}

function kindNotAllowed({ kind }: OwnerInput): Refused<'credentials.owner_kind_not_allowed'> {
  return refuse('credentials.owner_kind_not_allowed', { facts: { kind }, path: ['owner', 'kind'] });
}
