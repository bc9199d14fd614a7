import { randomUUID } from 'node:crypto';
import type { TestPlatform } from './platform.js';
import { aMachine, ANA, LEAVING, prepareFrontend, type Prepared } from './frontend-preparation.js';
import { OPERATOR } from './tenants.js';

const [GUS, PAVEL] = ['gus@globex.example', 'pavel@platform.example'];
const [BEN, CLEO] = ['b0000000-0000-4000-8000-000000000002', 'e0000000-0000-4000-8000-000000000003'];
const [ACME, SYNC] = ['a0000000-0000-4000-8000-000000000002', 'c0000000-0000-4000-8000-000000000001'];
const [CRM, CRM_KEY] = ['c0000000-0000-4000-8000-000000000002', 'd0000000-0000-4000-8000-000000000002'];
const AGENT_KEY = 'd0000000-0000-4000-8000-000000000003';
const REASON = { 'x-operator-reason': 'Trying what works while a domain is down.' };

/** Who sends an operation, where, and with which variables the n-th time. */
export interface Call {
  readonly as: string | ((repeat: number) => string);
  readonly tenant?: string;
  readonly headers?: Record<string, string>;
  readonly variables: (repeat: number) => Record<string, unknown>;
}

/**
 * How each operation is sent. What is answered with a secret is sent with a new key each time, for a secret is shown
 * once; all other mutations with the same one, which is answered as the first time and changes nothing twice.
 */
export async function callsOf(platform: TestPlatform): Promise<Readonly<Record<string, Call>>> {
  const ids = await prepareFrontend(platform);
  return { ...reads(ids), ...peopleWrites(ids), ...machineWrites(ids), ...billingWrites(), ...operatorWrites() };
}

const by = (as: string, tenant: string, variables: Call['variables'] = () => ({})): Call => ({ as, tenant, variables });
const ask = (variables: Record<string, unknown> = {}): Call => by(ANA, 'acme', () => variables);
const write = (input: object, as = ANA, tenant = 'acme'): Call => {
  const idempotencyKey = randomUUID();
  return by(as, tenant, () => ({ input: { ...input, idempotencyKey } }));
};
const writeAnew = (input: (repeat: number) => object, as = ANA, tenant = 'acme'): Call =>
  by(as, tenant, (repeat) => ({ input: { ...input(repeat), idempotencyKey: randomUUID() } }));

function reads({ decisionId, requestId, trustDecisionId }: Prepared): Readonly<Record<string, Call>> {
  return {
    ...{ AccountSwitcher: ask(), Billing: ask(), Dashboard: ask(), Home: ask(), Settings: ask() },
    ...{ Machines: ask(), MyCapabilities: ask(), Roles: ask(), Runtimes: ask(), SetUp: ask() },
    Members: ask({ state: ['ACTIVE'] }),
    Credentials: ask({ filter: { machineIdentityId: CRM } }),
    TrustDecisions: ask({ filter: { machineIdentityId: CRM } }),
    CheckEntitlement: ask({ feature: 'integrations' }),
    BulkOperation: ask({ id: SYNC }),
    CredentialPassport: ask({ id: CRM_KEY }),
    RotationProgress: ask({ id: CRM_KEY }),
    CredentialUsage: ask({ id: CRM_KEY, days: 30 }),
    MachineAudit: ask({ first: 20, filter: { targetId: CRM } }),
    Machine: ask({ id: CRM }),
    MayI: ask({ action: 'platform.use' }),
    MayIEach: ask({ checks: [{ action: 'platform.use' }, { action: 'billing.plan.change' }] }),
    Member: ask({ personId: BEN }),
    RequestTrace: ask({ requestId }),
    TrustChain: ask({ input: { credentialId: CRM_KEY, actingTenantId: ACME, action: 'platform.use' } }),
    TrustDecision: ask({ id: trustDecisionId }),
    WhatIf: ask({ change: { requireTrust: 'T2_BOUND' }, days: 30 }),
    WhyWasThisDenied: ask({ decisionId }),
  };
}

