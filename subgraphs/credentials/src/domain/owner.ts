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

/** The owner in words, for sentences and lists. What has no name here is called by its id. */
export function labelOf(
  owner: Owner,
  names: { readonly tenant?: string; readonly runtime?: string; readonly agent?: string } = {},
): string {
  switch (owner.kind) {
    case 'TENANT':
      return `${owner.team === null ? '' : `team ${owner.team} of `}${named('tenant', names.tenant, owner.tenantId)}`;
    case 'PLATFORM':
      return `the platform’s duty ${owner.duty}`;
    case 'RUNTIME':
      return named('runtime', names.runtime, owner.runtimeId);
    case 'INTERNAL_SERVICE':
      return `internal service ${owner.service}`;
    case 'EXTERNAL_INTEGRATION':
      return `integration ${owner.provider} for ${named('tenant', names.tenant, owner.onBehalfOf)}`;
    case 'AUTONOMOUS_AGENT':
      return named('agent', names.agent, owner.agentId);
  }
}

function named(what: string, name: string | undefined, id: string): string {
  return `${what} ${name ?? id}`;
}
