import { randomUUID } from 'node:crypto';
import { ALL_CASES } from './domain-cases.js';
import { idNamed, type IdName, type Ids } from './foreign-ids.js';

/** One root field, asked about somebody's ids. */
export interface IdCase {
  readonly field: string;
  /** Which of its arguments say it, by path: all of type `ID`, and others that can name something of a tenant. */
  readonly ids: readonly string[];
  readonly query: string;
  /** `theirs` are the ids that are asked about, `own` the caller's own. */
  readonly variables: (theirs: Ids, own: Ids) => Record<string, unknown>;
  /** Why a tenant's own ids are answered like missing ones too. Left out where they are not. */
  readonly alike?: string;
}

/** A version that nothing has: one’s own is then found and refused, and nothing changes. */
const expectedVersion = 999;
const reason = 'Somebody tries an id that is not theirs.';
const key = (): { idempotencyKey: string } => ({ idempotencyKey: randomUUID() });
const ERRORS = 'errors { __typename code message path }';

const STEP = 'fragment S on RequestStep { kind outcome action field reason { code message } links { name outcome } }';

const byId = (field: string, of: IdName, selection: string, fragment = ''): IdCase => ({
  field: `Query.${field}`,
  ids: ['id'],
  query: `query ($id: ID!) { ${field}(id: $id) { ${selection} } } ${fragment}`,
  variables: (theirs) => ({ id: theirs[of] }),
});

const byFilter = (field: string, type: string, name: string, of: IdName, alike?: string): IdCase => ({
  field: `Query.${field}`,
  ids: [`filter.${name}`],
  query: `query ($filter: ${type}!) { ${field}(filter: $filter) { edges { node { id } } } }`,
  variables: (theirs) => ({ filter: { [name]: theirs[of] } }),
  ...(alike !== undefined && { alike }),
});

/** Entries of a log have no id of their own. */
const byLog = (name: string, of: IdName): IdCase => ({
  field: 'Query.audit',
  ids: [`filter.${name}`],
  query: 'query ($filter: AuditFilter!) { audit(filter: $filter) { edges { node { leafHash } } } }',
  variables: (theirs) => ({ filter: { [name]: theirs[of] } }),
});

const mutation = (
  field: string,
  type: string,
  ids: readonly string[],
  input: (theirs: Ids, own: Ids) => object,
  alike?: string,
): IdCase => ({
  field: `Mutation.${field}`,
  ids: ids.map((each) => `input.${each}`),
  query: `mutation ($input: ${type}!) { ${field}(input: $input) { ${ERRORS} } }`,
  variables: (theirs, own) => ({ input: { ...input(theirs, own), ...key() } }),
  ...(alike !== undefined && { alike }),
});

const FILTERED = {
  machineIdentityId: ({ machine }: Ids) => machine,
  createdBy: ({ person }: Ids) => person,
  knownTo: ({ person }: Ids) => person,
  runtimeId: ({ runtime }: Ids) => runtime,
};

/** A dry run, which it is unless told otherwise. */
const bulk = (field: 'bulkRevoke' | 'bulkRotate', name: keyof typeof FILTERED, input: object): IdCase => ({
  field: `Mutation.${field}`,
  ids: [`input.filter.${name}`],
  query: `mutation ($input: ${field === 'bulkRevoke' ? 'BulkRevokeInput' : 'BulkRotateInput'}!) { ${field}(input: $input) { matched sample { id } ${ERRORS} } }`,
  variables: (theirs) => ({ input: { ...input, ...key(), filter: { [name]: FILTERED[name](theirs) } } }),
});

const trust = (ids: readonly string[], input: (theirs: Ids, own: Ids) => object, alike?: string): IdCase => ({
  field: 'Query.decideTrust',
  ids: ids.map((each) => `input.${each}`),
  // What nobody finds is asked about one's own machine, whose ids say nothing of the one that was looked for.
  query: `query ($input: DecideTrustInput!) { decideTrust(input: $input) { effect reason { code message } chain { link verdict reason { code message } evidence } ${
    alike === undefined ? 'machineIdentity { id } credential { id } actingTenant { id slug name }' : ''
  } } }`,
  variables: (theirs, own) => ({
    input: { action: 'platform.use', actingTenantId: own.tenant, ...input(theirs, own) },
  }),
  ...(alike !== undefined && { alike }),
});

/** What a change would come to, of which nothing was recorded in the time that is asked about. */
const whatIf = (part: string, of: IdName, isList: boolean): IdCase => ({
  field: 'Query.whatIf',
  ids: [`change.${part}`],
  query:
    'query ($change: WhatIfInput!) { whatIf(change: $change, days: 1) { newlyDenied newlyAllowed affected { credential { id } was wouldBe } } }',
  variables: (theirs) => ({
    change: {
      [part]: isList ? [theirs[of]] : theirs[of],
      ...(part === 'credentialIds' && { requireTrust: 'T2_BOUND' }),
    },
  }),
  alike:
    'Which credentials were used in the last day is not the same each time, so that one’s own may come to nothing too.',
});

