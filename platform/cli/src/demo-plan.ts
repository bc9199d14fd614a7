import type { DemoMachine, DemoPerson, DemoPlan, DemoTenant } from '@bailiwick/subgraph-host';

/** The issuer of the development tokens, and the trust domain of everything on the embedded database. */
export const DEVELOPMENT = 'urn:bailiwick:dev';
export const DEVELOPMENT_AUDIENCE = 'bailiwick';

const PLATFORM = 'a0000000-0000-4000-8000-000000000001';
const ACME = 'a0000000-0000-4000-8000-000000000002';
const GLOBEX = 'a0000000-0000-4000-8000-000000000003';

const tenants: readonly DemoTenant[] = [
  {
    id: PLATFORM,
    slug: 'platform',
    name: 'Bailiwick Platform',
    kind: 'PLATFORM',
    plan: null,
    billing: null,
    setUp: true,
  },
  {
    id: ACME,
    slug: 'acme',
    name: 'Acme Corporation',
    kind: 'CUSTOMER',
    plan: 'business',
    billing: 'ACTIVE',
    setUp: true,
  },
  { id: GLOBEX, slug: 'globex', name: 'Globex', kind: 'CUSTOMER', plan: 'team', billing: 'TRIALING', setUp: false },
];

const ANA = 'b0000000-0000-4000-8000-000000000001';
const people: readonly DemoPerson[] = [
  {
    id: ANA,
    displayName: 'Ana Alves',
    email: 'ana@acme.example',
    memberships: [{ id: 'e0000000-0000-4000-8000-000000000001', tenant: ACME, role: 'owner', duty: null }],
  },
  {
    id: 'b0000000-0000-4000-8000-000000000002',
    displayName: 'Ben Brandt',
    email: 'ben@acme.example',
    memberships: [{ id: 'e0000000-0000-4000-8000-000000000002', tenant: ACME, role: 'member', duty: null }],
  },
  {
    id: 'b0000000-0000-4000-8000-000000000003',
    displayName: 'Cleo Costa',
    email: 'cleo@acme.example',
    memberships: [{ id: 'e0000000-0000-4000-8000-000000000003', tenant: ACME, role: 'billing-manager', duty: null }],
  },
  {
    id: 'b0000000-0000-4000-8000-000000000004',
    displayName: 'Dana Diaz',
    email: 'dana@consult.example',
    memberships: [
      { id: 'e0000000-0000-4000-8000-000000000004', tenant: ACME, role: 'auditor', duty: null },
      { id: 'e0000000-0000-4000-8000-000000000005', tenant: GLOBEX, role: 'admin', duty: null },
    ],
  },
  {
    id: 'b0000000-0000-4000-8000-000000000005',
    displayName: 'Gus Green',
    email: 'gus@globex.example',
    memberships: [{ id: 'e0000000-0000-4000-8000-000000000006', tenant: GLOBEX, role: 'owner', duty: null }],
  },
  {
    id: 'b0000000-0000-4000-8000-000000000006',
    displayName: 'Olivia Ortiz',
    email: 'olivia@platform.example',
    memberships: [
      { id: 'e0000000-0000-4000-8000-000000000007', tenant: PLATFORM, role: 'owner', duty: 'tenant-operations' },
    ],
  },
  {
    id: 'b0000000-0000-4000-8000-000000000007',
    displayName: 'Pavel Petrov',
    email: 'pavel@platform.example',
    memberships: [
      { id: 'e0000000-0000-4000-8000-000000000008', tenant: PLATFORM, role: 'member', duty: 'billing-operations' },
    ],
  },
];

const machines: readonly DemoMachine[] = [
  {
    id: 'c0000000-0000-4000-8000-000000000001',
    name: 'invoice-sync',
    tenant: ACME,
    owner: { kind: 'INTERNAL_SERVICE', ref: 'invoice-sync', duty: 'billing-operations' },
    credentialId: 'd0000000-0000-4000-8000-000000000001',
    statement: 'Copies invoices and readiness into the data warehouse every night.',
    actions: ['billing.account.read', 'identity.tenant.read', 'platform.use'],
    steward: ANA,
  },
  {
    id: 'c0000000-0000-4000-8000-000000000002',
    name: 'crm-bridge',
    tenant: ACME,
    owner: { kind: 'EXTERNAL_INTEGRATION', ref: 'hubspot', duty: null },
    credentialId: 'd0000000-0000-4000-8000-000000000002',
    statement: 'Keeps the customer list in the CRM in step with the members of this tenant.',
    actions: ['identity.tenant.read', 'identity.member.read', 'platform.use'],
    steward: ANA,
  },
  {
    id: 'c0000000-0000-4000-8000-000000000003',
    name: 'inbox-agent',
    tenant: ACME,
    owner: { kind: 'AUTONOMOUS_AGENT', ref: 'c0000000-0000-4000-8000-000000000002', duty: null },
    credentialId: 'd0000000-0000-4000-8000-000000000003',
    statement: 'Answers routine questions about the account in the shared inbox.',
    actions: ['identity.tenant.read', 'platform.use'],
    steward: ANA,
  },
];

/**
 * The whole demo. Its ids are the same everywhere, so that an example that names one can be sent as it is. Its issuer's
 * keys are served by identity's public listener, wherever that is today.
 */
export function demoPlan(jwksUri: string): DemoPlan {
  return { tenants, people, machines, issuer: { issuer: DEVELOPMENT, audience: DEVELOPMENT_AUDIENCE, jwksUri } };
}
