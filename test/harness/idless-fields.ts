import { ALL_CASES } from './domain-cases.js';

/** Arguments of type ID that name nothing of one tenant. */
export const SHARED: Readonly<Record<string, string>> = {
  'Mutation.assignRole input.roleId': 'The roles are the system’s own, the same in every tenant.',
  'Mutation.inviteMember input.roleIds': 'The roles are the system’s own, the same in every tenant.',
};

const reason = 'Somebody tries what is not theirs.';
const ERRORS = 'errors { __typename code message path }';

/** Root fields that take no id: what they show must be the caller's own, and the tenant is the signed context's. */
export const IDLESS: Readonly<Record<string, string>> = {
  'Query.tenant':
    '{ tenant { id slug name members { edges { node { id person { id email } } } } identityProviders { id } platformSetup { ready } } }',
  'Query.roles': '{ roles { edges { node { id assignmentCount } } } }',
  'Query.settingsNavigation': '{ settingsNavigation { sections { id attention { level } } } }',
  'Query.billingAccount': '{ billingAccount { id tenant { id } subscription { id plan { code } } seats { used } } }',
  'Query.entitlementCheck': '{ entitlementCheck(feature: "integrations") { allowed } }',
  'Query.plans': '{ plans { code name } }',
  'Query.runtimes': '{ runtimes { edges { node { id name } } } }',
  'Query.viewer': '{ viewer { principal { __typename ... on Person { id } } tenant { id } tenants { id } } }',
  'Mutation.startTrial': `mutation { startTrial(input: { plan: "team", idempotencyKey: "idless" }) { ${ERRORS} } }`,
  'Mutation.changePlan': `mutation { changePlan(input: { plan: "no-such-plan", idempotencyKey: "idless" }) { ${ERRORS} } }`,
  'Mutation.cancelSubscription': `mutation { cancelSubscription(input: { idempotencyKey: "idless" }) { ${ERRORS} } }`,
  'Mutation.extendGrace': `mutation { extendGrace(input: { until: "2030-01-01T00:00:00Z", justification: "They are only trying it.", idempotencyKey: "idless" }) { ${ERRORS} } }`,
  'Mutation.registerRuntime': `mutation { registerRuntime(input: { name: "x", kind: ON_PREM, environment: "live", attestors: [], networks: ["10.0.0.0/8"], idempotencyKey: "idless" }) { ${ERRORS} } }`,
  'Mutation.updateMachinePolicy': `mutation { updateMachinePolicy(input: { minStewards: 1, expectedVersion: 999, idempotencyKey: "idless" }) { machinePolicy { version } ${ERRORS} } }`,
  'Mutation.createTenant': `mutation { createTenant(input: { slug: "globex", name: "Globex", ownerEmail: "x@globex.example", idempotencyKey: "idless" }) { ${ERRORS} } }`,
  'Mutation.changeTenantState': `mutation { changeTenantState(input: { to: CLOSING, reason: "${reason}", idempotencyKey: "idless" }) { ${ERRORS} } }`,
  'Mutation.completeSetupStep': `mutation { completeSetupStep(input: { key: "accept_terms", idempotencyKey: "idless" }) { ${ERRORS} } }`,
  'Mutation.connectIdentityProvider': `mutation { connectIdentityProvider(input: { issuer: "https://idp.example", audience: "x", jwksUri: "https://idp.example/jwks", idempotencyKey: "idless" }) { ${ERRORS} } }`,
  'Mutation.inviteMember': `mutation { inviteMember(input: { email: "x@globex.example", roleIds: ["member"], idempotencyKey: "idless" }) { ${ERRORS} } }`,
  ...Object.assign({}, ...ALL_CASES.map(({ idless }) => idless)),
};
