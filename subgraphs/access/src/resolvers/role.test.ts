import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANA, anAction, BEN, NOON, ROBOT, secondsAfter, secondsBefore } from '../../test/builders.js';
import { aPersonContext, openGraph, type Graph } from '../../test/graph.js';
import { aToldTenant, anAssignment, tellMembership, withdrawalsOf } from '../../test/told.js';
import { assignmentExpiry } from '../facts/expiry.js';
import { insertAssignment, listHeldBy } from '../store/role-assignment.js';
import { someText, someNumber } from '../../test/matchers.js';

let world: Graph;
let tenantId: string;
beforeAll(async () => {
  world = await openGraph();
  await world.declare('identity', [anAction({ name: 'identity.tenant.rename', systemRoles: ['owner'] })]);
});
beforeEach(async () => {
  tenantId = await aToldTenant(world);
  await tellMembership(world.tell, tenantId, BEN);
});

const as = (personId: string, over = {}) => aPersonContext(tenantId, personId, over);
const hold = (role: string, id: string, kind: 'PERSON' | 'MACHINE' = 'PERSON') =>
  world.database.inTenant(tenantId, (tx) => insertAssignment(tx, anAssignment(role, id, kind)));
const held = async (id: string) => {
  const all = await world.database.inTenant(tenantId, (tx) => listHeldBy(tx, [{ kind: 'PERSON', id }], NOON));
  return all.filter(({ subject }) => subject.id === id).map(({ role }) => role);
};
const PAYLOAD = `assignment { id role { name } subject { kind id } expiresAt grantedBy { kind id label } grantedAt endedAt } consistencyToken
  errors { __typename code path ... on PrivilegeEscalation { missingPermissions } ... on NotPermitted { reason { code } decisionId } }`;
interface Payload {
  readonly assignment: { readonly id: string } | null;
  readonly consistencyToken: string | null;
  readonly errors: readonly { readonly __typename: string; readonly code: string }[];
}

async function assign(input: object, who = as(ANA)): Promise<Payload> {
  const full = { subjectKind: 'PERSON', subjectId: BEN, roleId: 'member', idempotencyKey: randomUUID(), ...input };
  const { data, errors } = await world.graph.execute(
    who,
    `mutation ($input: AssignRoleInput!) { assignRole(input: $input) { ${PAYLOAD} } }`,
    { input: full },
  );
  expect(errors).toEqual([]);
  return data?.['assignRole'] as Payload;
}

async function revoke(assignmentId: string, who = as(ANA)): Promise<Payload> {
  const input = { assignmentId, idempotencyKey: randomUUID() };
  const { data, errors } = await world.graph.execute(
    who,
    `mutation ($input: RevokeRoleInput!) { revokeRole(input: $input) { ${PAYLOAD} } }`,
    { input },
  );
  expect(errors).toEqual([]);
  return data?.['revokeRole'] as Payload;
}

