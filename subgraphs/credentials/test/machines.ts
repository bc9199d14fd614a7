import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { asPerson, type World } from './world.js';

export const ACTIONS = ['billing.invoice.read', 'billing.invoice.send'];

export interface Issued {
  readonly id: string;
  readonly secret: string;
  readonly version: number;
}

const DECLARE = `mutation($input: DeclareMachineIdentityInput!) { declareMachineIdentity(input: $input) { machineIdentity { id version state } errors { __typename code message path } } }`;
const ACTIVATE = `mutation($input: MachineIdentityRefInput!) { activateMachineIdentity(input: $input) { machineIdentity { id version state } errors { code path } } }`;
export const ISSUE = `mutation($input: IssueCredentialInput!) { issueCredential(input: $input) { credential { id version state hint } secret consistencyToken errors { __typename code message path } } }`;

export const declaration = (world: World, overrides: Record<string, unknown> = {}) => ({
  name: 'invoice-sync',
  responsibility: { statement: 'Sends invoices.', actions: ACTIONS, dataClasses: ['invoices'] },
  owner: { kind: 'TENANT', ref: world.tenantId },
  environment: 'live',
  stewardIds: [world.ana],
  runtimeIds: [],
  idempotencyKey: randomUUID(),
  ...overrides,
});

interface Payload {
  readonly errors: readonly {
    readonly __typename?: string;
    readonly code: string;
    readonly path: readonly string[] | null;
  }[];
  readonly [field: string]: unknown;
}

/** One mutation's payload; a top-level error is the test's failure. */
export async function change(world: World, mutation: string, input: object, as?: string): Promise<Payload> {
  const { data, errors } = await world.run(mutation, { input }, as === undefined ? undefined : asPerson(world, as));
  expect(errors).toEqual([]);
  return Object.values(data ?? {})[0] as Payload; // one mutation, one payload
}

export async function declareMachine(world: World, overrides: Record<string, unknown> = {}): Promise<string> {
  const declared = await change(world, DECLARE, declaration(world, overrides));
  expect(declared.errors).toEqual([]);
  return (declared['machineIdentity'] as { id: string }).id;
}

export async function activeMachine(world: World, overrides: Record<string, unknown> = {}): Promise<string> {
  const id = await declareMachine(world, overrides);
  const activated = await change(world, ACTIVATE, { id, expectedVersion: 1, idempotencyKey: randomUUID() });
  expect(activated.errors).toEqual([]);
  return id;
}

export const issue = (machineIdentityId: string, overrides: Record<string, unknown> = {}) => ({
  machineIdentityId,
  name: 'nightly',
  purpose: 'The nightly run.',
  ceiling: ['billing.invoice.read'],
  runtimeIds: [],
  expiresInDays: 30,
  idempotencyKey: randomUUID(),
  ...overrides,
});

export async function issueKey(
  world: World,
  machineIdentityId: string,
  overrides: Record<string, unknown> = {},
): Promise<Issued> {
  const issued = await change(world, ISSUE, issue(machineIdentityId, overrides));
  expect(issued.errors).toEqual([]);
  const { id, version } = issued['credential'] as { id: string; version: number };
  return { id, version, secret: String(issued['secret']) };
}

export async function registerRuntime(world: World, overrides: Record<string, unknown> = {}): Promise<string> {
  const mutation = `mutation($input: RegisterRuntimeInput!) { registerRuntime(input: $input) { runtime { id } errors { code path } } }`;
  const registered = await change(world, mutation, {
    name: 'cluster',
    kind: 'KUBERNETES',
    environment: 'live',
    attestors: [],
    networks: ['203.0.113.0/24', '2001:db8::/32'],
    idempotencyKey: randomUUID(),
    ...overrides,
  });
  expect(registered.errors).toEqual([]);
  return (registered['runtime'] as { id: string }).id;
}

export async function revoke(world: World, scope: 'CREDENTIAL' | 'IDENTITY', targetId: string): Promise<Payload> {
  const mutation = `mutation($input: RevokeInput!) { revoke(input: $input) { revocation { id epoch scope targetId reason note by { kind id } } errors { code path } } }`;
  return change(world, mutation, {
    scope,
    targetId,
    reason: 'LEAK_REPORTED',
    note: 'Found in a log.',
    idempotencyKey: randomUUID(),
  });
}

export async function reasoned(
  world: World,
  mutation: 'suspendCredential' | 'resumeCredential',
  input: object,
): Promise<Payload> {
  const document = `mutation($input: CredentialReasonInput!) { ${mutation}(input: $input) { credential { id state version } errors { __typename code path } } }`;
  return change(world, document, { reason: 'A doubt.', idempotencyKey: randomUUID(), ...input });
}

const IDENTITY = 'machineIdentity { id state version stateReason { code } }';

export type IdentityMutation =
  | 'suspendMachineIdentity'
  | 'resumeMachineIdentity'
  | 'retireMachineIdentity'
  | 'quarantineMachineIdentity'
  | 'releaseMachineIdentity';

/** One mutation of a machine's life; a code is the refusal, a state what it became. */
export async function moveMachine(
  world: World,
  mutation: IdentityMutation,
  id: string,
  options: { readonly as?: string; readonly input?: object } = {},
): Promise<Payload> {
  const document = `mutation($input: MachineIdentityReasonInput!) { ${mutation}(input: $input) { ${IDENTITY} errors { __typename code path } } }`;
  const expectedVersion = await versionOf(world, id);
  const input = { id, expectedVersion, reason: 'A doubt.', idempotencyKey: randomUUID(), ...options.input };
  return change(world, document, input, options.as);
}

export async function reviewMachine(world: World, id: string, overrides: object = {}): Promise<Payload> {
  const document = `mutation($input: ReviewResponsibilityInput!) { reviewResponsibility(input: $input) { machineIdentity { id state version responsibility { reviewDueAt endsAt } } errors { __typename code path } } }`;
  const expectedVersion = await versionOf(world, id);
  const asked = { id, stillNeeded: true, note: 'Still sends invoices.', expectedVersion, idempotencyKey: randomUUID() };
  return change(world, document, { ...asked, ...overrides });
}

export async function versionOf(world: World, id: string): Promise<number> {
  const { data } = await world.run(`{ machineIdentity(id: "${id}") { version } }`);
  return (data?.['machineIdentity'] as { version: number } | null)?.version ?? 1;
}

export const setPolicy = (world: World, expectedVersion: number, limits: object) =>
  change(
    world,
    `mutation($input: UpdateMachinePolicyInput!) { updateMachinePolicy(input: $input) { machinePolicy { credentialMaxDays minStewards allowedOwnerKinds fourEyesActions responsibilityReviewDays ownerGraceDays version } errors { __typename code path } } }`,
    { expectedVersion, idempotencyKey: randomUUID(), ...limits },
  );

export const setStewards = (world: World, id: string, expectedVersion: number, ...personIds: string[]) =>
  change(
    world,
    `mutation($input: SetStewardsInput!) { setStewards(input: $input) { machineIdentity { id state version stewards { person { id } role active } } errors { code path } } }`,
    {
      id,
      expectedVersion,
      stewards: personIds.map((personId, index) => ({ personId, role: index === 0 ? 'PRIMARY' : 'BACKUP' })),
      idempotencyKey: randomUUID(),
    },
  );