const machine = (changes: object, own: Ids): object => ({
  ...{ name: 'planted', environment: 'live', stewardIds: [own.person], runtimeIds: [own.runtime] },
  responsibility: { statement: 'Reads what it was never meant to read.', actions: ['platform.use'], dataClasses: [] },
  owner: { kind: 'TENANT', ref: own.tenant },
  ...changes,
});

const credential = (changes: object, own: Ids): object => ({
  ...{ machineIdentityId: own.machine, name: 'planted', purpose: 'Opens what it was never meant to open.' },
  ...{ ceiling: ['platform.use'], runtimeIds: [own.runtime], expiresInDays: 30, ...changes },
});

const transfer = (id: string, input: (theirs: Ids, own: Ids) => object): IdCase =>
  mutation('transferOwnership', 'TransferOwnershipInput', [id], (theirs, own) => ({
    ...{ id: own.machine, reason, expectedVersion, ...input(theirs, own) },
  }));

const STATE =
  'canAccess reason { code message } blockers { code message } factors { kind outcome reason { code message } }';
const RESOURCES_ARE_NOT_LOOKED_UP = 'Roles hold in the whole tenant, so no resource but a tenant is ever looked at.';

const reads: readonly IdCase[] = [
  byId('accessDecision', 'accessDecision', 'id canAccess subject { id }'),
  byId('machineIdentity', 'machine', 'id name roleAssignments { id } homeTenant { id name }'),
  byId('credential', 'credential', 'id name hint machineIdentity { id }'),
  byId('trustDecision', 'trustDecision', 'id effect machineIdentity { id }'),
  byId('bulkOperation', 'bulkOperation', 'id kind matched startedBy { id }'),
  byId('revocation', 'revocation', 'id note by { id }'),
  byId('requestTrace', 'request', 'id access { ...S } billing { ...S } identity { ...S } credentials { ...S }', STEP),
  byId(
    'person',
    'person',
    'id displayName email membership { id } roleAssignments { id } stewardOf { id } knows { id }',
  ),
  {
    field: 'Query.whatIfPersonLeaves',
    ids: ['personId'],
    query:
      'query ($personId: ID!) { whatIfPersonLeaves(personId: $personId) { person { id } identities { machineIdentity { id } outcome } forcedRotations { id } } }',
    variables: ({ person: personId }) => ({ personId }),
  },
  byFilter('machineIdentities', 'MachineIdentityFilter', 'stewardId', 'person'),
  byFilter('machineIdentities', 'MachineIdentityFilter', 'runtimeId', 'runtime'),
  byFilter('credentials', 'CredentialFilter', 'machineIdentityId', 'machine'),
  byFilter('credentials', 'CredentialFilter', 'createdBy', 'person'),
  byFilter('credentials', 'CredentialFilter', 'knownTo', 'person'),
  byFilter('credentials', 'CredentialFilter', 'runtimeId', 'runtime'),
  byFilter('trustDecisions', 'TrustDecisionFilter', 'credentialId', 'credential'),
  byFilter('trustDecisions', 'TrustDecisionFilter', 'machineIdentityId', 'machine'),
  byLog('targetId', 'machine'),
  byLog('actorId', 'person'),
  trust(['credentialId'], ({ credential: credentialId }) => ({ credentialId })),
  trust(['machineIdentityId'], ({ machine: machineIdentityId }) => ({ machineIdentityId })),
  trust(['runtimeId'], ({ runtime: runtimeId }, own) => ({ runtimeId, credentialId: own.credential })),
  trust(
    ['instanceId'],
    ({ machine: instanceId }, own) => ({ instanceId, credentialId: own.credential }),
    'No instance has registered a key here.',
  ),
  trust(
    ['delegationId'],
    ({ machine: delegationId }, own) => ({ delegationId, credentialId: own.credential }),
    'Nobody can lend anything yet: every delegation is unknown.',
  ),
  ...(
    [
      ['revoke', 'credential', true],
      ['personLeaves', 'person', false],
      ['tenantSuspended', 'tenant', false],
      ['runtimeLocked', 'runtime', false],
      ['credentialIds', 'credential', true],
    ] as const
  ).map(([part, of, isList]) => whatIf(part, of, isList)),
  trust(['actingTenantId'], ({ tenant: actingTenantId }, own) => ({ actingTenantId, credentialId: own.credential })),
  {
    field: 'Query.accessState',
    ids: ['resource.id'],
    query: `query ($resource: ResourceRef) { accessState(action: "identity.member.read", resource: $resource) { ${STATE} } }`,
    variables: ({ machine: id }) => ({ resource: { type: 'machine_identity', id } }),
    alike: RESOURCES_ARE_NOT_LOOKED_UP,
  },
  {
    field: 'Query.accessState',
    ids: ['atLeastAsFresh'],
    query: `query ($token: ConsistencyToken) { accessState(atLeastAsFresh: $token) { ${STATE} } }`,
    variables: ({ consistencyToken: token }) => ({ token }),
  },
  {
    field: 'Query.accessStates',
    ids: ['checks.resource.id'],
    query: `query ($checks: [AccessCheckInput!]!) { accessStates(checks: $checks) { ${STATE} } }`,
    variables: ({ tenant: id }) => ({ checks: [{ action: 'identity.member.read', resource: { type: 'tenant', id } }] }),
  },
  {
    field: 'Query.myCapabilities',
    ids: ['resource.id'],
    query:
      'query ($resource: ResourceRef) { myCapabilities(resource: $resource) { action allowed reason { code } grantedBy } }',
    variables: ({ tenant: id }) => ({ resource: { type: 'tenant', id } }),
  },
];

