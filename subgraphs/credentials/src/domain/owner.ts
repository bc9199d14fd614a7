import { allow, refuse, type Decision } from '@bailiwick/decision';
import type { TenantFact } from './facts.js';
import type { MachineIdentity } from './machine-identity.js';
import { invalid, isReadable } from './problem.js';
import type { Runtime } from './runtime.js';

export const OWNER_KINDS = [
  'TENANT',
  'PLATFORM',
  'RUNTIME',
  'INTERNAL_SERVICE',
  'EXTERNAL_INTEGRATION',
  'AUTONOMOUS_AGENT',
] as const;
export type OwnerKind = (typeof OWNER_KINDS)[number];

/** Who answers for a machine. Each kind refers to something that exists, never to a free text. */
export type Owner =
  | { readonly kind: 'TENANT'; readonly tenantId: string; readonly team: string | null }
  | { readonly kind: 'PLATFORM'; readonly duty: string }
  | { readonly kind: 'RUNTIME'; readonly runtimeId: string }
  | { readonly kind: 'INTERNAL_SERVICE'; readonly service: string; readonly duty: string }
  | { readonly kind: 'EXTERNAL_INTEGRATION'; readonly provider: string; readonly onBehalfOf: string }
  | { readonly kind: 'AUTONOMOUS_AGENT'; readonly agentId: string };

/** Services, duties and providers that the platform has registered. Owners are chosen from these, not made up. */
export interface Registry {
  readonly services: readonly string[];
  readonly duties: readonly string[];
  readonly providers: readonly string[];
}

export const REGISTRY: Registry = {
  services: [
    'billing-sync',
    'data-export',
    'event-relay',
    'health-monitor',
    'invoice-sync',
    'onboarding',
    'reporting',
    'usage-meter',
  ],
  duties: ['tenant-operations', 'billing-operations', 'support'],
  providers: [
    'datadog',
    'github',
    'gitlab',
    'google-workspace',
    'hubspot',
    'jira',
    'microsoft-365',
    'netsuite',
    'okta',
    'pagerduty',
    'salesforce',
    'sap',
    'segment',
    'slack',
    'snowflake',
    'stripe',
    'xero',
    'zapier',
    'zendesk',
  ],
};

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

/**
 * An owner is somebody who can be asked. So each kind's reference must resolve: a tenant, runtime or agent by its row
 * here, a service, duty or provider by the platform's registry. Only the platform names itself or its services as
 * owner, or a customer could make it answerable for a machine that it has never heard of.
 */
export function decideOwner(input: OwnerInput, facts: OwnerFacts): Decision<Owner, OwnerRefusal> {
  const { tenant, registry } = facts;
  const unknown = refuse('credentials.owner_unknown', {
    facts: { owner: `${input.kind} ${input.ref}` },
    path: ['owner', 'ref'],
  });
  const duty = input.duty ?? '';
  const unknownDuty = refuse('credentials.owner_unknown', {
    facts: { owner: `duty ${duty}` },
    path: ['owner', 'duty'],
  });
  if (!facts.byPlatform && (input.kind === 'PLATFORM' || input.kind === 'INTERNAL_SERVICE'))
    return refuse('credentials.owner_kind_not_allowed', { facts: { kind: input.kind }, path: ['owner', 'kind'] });

  switch (input.kind) {
    case 'TENANT':
      if (input.team !== null && !isReadable(input.team, 80))
        return invalid(['owner', 'team'], 'A team’s name has 1 to 80 characters.');
      return input.ref === tenant.tenantId
        ? allow({ kind: 'TENANT', tenantId: tenant.tenantId, team: input.team })
        : unknown;
    case 'PLATFORM': {
      const named = input.duty ?? input.ref;
      return registry.duties.includes(named) ? allow({ kind: 'PLATFORM', duty: named }) : unknownDuty;
    }
    case 'RUNTIME':
      return facts.runtime === null ? unknown : allow({ kind: 'RUNTIME', runtimeId: facts.runtime.id });
    case 'INTERNAL_SERVICE':
      if (!registry.services.includes(input.ref)) return unknown;
      return registry.duties.includes(duty)
        ? allow({ kind: 'INTERNAL_SERVICE', service: input.ref, duty })
        : unknownDuty;
    case 'EXTERNAL_INTEGRATION':
      return registry.providers.includes(input.ref) && (input.onBehalfOfTenantId ?? tenant.tenantId) === tenant.tenantId
        ? allow({ kind: 'EXTERNAL_INTEGRATION', provider: input.ref, onBehalfOf: tenant.tenantId })
        : unknown;
    case 'AUTONOMOUS_AGENT':
      return decideAgentOwner(facts.agent, unknown);
  }
}

function decideAgentOwner<Unknown extends Decision<Owner, OwnerRefusal>>(
  agent: MachineIdentity | null,
  unknown: Unknown,
): Decision<Owner, OwnerRefusal> {
  if (agent === null || agent.state === 'DRAFT') return unknown;
  if (agent.state !== 'ACTIVE')
    return refuse('credentials.owner_suspended', { facts: { owner: agent.name }, path: ['owner', 'ref'] });
  return allow({ kind: 'AUTONOMOUS_AGENT', agentId: agent.id });
}

/** The owner in words, for sentences and lists. */
export function labelOf(
  owner: Owner,
  names: { readonly tenant?: string; readonly runtime?: string; readonly agent?: string } = {},
): string {
  switch (owner.kind) {
    case 'TENANT':
      return owner.team === null
        ? `tenant ${names.tenant ?? owner.tenantId}`
        : `team ${owner.team} of tenant ${names.tenant ?? owner.tenantId}`;
    case 'PLATFORM':
      return `the platform’s duty ${owner.duty}`;
    case 'RUNTIME':
      return `runtime ${names.runtime ?? owner.runtimeId}`;
    case 'INTERNAL_SERVICE':
      return `internal service ${owner.service}`;
    case 'EXTERNAL_INTEGRATION':
      return `integration ${owner.provider} for tenant ${names.tenant ?? owner.onBehalfOf}`;
    case 'AUTONOMOUS_AGENT':
      return `agent ${names.agent ?? owner.agentId}`;
  }
}