describe('assignRole', () => {
  test('gives a member a role', async () => {
    expect(await assign({ roleId: 'auditor' })).toMatchObject({
      assignment: {
        role: { name: 'auditor' },
        subject: { kind: 'PERSON', id: BEN },
        expiresAt: null,
        grantedBy: { kind: 'PERSON', id: ANA },
        grantedAt: NOON.toISOString(),
        endedAt: null,
      },
      consistencyToken: someText,
      errors: [],
    });
    expect(await held(BEN)).toEqual(['auditor']);
  });

  test('repeated with the same key is answered, not done again', async () => {
    const idempotencyKey = randomUUID();
    const first = await assign({ idempotencyKey });
    const { consistencyToken: _, ...again } = await assign({ idempotencyKey });
    expect(again).toMatchObject({ assignment: first.assignment, errors: [] });
    expect(await held(BEN)).toEqual(['member']);
  });

  test('gives a machine of this tenant a role, but never ownership', async () => {
    const machine = { subjectKind: 'MACHINE', subjectId: ROBOT };
    expect(await assign({ ...machine, roleId: 'machine' })).toMatchObject({ errors: [{ code: 'access.not_found' }] });
    await world.tell('credentials.machine_identity.changed', tenantId, ROBOT, {
      machineIdentityId: ROBOT,
      name: 'r',
      state: 'ACTIVE',
      version: 1,
    });
    expect(await assign({ ...machine, roleId: 'machine' })).toMatchObject({ errors: [] });
    expect(await assign({ ...machine, roleId: 'owner' })).toMatchObject({
      errors: [{ code: 'access.invalid_input', path: ['roleId'] }],
    });
  });

  test.each([
    {
      what: 'a person whom this tenant does not know',
      input: { subjectId: randomUUID() },
      code: 'access.not_found',
      path: ['subjectId'],
    },
    { what: 'a role that does not exist', input: { roleId: 'emperor' }, code: 'access.not_found', path: ['roleId'] },
    {
      what: 'an end that is now',
      input: { expiresAt: NOON.toISOString() },
      code: 'access.invalid_input',
      path: ['expiresAt'],
    },
    {
      what: 'an end in the past',
      input: { expiresAt: secondsBefore(1).toISOString() },
      code: 'access.invalid_input',
      path: ['expiresAt'],
    },
  ])('is refused for $what', async ({ input, code, path }) => {
    expect(await assign(input)).toMatchObject({
      assignment: null,
      consistencyToken: null,
      errors: [{ __typename: 'InvalidInput', code, path }],
    });
  });

  test('is refused for another tenant’s member as for nobody', async () => {
    const stranger = randomUUID();
    await tellMembership(world.tell, await aToldTenant(world), stranger);
    expect((await assign({ subjectId: stranger })).errors).toEqual((await assign({ subjectId: randomUUID() })).errors);
  });

  test('is refused for a role that is held already', async () => {
    await hold('member', BEN);
    expect(await assign({})).toMatchObject({
      errors: [{ __typename: 'RuleRefused', code: 'access.already_assigned' }],
    });
  });

  test('is refused when the giver does not hold what the role permits', async () => {
    await hold('admin', BEN);
    expect(await assign({ roleId: 'owner' }, as(BEN))).toMatchObject({
      errors: [
        {
          __typename: 'PrivilegeEscalation',
          code: 'access.privilege_escalation',
          path: ['roleId'],
          missingPermissions: ['owner', 'identity.tenant.rename'],
        },
      ],
    });
    expect(await held(BEN)).toEqual(['admin']);
  });

  test('is refused by access to whoever may not assign roles', async () => {
    expect(await assign({ subjectId: ANA }, as(BEN))).toMatchObject({
      errors: [
        {
          __typename: 'NotPermitted',
          code: 'access.not_permitted',
          reason: { code: 'access.not_permitted' },
          decisionId: someText,
        },
      ],
    });
  });

  test('lets an operator appoint an owner by duty', async () => {
    const operator = as(randomUUID(), { operator: { duty: 'tenant-operations', reason: 'set up' } });
    expect(await assign({ roleId: 'owner' }, operator)).toMatchObject({ errors: [] });
  });

  test('with an end plans it, and the clock carries it out and calls tokens in', async () => {
    const { assignment } = await assign({ expiresAt: secondsAfter(60).toISOString() });
    const [due] = await world.database.inTenant(tenantId, (tx) => tx.selectFrom('due').selectAll().execute());
    expect(due).toMatchObject({ kind: 'role_assignment.expires', subject: assignment?.id, due_at: secondsAfter(60) });
    const row = { tenantId, kind: 'role_assignment.expires', subject: assignment?.id ?? '', dueAt: secondsAfter(60) };
    await world.database.inTenant(tenantId, (tx) => assignmentExpiry.fire(row, tx, secondsAfter(61)));
    expect(await held(BEN)).toEqual([]);
    expect(await withdrawalsOf(world, tenantId)).toEqual([{ sub: `person:${BEN}` }]);
  });
});

describe('revokeRole', () => {
  const assignmentOf = async (id: string) => {
    const all = await world.database.inTenant(tenantId, (tx) => listHeldBy(tx, [{ kind: 'PERSON', id }], NOON));
    return all.find(({ subject }) => subject.id === id)?.id ?? '';
  };

  test('takes the role away and calls tokens in', async () => {
    await hold('member', BEN);
    expect(await revoke(await assignmentOf(BEN))).toMatchObject({
      assignment: { endedAt: NOON.toISOString() },
      errors: [],
    });
    expect(await held(BEN)).toEqual([]);
    expect(await withdrawalsOf(world, tenantId)).toEqual([{ sub: `person:${BEN}` }]);
  });

  test('is refused for the last owner', async () => {
    expect(await revoke(await assignmentOf(ANA))).toMatchObject({
      assignment: null,
      errors: [{ __typename: 'LastAdminProtected', code: 'access.last_owner' }],
    });
    expect(await held(ANA)).toEqual(['owner']);
    expect(await withdrawalsOf(world, tenantId)).toEqual([]);
  });

  test('is possible for an owner while another remains', async () => {
    await hold('owner', BEN);
    expect(await revoke(await assignmentOf(ANA))).toMatchObject({ errors: [] });
  });

  test('is refused for an assignment that is not there, another tenant’s, or ended', async () => {
    await hold('member', BEN);
    const id = await assignmentOf(BEN);
    await revoke(id);
    const other = await aToldTenant(world);
    const foreign = await world.database.inTenant(other, (tx) => insertAssignment(tx, anAssignment('member', BEN)));
    for (const missing of [id, foreign?.id ?? '', randomUUID(), 'not an id']) {
      expect(await revoke(missing)).toMatchObject({
        errors: [{ __typename: 'InvalidInput', code: 'access.not_found', path: ['assignmentId'] }],
      });
    }
  });
});