const writes: readonly IdCase[] = [
  mutation('assignRole', 'AssignRoleInput', ['subjectId'], ({ person: subjectId }) => ({
    subjectKind: 'PERSON',
    subjectId,
    roleId: 'owner',
  })),
  mutation('assignRole', 'AssignRoleInput', ['subjectId'], ({ machine: subjectId }) => ({
    subjectKind: 'MACHINE',
    subjectId,
    roleId: 'machine',
  })),
  mutation('revokeRole', 'RevokeRoleInput', ['assignmentId'], ({ roleAssignment: assignmentId }) => ({ assignmentId })),
  mutation('declareMachineIdentity', 'DeclareMachineIdentityInput', ['stewardIds'], ({ person }, own) =>
    machine({ stewardIds: [person] }, own),
  ),
  mutation('declareMachineIdentity', 'DeclareMachineIdentityInput', ['runtimeIds'], ({ runtime }, own) =>
    machine({ runtimeIds: [runtime] }, own),
  ),
  mutation('declareMachineIdentity', 'DeclareMachineIdentityInput', ['owner.ref'], ({ tenant: ref }, own) =>
    machine({ owner: { kind: 'TENANT', ref } }, own),
  ),
  mutation('declareMachineIdentity', 'DeclareMachineIdentityInput', ['owner.ref'], ({ runtime: ref }, own) =>
    machine({ owner: { kind: 'RUNTIME', ref } }, own),
  ),
  mutation('declareMachineIdentity', 'DeclareMachineIdentityInput', ['owner.ref'], ({ machine: ref }, own) =>
    machine({ owner: { kind: 'AUTONOMOUS_AGENT', ref } }, own),
  ),
  mutation(
    'declareMachineIdentity',
    'DeclareMachineIdentityInput',
    ['owner.onBehalfOfTenantId'],
    ({ tenant: onBehalfOfTenantId }, own) =>
      machine({ owner: { kind: 'EXTERNAL_INTEGRATION', ref: 'hubspot', onBehalfOfTenantId } }, own),
  ),
  mutation('activateMachineIdentity', 'MachineIdentityRefInput', ['id'], ({ machine: id }) => ({
    id,
    expectedVersion,
  })),
  ...(
    [
      'suspendMachineIdentity',
      'resumeMachineIdentity',
      'retireMachineIdentity',
      'quarantineMachineIdentity',
      'releaseMachineIdentity',
    ] as const
  ).map((field) =>
    mutation(field, 'MachineIdentityReasonInput', ['id'], ({ machine: id }) => ({ id, reason, expectedVersion })),
  ),
  mutation('acceptOwnership', 'MachineIdentityRefInput', ['id'], ({ machine: id }) => ({ id, expectedVersion })),
  transfer('id', ({ machine: id }, own) => ({ id, owner: { kind: 'TENANT', ref: own.tenant, team: 'planted' } })),
  transfer('owner.ref', ({ tenant: ref }) => ({ owner: { kind: 'TENANT', ref, team: 'planted' } })),
  transfer('owner.ref', ({ runtime: ref }) => ({ owner: { kind: 'RUNTIME', ref } })),
  transfer('owner.ref', ({ machine: ref }) => ({ owner: { kind: 'AUTONOMOUS_AGENT', ref } })),
  transfer('owner.onBehalfOfTenantId', ({ tenant: onBehalfOfTenantId }) => ({
    owner: { kind: 'EXTERNAL_INTEGRATION', ref: 'hubspot', onBehalfOfTenantId },
  })),
  mutation('reviewResponsibility', 'ReviewResponsibilityInput', ['id'], ({ machine: id }) => ({
    ...{ id, stillNeeded: false, note: reason, expectedVersion },
  })),
  mutation('setStewards', 'SetStewardsInput', ['id'], ({ machine: id }, own) => ({
    id,
    stewards: [{ personId: own.person, role: 'PRIMARY' }],
    expectedVersion,
  })),
  mutation('setStewards', 'SetStewardsInput', ['stewards.personId'], ({ person: personId }, own) => ({
    ...{ id: own.machine, stewards: [{ personId, role: 'PRIMARY' }], expectedVersion: 2 },
  })),
  mutation('issueCredential', 'IssueCredentialInput', ['machineIdentityId'], ({ machine: machineIdentityId }, own) =>
    credential({ machineIdentityId }, own),
  ),
  mutation('issueCredential', 'IssueCredentialInput', ['runtimeIds'], ({ runtime }, own) =>
    credential({ runtimeIds: [runtime] }, own),
  ),
  mutation('suspendCredential', 'CredentialReasonInput', ['id'], ({ credential: id }) => ({
    id,
    reason,
    expectedVersion,
  })),
  mutation('resumeCredential', 'CredentialReasonInput', ['id'], ({ credential: id }) => ({
    id,
    reason,
    expectedVersion,
  })),
  mutation('beginRotation', 'BeginRotationInput', ['credentialId'], ({ revokedCredential: credentialId }) => ({
    credentialId,
  })),
  mutation('approveCredential', 'CredentialRefInput', ['id'], ({ credential: id }) => ({ id, expectedVersion })),
  mutation('narrowCeiling', 'NarrowCeilingInput', ['id'], ({ credential: id }) => ({
    id,
    ceiling: ['platform.use'],
    expectedVersion,
  })),
  mutation('bindRuntimes', 'BindRuntimesInput', ['id'], ({ credential: id }) => ({
    id,
    runtimeIds: [],
    expectedVersion,
  })),
  mutation('bindRuntimes', 'BindRuntimesInput', ['runtimeIds'], ({ runtime }, own) => ({
    id: own.credential,
    runtimeIds: [runtime],
    expectedVersion: 1,
  })),
  mutation('lockRuntime', 'LockRuntimeInput', ['id'], ({ runtime: id }) => ({ id, locked: false, reason })),
  mutation(
    'lockRuntime',
    'LockRuntimeInput',
    ['instanceId'],
    ({ runtime: instanceId }, own) => ({
      id: own.runtime,
      instanceId,
      locked: false,
      reason,
    }),
    'No runtime shows its processes yet, so a tenant’s own id names none either.',
  ),
  ...(['machineIdentityId', 'createdBy', 'knownTo', 'runtimeId'] as const).flatMap((name) => [
    bulk('bulkRevoke', name, { reason: 'CEASED', note: reason }),
    bulk('bulkRotate', name, { overlapHours: 1 }),
  ]),
  mutation('completeRotation', 'CompleteRotationInput', ['rotationId'], ({ rotation: rotationId }) => ({ rotationId })),
  mutation('abortRotation', 'RotationRefInput', ['rotationId'], ({ rotation: rotationId }) => ({ rotationId })),
  ...(['CREDENTIAL', 'IDENTITY'] as const).map((scope) =>
    mutation('revoke', 'RevokeInput', ['targetId'], ({ revokedCredential, revokedMachine }) => ({
      ...{
        scope,
        targetId: scope === 'CREDENTIAL' ? revokedCredential : revokedMachine,
        reason: 'COMPROMISED',
        note: reason,
      },
    })),
  ),
  mutation('suspendMember', 'MemberReasonInput', ['membershipId'], ({ membership: membershipId }) => ({
    membershipId,
    reason,
    expectedVersion,
  })),
  mutation('reinstateMember', 'MemberReasonInput', ['membershipId'], ({ membership: membershipId }) => ({
    membershipId,
    reason,
    expectedVersion,
  })),
  mutation('removeMember', 'RemoveMemberInput', ['membershipId'], ({ membership: membershipId }) => ({
    membershipId,
    voluntary: false,
    reason,
    expectedVersion,
  })),
  mutation(
    'acceptInvitation',
    'AcceptInvitationInput',
    ['token'],
    ({ invitation: token }) => ({ token }),
    'Only its token opens an invitation, its id opens none.',
  ),
];

/** What further domains say of themselves. */
const further: readonly IdCase[] = ALL_CASES.flatMap(({ fields }) =>
  fields.map(({ variables, ...each }) => ({
    ...each,
    variables: (theirs) =>
      Object.fromEntries(Object.entries(variables).map(([variable, name]) => [variable, idNamed(theirs, name)])),
  })),
);

export const ID_CASES: readonly IdCase[] = [...reads, ...writes, ...further];
