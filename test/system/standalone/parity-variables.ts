import { OPERATIONS } from '../../harness/operations.js';
import { SLUG, type PreparedMachine, type PreparedTenant } from './journey.js';

/** What both platforms have been brought to have, each under its own ids. */
export interface Prepared {
  readonly tenant: PreparedTenant;
  readonly machine: PreparedMachine;
  readonly decisionId: string;
  readonly requestId: string | null;
}

type Variables = (prepared: Prepared) => Record<string, unknown>;

const MISSING = '00000000-0000-4000-8000-00000000000f';
const none: Variables = () => ({});
/** With one key for all who send it: each has their own, and the second time is answered as the first. */
const write =
  (input: (prepared: Prepared) => object): Variables =>
  (prepared) => ({ input: { idempotencyKey: 'again', ...input(prepared) } });

const reads: Readonly<Record<string, Variables>> = {
  ...{ AccountSwitcher: none, Billing: none, Credentials: none, Dashboard: none, Home: none, Machines: none },
  ...{ Members: none, MyCapabilities: none, Roles: none, Runtimes: none, SetUp: none, Settings: none },
  BulkOperation: () => ({ id: MISSING }),
  CheckEntitlement: () => ({ feature: 'reporting' }),
  CredentialPassport: ({ machine }) => ({ id: machine.credentialId }),
  CredentialUsage: ({ machine }) => ({ id: machine.credentialId, days: 30 }),
  Machine: ({ machine }) => ({ id: machine.machineId }),
  // Two logs of two platforms hold different entries by nature: what both must say alike is that there is none.
  MachineAudit: () => ({ first: 20, filter: { targetId: MISSING } }),
  MayI: () => ({ action: 'billing.plan.change' }),
  MayIEach: () => ({ checks: [{ action: 'platform.use' }, { action: 'no.such.action' }] }),
  Member: ({ tenant }) => ({ personId: tenant.personId }),
  RequestTrace: ({ requestId }) => ({ requestId }),
  RotationProgress: ({ machine }) => ({ id: machine.credentialId }),
  TrustChain: ({ machine, tenant }) => ({
    input: { credentialId: machine.credentialId, actingTenantId: tenant.tenantId, action: 'billing.account.read' },
  }),
  TrustDecision: () => ({ id: MISSING }),
  // What was allowed is as much as the machine called, and how long each token lived.
  TrustDecisions: ({ machine }) => ({ filter: { credentialId: machine.credentialId, effect: 'DENY' } }),
  WhatIf: () => ({ change: { revoke: [MISSING] }, days: 30 }),
  WhyWasThisDenied: ({ decisionId }) => ({ decisionId }),
};

/** Nothing that changes what others are told by an event: how soon they hear it is no platform's promise. */
const writes: Readonly<Record<string, Variables>> = {
  AbortRotation: write(() => ({ rotationId: MISSING })),
  AcceptInvitation: write(() => ({ token: 'nobody-was-given-this' })),
  ActivateMachineIdentity: write(({ machine }) => ({ id: machine.machineId, expectedVersion: 1 })),
  AssignRole: write(() => ({ subjectKind: 'PERSON', subjectId: MISSING, roleId: 'member' })),
  ApproveCredential: write(({ machine }) => ({ id: machine.credentialId, expectedVersion: 999 })),
  BeginRotation: write(({ machine }) => ({ credentialId: machine.credentialId, overlapHours: 1000 })),
  BindRuntimes: write(({ machine }) => ({ id: machine.credentialId, runtimeIds: [], expectedVersion: 999 })),
  BulkRevoke: write(() => ({ filter: { createdBy: MISSING }, reason: 'CEASED', note: 'Is gone.' })),
  BulkRotate: write(() => ({ filter: { createdBy: MISSING }, overlapHours: 24 })),
  CancelSubscription: write(() => ({ idempotencyKey: '' })),
  ChangePlan: write(() => ({ plan: 'no-such-plan' })),
  ChangeTenantState: write(() => ({ to: 'ACTIVE', reason: 'It is active already' })),
  CompleteRotation: write(() => ({ rotationId: MISSING })),
  CompleteSetupStep: write(() => ({ key: 'accept_terms' })),
  ConnectIdentityProvider: write(() => ({ issuer: 'http://plain.example', audience: 'x', jwksUri: 'no address' })),
  CreateTenant: write(() => ({ slug: SLUG, name: 'Initech', ownerEmail: 'zoe@initech.example' })),
  DeclareMachineIdentity: write(({ tenant }) => ({
    ...{ name: 'another', environment: 'live', stewardIds: [tenant.personId], runtimeIds: [] },
    responsibility: { statement: 'Reads what is billed.', actions: ['platform.use'], dataClasses: [] },
    owner: { kind: 'TENANT', ref: tenant.tenantId },
  })),
  ExtendGrace: write(() => ({ until: '2030-01-01T00:00:00Z', justification: 'Nothing is overdue at all.' })),
  InviteMember: write(() => ({ email: 'yan@initech.example', roleIds: ['member'] })),
  IssueCredential: write(({ machine }) => ({
    ...{ machineIdentityId: machine.machineId, name: 'another', purpose: 'It is compared.' },
    ...{ ceiling: ['platform.use'], runtimeIds: [], expiresInDays: 30 },
  })),
  NarrowCeiling: write(({ machine }) => ({ id: machine.credentialId, ceiling: [], expectedVersion: 999 })),
  RegisterRuntime: write(() => ({
    ...{ name: 'rack', kind: 'ON_PREM', environment: 'live', attestors: [], networks: ['10.0.0.0/8'] },
  })),
  ReinstateMember: write(() => ({ membershipId: MISSING, reason: 'Is back.', expectedVersion: 1 })),
  RemoveMember: write(() => ({ membershipId: MISSING, reason: 'Has left.', expectedVersion: 1, voluntary: true })),
  ResumeCredential: write(({ machine }) => ({ id: machine.credentialId, reason: 'Is fine.', expectedVersion: 999 })),
  Revoke: write(() => ({ scope: 'CREDENTIAL', targetId: MISSING, reason: 'CEASED', note: 'Is gone.' })),
  RevokeRole: write(() => ({ assignmentId: MISSING })),
  SetStewards: write(({ machine, tenant }) => ({
    ...{ id: machine.machineId, stewards: [{ personId: tenant.personId, role: 'PRIMARY' }], expectedVersion: 999 },
  })),
  StartTrial: write(() => ({ plan: 'business' })),
  SuspendCredential: write(({ machine }) => ({ id: machine.credentialId, reason: 'Is odd.', expectedVersion: 999 })),
  SuspendMember: write(() => ({ membershipId: MISSING, reason: 'Is away.', expectedVersion: 1 })),
};

/** What each operation is asked with. An operation without an entry has no case, which fails. */
export function variablesOf(operation: string, prepared: Prepared): Record<string, unknown> {
  const isPlain = OPERATIONS.some(
    ({ name, kind, takesVariables }) => name === operation && kind === 'query' && !takesVariables,
  );
  const variables = { ...reads, ...writes }[operation] ?? (isPlain ? none : undefined);
  if (variables === undefined) throw new Error(`${operation} has no case: say its variables in parity-variables.ts.`);
  return variables(prepared);
}