function peopleWrites({ assignmentId, invitations }: Prepared): Readonly<Record<string, Call>> {
  const about = { membershipId: CLEO, reason: 'Trying what works.' };
  return {
    AcceptInvitation: {
      as: (repeat) => invitations[repeat]?.email ?? '',
      variables: (repeat) => ({ input: { token: invitations[repeat]?.token, idempotencyKey: randomUUID() } }),
    },
    InviteMember: writeAnew((repeat) => ({ email: `new-${repeat}@acme.example`, roleIds: ['member'] })),
    SuspendMember: write({ ...about, expectedVersion: 1 }),
    ReinstateMember: write({ ...about, expectedVersion: 2 }),
    RemoveMember: write({ ...about, expectedVersion: 3, voluntary: true }),
    AssignRole: write({ subjectKind: 'PERSON', subjectId: BEN, roleId: 'auditor' }),
    RevokeRole: write({ assignmentId }),
    CompleteSetupStep: write({ key: 'accept_terms' }, GUS, 'globex'),
    ConnectIdentityProvider: write(
      { issuer: 'https://login.globex.example', audience: 'bailiwick', jwksUri: 'https://login.globex.example/keys' },
      GUS,
      'globex',
    ),
  };
}

function machineWrites({ draftId }: Prepared): Readonly<Record<string, Call>> {
  const about = { id: AGENT_KEY, reason: 'Trying what works.' };
  return {
    DeclareMachineIdentity: write(aMachine('declared')),
    ActivateMachineIdentity: write({ id: draftId, expectedVersion: 1 }),
    SetStewards: write({ id: CRM, stewards: [{ personId: BEN, role: 'PRIMARY' }], expectedVersion: 1 }),
    RegisterRuntime: write({
      ...{ name: 'rack', kind: 'ON_PREM', environment: 'live', attestors: [], networks: ['10.0.0.0/8'] },
    }),
    IssueCredential: writeAnew(() => ({
      ...{ machineIdentityId: SYNC, name: 'another', purpose: 'It is asked for while a domain is down.' },
      ...{ ceiling: ['platform.use'], runtimeIds: [], expiresInDays: 30 },
    })),
    SuspendCredential: write({ ...about, expectedVersion: 1 }),
    ResumeCredential: write({ ...about, expectedVersion: 2 }),
    Revoke: write({ scope: 'CREDENTIAL', targetId: AGENT_KEY, reason: 'CEASED', note: 'Trying what works.' }),
    ...rotationWrites(),
  };
}

/** Of what a second one would find changed, or which names what is not there, only that it is answered is compared. */
function rotationWrites(): Readonly<Record<string, Call>> {
  return {
    NarrowCeiling: write({ id: CRM_KEY, ceiling: ['platform.use'], expectedVersion: 999 }),
    BindRuntimes: write({ id: CRM_KEY, runtimeIds: [], expectedVersion: 999 }),
    ApproveCredential: write({ id: CRM_KEY, expectedVersion: 999 }),
    BeginRotation: write({ credentialId: CRM_KEY, overlapHours: 1000 }),
    CompleteRotation: write({ rotationId: SYNC }),
    AbortRotation: write({ rotationId: SYNC }),
    BulkRevoke: write({ filter: { createdBy: CLEO }, reason: 'CEASED', note: 'Trying what works.' }),
    BulkRotate: write({ filter: { createdBy: CLEO }, overlapHours: 24 }),
  };
}

function billingWrites(): Readonly<Record<string, Call>> {
  return {
    StartTrial: write({ plan: 'business' }, GUS, 'globex'),
    ChangePlan: write({ plan: 'business' }, GUS, 'globex'),
    CancelSubscription: write({ atPeriodEnd: true }, GUS, 'globex'),
    ExtendGrace: {
      ...write({ until: '2030-01-01T00:00:00Z', justification: 'Trying what works.' }, PAVEL, 'globex'),
      headers: REASON,
    },
  };
}

function operatorWrites(): Readonly<Record<string, Call>> {
  return {
    CreateTenant: writeAnew(
      (repeat) => ({ slug: `tenant-${repeat}`, name: 'Another', ownerEmail: 'o@other.example' }),
      OPERATOR,
      'platform',
    ),
    ChangeTenantState: { ...write({ to: 'CLOSING', reason: 'Trying it.' }, OPERATOR, LEAVING), headers: REASON },
  };
}
