import type { Actor } from '@bailiwick/decision';
import { NOT_YET, type Credential } from '../src/domain/credential.js';
import type { TenantFact } from '../src/domain/facts.js';
import type { IssueInput } from '../src/domain/issue.js';
import type { MachineIdentity, Steward } from '../src/domain/machine-identity.js';
import type { OwnerInput } from '../src/domain/owner-choice.js';
import type { Responsibility, ResponsibilityInput } from '../src/domain/responsibility.js';
import { BEARER } from '../src/domain/proof-kind.js';
import type { Runtime } from '../src/domain/runtime.js';
import type { TrustFacts } from '../src/domain/trust/trust-facts.js';

export const NOON = new Date('2026-11-21T12:00:00Z');
export const DAY_MS = 86_400_000;
export const HOME = 'a0000000-0000-4000-8000-000000000001';
export const OTHER = 'a0000000-0000-4000-8000-000000000002';
export const ANA = 'b0000000-0000-4000-8000-000000000001';
export const BEN = 'b0000000-0000-4000-8000-000000000002';

export const days = (count: number): Date => new Date(NOON.getTime() + count * DAY_MS);
export const anActor: Actor = { kind: 'PERSON', id: ANA, label: 'Ana' };

export const aTenant = (overrides: Partial<TenantFact> = {}): TenantFact => ({
  tenantId: HOME,
  slug: 'acme',
  name: 'Acme',
  kind: 'CUSTOMER',
  state: 'ACTIVE',
  stateReason: null,
  version: 1,
  ...overrides,
});

export const aResponsibility = (overrides: Partial<Responsibility> = {}): Responsibility => ({
  statement: 'Sends invoices.',
  actions: ['billing.invoice.read', 'billing.invoice.send'],
  dataClasses: [],
  declaredBy: anActor,
  declaredAt: days(-10),
  reviewDueAt: days(100),
  endsAt: null,
  ...overrides,
});

export const aResponsibilityInput = (overrides: Partial<ResponsibilityInput> = {}): ResponsibilityInput => ({
  statement: 'Sends invoices.',
  actions: ['billing.invoice.read'],
  dataClasses: ['invoices'],
  reviewDays: null,
  endsAt: null,
  ...overrides,
});

export const anOwnerInput = (overrides: Partial<OwnerInput> = {}): OwnerInput => ({
  kind: 'TENANT',
  ref: HOME,
  duty: null,
  team: null,
  onBehalfOfTenantId: null,
  ...overrides,
});

export const aMachine = (overrides: Partial<MachineIdentity> = {}): MachineIdentity => ({
  id: 'c0000000-0000-4000-8000-000000000001',
  tenantId: HOME,
  name: 'invoice-sync',
  state: 'ACTIVE',
  stateSince: days(-10),
  responsibility: aResponsibility(),
  owner: { kind: 'TENANT', tenantId: HOME, team: null },
  boundary: 'HOME_TENANT_ONLY',
  environment: 'live',
  graceEndsAt: null,
  createdBy: anActor,
  createdAt: days(-10),
  version: 3,
  ...overrides,
});

export const aSteward = (overrides: Partial<Steward> = {}): Steward => ({
  personId: ANA,
  role: 'PRIMARY',
  since: days(-10),
  active: true,
  ...overrides,
});

export const aRuntime = (overrides: Partial<Runtime> = {}): Runtime => ({
  id: 'd0000000-0000-4000-8000-000000000001',
  tenantId: HOME,
  name: 'cluster',
  kind: 'KUBERNETES',
  environment: 'live',
  attestors: [],
  networks: ['203.0.113.0/24'],
  createdAt: days(-10),
  state: 'ACTIVE',
  version: 1,
  ...overrides,
});

export const aCredential = (overrides: Partial<Credential> = {}): Credential => ({
  id: 'e0000000-0000-4000-8000-000000000001',
  tenantId: HOME,
  machineIdentityId: 'c0000000-0000-4000-8000-000000000001',
  name: 'nightly key',
  purpose: 'The nightly run.',
  kind: 'API_KEY',
  state: 'ACTIVE',
  stateSince: days(-5),
  environment: 'live',
  reference: 'AbCdEf12',
  hint: 'bwk_live_AbCdEf12_…wxyz',
  ceiling: ['billing.invoice.read'],
  runtimeIds: [],
  networks: [],
  notBefore: days(-5),
  expiresAt: days(30),
  maxUses: null,
  uses: 0,
  rotateEveryDays: null,
  createdBy: anActor,
  createdVia: 'issueCredential',
  createdAt: days(-5),
  lastUsed: null,
  ...NOT_YET,
  version: 2,
  ...overrides,
});

export const anIssueInput = (overrides: Partial<IssueInput> = {}): IssueInput => ({
  name: 'nightly key',
  purpose: 'The nightly run.',
  ceiling: ['billing.invoice.read'],
  runtimeIds: [],
  networks: [],
  expiresInDays: 30,
  notBefore: null,
  rotateEveryDays: null,
  overlapHours: null,
  maxUses: null,
  ...overrides,
});

/** A machine that is trusted: each test breaks one link. */
export const trusted = (overrides: Partial<TrustFacts> = {}): TrustFacts => ({
  proof: 'MATCHED',
  hostEnvironment: 'live',
  credential: aCredential(),
  identity: aMachine(),
  stewards: [aSteward()],
  chain: { complete: true, owners: [{ kind: 'TENANT', tenantId: HOME, team: null }] },
  owners: [{ label: 'tenant Acme', tenant: aTenant(), agent: null, runtime: null }],
  homeTenant: aTenant(),
  actingTenant: { id: HOME, fact: aTenant() },
  boundRuntimes: [],
  address: '203.0.113.7',
  assumedRuntimeId: null,
  knowersLeft: 0,
  action: null,
  delegationId: null,
  minStewards: 1,
  ...BEARER,
  ...overrides,
});