describe('roles', () => {
  const ROLES =
    'query ($first: Int, $after: String) { roles(first: $first, after: $after) { edges { cursor node { id name system description version assignmentCount permissions { name owner factors requiredTrust } } } pageInfo { hasNextPage hasPreviousPage endCursor } } }';
  interface Page {
    readonly edges: readonly {
      readonly cursor: string;
      readonly node: {
        readonly id: string;
        readonly permissions: readonly { readonly name: string }[];
        readonly assignmentCount: number;
      };
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string };
  }
  const page = async (variables: object = {}) =>
    (await world.graph.execute(as(ANA), ROLES, { ...variables })).data?.['roles'] as Page;

  test('are the system’s, with what they permit and how many hold them', async () => {
    const { edges } = await page();
    expect(edges.map(({ node }) => node.id)).toEqual([
      'owner',
      'admin',
      'billing-manager',
      'auditor',
      'member',
      'machine',
    ]);
    expect(edges[0]?.node).toMatchObject({ assignmentCount: 1, system: true, version: someNumber });
    expect(edges[0]?.node.permissions.map(({ name }) => name)).toContain('identity.tenant.rename');
    expect(edges[4]?.node.permissions).toEqual([
      {
        name: 'platform.use',
        owner: 'ACCESS',
        factors: ['BOUNDARY', 'TRUST', 'PLATFORM', 'BILLING', 'PERMISSION'],
        requiredTrust: 'T1_BEARER',
      },
    ]);
  });

  test('come in pages', async () => {
    const first = await page({ first: 4 });
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const second = await page({ first: 4, after: first.pageInfo.endCursor });
    expect(second.edges.map(({ node }) => node.id)).toEqual(['member', 'machine']);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect((await page({ first: -1 })).edges).toEqual([]);
  });

  test('are kept from whoever may not see them', async () => {
    const { data, errors } = await world.graph.execute(as(BEN), ROLES);
    expect(data).toEqual({ roles: null });
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_PERMITTED' } }]);
  });
});

describe('roleAssignments', () => {
  const QUERY =
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Person { id roleAssignments { role { name } } } ... on RoleAssignment { id } ... on Role { id name } ... on Tenant { id } ... on MachineIdentity { id roleAssignments { role { name } } } } }';
  const entities = (who: string, ...of: readonly object[]) => world.graph.execute(as(who), QUERY, { of });
  const person = (id: string) => ({ __typename: 'Person', id });

  test('of all people asked for come in one round', async () => {
    await hold('member', BEN);
    await entities(ANA, person(ANA));
    const before = world.database.statements.count;
    const { data } = await entities(ANA, person(ANA), person(BEN), person(randomUUID()));
    expect(data).toEqual({
      _entities: [
        { id: ANA, roleAssignments: [{ role: { name: 'owner' } }] },
        { id: BEN, roleAssignments: [{ role: { name: 'member' } }] },
        null,
      ],
    });
    expect(world.database.statements.count - before).toBeLessThan(10);
  });

  test('of oneself need no permission, of others they do', async () => {
    await hold('member', BEN);
    const { data, errors } = await entities(BEN, person(BEN), person(ANA));
    expect(data).toEqual({
      _entities: [
        { id: BEN, roleAssignments: [{ role: { name: 'member' } }] },
        { id: ANA, roleAssignments: null },
      ],
    });
    expect(errors).toMatchObject([{ extensions: { code: 'NOT_PERMITTED' } }]);
  });

  test('of machines come too', async () => {
    await world.tell('credentials.machine_identity.changed', tenantId, ROBOT, {
      machineIdentityId: ROBOT,
      name: 'r',
      state: 'ACTIVE',
      version: 1,
    });
    await hold('machine', ROBOT, 'MACHINE');
    const { data } = await entities(ANA, { __typename: 'MachineIdentity', id: ROBOT });
    expect(data).toEqual({ _entities: [{ id: ROBOT, roleAssignments: [{ role: { name: 'machine' } }] }] });
  });

  test('and everything else of another tenant answer as missing', async () => {
    const other = await aToldTenant(world);
    const stranger = randomUUID();
    await tellMembership(world.tell, other, stranger);
    const foreign = await world.database.inTenant(other, (tx) =>
      insertAssignment(tx, anAssignment('member', stranger)),
    );
    const { data, errors } = await entities(
      ANA,
      person(stranger),
      { __typename: 'RoleAssignment', id: foreign?.id },
      { __typename: 'Tenant', id: other },
      { __typename: 'Role', id: 'emperor' },
      { __typename: 'RoleAssignment', id: 'x' },
    );
    expect(data).toEqual({ _entities: [null, null, null, null, null] });
    expect(errors).toEqual([]);
  });

  test('are found by their id by whoever holds them, or may see roles', async () => {
    const assignment = await hold('member', BEN);
    const mine = { __typename: 'RoleAssignment', id: assignment?.id };
    expect((await entities(BEN, mine)).data).toEqual({ _entities: [{ id: assignment?.id }] });
    expect((await entities(ANA, mine)).data).toEqual({ _entities: [{ id: assignment?.id }] });
    const cleo = randomUUID();
    await tellMembership(world.tell, tenantId, cleo);
    expect((await entities(cleo, mine)).data).toEqual({ _entities: [null] });
  });
});
