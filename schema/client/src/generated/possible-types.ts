// Written by `npm run schema:compose` from schema/api.graphql and schema/operations. Change those, not this file.
export const possibleTypes: Record<string, string[]> = {
  Entitlement: ['BooleanEntitlement', 'ConfigEntitlement', 'MeteredEntitlement'],
  MutationError: [
    'InvalidInput',
    'LastAdminProtected',
    'LimitReached',
    'NotPermitted',
    'PrivilegeEscalation',
    'RuleRefused',
    'VersionConflict',
  ],
  Owner: ['AgentOwner', 'IntegrationOwner', 'InternalServiceOwner', 'PlatformOwner', 'RuntimeOwner', 'TenantOwner'],
  Principal: ['Person', 'MachineIdentity'],
  SettingsSection: [
    'BillingSection',
    'IntegrationsSection',
    'OrganizationSection',
    'PlatformSetupSection',
    'ReportingSection',
    'UsersSection',
  ],
};
