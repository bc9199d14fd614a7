import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeMachine,
  change,
  declaration,
  declareMachine,
  ISSUE,
  issue,
  issueKey,
  registerRuntime,
  setStewards,
} from './machines.js';
import { asMachine, memberFact, openWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

const DECLARE = `mutation($input: DeclareMachineIdentityInput!) { declareMachineIdentity(input: $input) { machineIdentity { id state name } consistencyToken errors { __typename code message path ... on RuleRefused { reason { code remedy { label } } } } } }`;

describe('declaring a machine identity', () => {
  test('answers it as a draft, with its responsibility, owner and stewards', async () => {
    const id = await declareMachine(world, { runtimeIds: [await registerRuntime(world)] });
    const { data } = await world.run(`{ machineIdentity(id: "${id}") {
      state stateReason { code remedy { label } } environment version boundary { mode duty }
      responsibility { statement actions dataClasses reviewDueAt declaredBy { kind id } }
      owner { __typename kind label standing { code } ... on TenantOwner { tenant { id name } team } } ultimateOwner { kind } ownershipChain { kind }
      stewards { person { id } role active } homeTenant { id } runtimes { name attestors { issuer } networks } credentials { id } createdBy { id }
    } }`);
    expect(data?.['machineIdentity']).toMatchObject({
      state: 'DRAFT',
      stateReason: { code: 'credentials.awaiting_activation' },
      boundary: { mode: 'HOME_TENANT_ONLY', duty: null },
      responsibility: {
        actions: ['billing.invoice.read', 'billing.invoice.send'],
        declaredBy: { kind: 'PERSON', id: world.ana },
      },
      owner: {
        __typename: 'TenantOwner',
        standing: { code: 'IN_GOOD_STANDING' },
        tenant: { id: world.tenantId, name: 'Acme' },
      },
      stewards: [{ person: { id: world.ana }, role: 'PRIMARY', active: true }],
      homeTenant: { id: world.tenantId },
      runtimes: [{ name: 'cluster' }],
      credentials: [],
    });
  });

  test('answers its refusals as data, with code, path, sentence and remedy', async () => {
    const refused = await change(
      world,
      DECLARE,
      declaration(world, { owner: { kind: 'EXTERNAL_INTEGRATION', ref: 'made-up' } }),
    );
    expect(refused).toMatchObject({
      machineIdentity: null,
      consistencyToken: null,
      errors: [
        {
          __typename: 'RuleRefused',
          code: 'credentials.owner_unknown',
          path: ['owner', 'ref'],
          reason: { code: 'credentials.owner_unknown' },
        },
      ],
    });
    expect((await change(world, DECLARE, declaration(world, { environment: 'prod' }))).errors[0]).toMatchObject({
      __typename: 'InvalidInput',
      code: 'credentials.invalid_input',
      path: ['environment'],
    });
  });

  test('repeats its first answer for the same key, and refuses the key for another input', async () => {
    const input = declaration(world);
    const first = await change(world, DECLARE, input);
    const again = await change(world, DECLARE, input);
    expect(again['machineIdentity']).toEqual(first['machineIdentity']);
    expect((await change(world, DECLARE, { ...input, name: 'another' })).errors[0]?.code).toBe(
      'credentials.idempotency_key_reused',
    );
  });

  test('is refused to who may not, with the decision’s id', async () => {
    world.access.denied.add('credentials.machine.declare');
    const refused = await change(world, DECLARE, declaration(world));
    world.access.denied.clear();
    expect(refused.errors[0]).toMatchObject({ __typename: 'NotPermitted' });
  });

  test.each([
    [
      'AgentOwner',
      async (of: World) => ({ kind: 'AUTONOMOUS_AGENT', ref: await activeMachine(of) }),
      '... on AgentOwner { agent { name } }',
      { agent: { name: 'invoice-sync' } },
    ],
    [
      'RuntimeOwner',
      async (of: World) => ({ kind: 'RUNTIME', ref: await registerRuntime(of) }),
      '... on RuntimeOwner { runtime { name } }',
      { runtime: { name: 'cluster' } },
    ],
    [
      'IntegrationOwner',
      () => Promise.resolve({ kind: 'EXTERNAL_INTEGRATION', ref: 'hubspot' }),
      '... on IntegrationOwner { provider onBehalfOf { slug } }',
      { provider: 'hubspot' },
    ],
  ])('resolves an owner of type %s against what exists', async (type, owner, fields, expected) => {
    const id = await declareMachine(world, { owner: await owner(world) });
    const { data } = await world.run(
      `{ machineIdentity(id: "${id}") { owner { __typename standing { code } ${fields} } ultimateOwner { kind } } }`,
    );
    expect(data?.['machineIdentity']).toMatchObject({
      owner: { __typename: type, standing: { code: 'IN_GOOD_STANDING' }, ...expected },
      ultimateOwner: { kind: 'TENANT' },
    });
  });

  test.each([
    ['PlatformOwner', { kind: 'PLATFORM', ref: 'support', duty: 'support' }, '... on PlatformOwner { duty }'],
    [
      'InternalServiceOwner',
      { kind: 'INTERNAL_SERVICE', ref: 'invoice-sync', duty: 'support' },
      '... on InternalServiceOwner { duty service }',
    ],
  ])('knows %s in the platform’s own tenant', async (type, owner, fields) => {
    const platform = await openWorld({ kind: 'PLATFORM' });
    const id = await declareMachine(platform, { owner });
    const { data } = await platform.run(
      `{ machineIdentity(id: "${id}") { owner { __typename ${fields} } ultimateOwner { kind } } }`,
    );
    expect(data?.['machineIdentity']).toMatchObject({
      owner: { __typename: type, duty: 'support' },
      ultimateOwner: { kind: 'PLATFORM' },
    });
  });
});

describe('issuing a credential', () => {
  test('shows the secret once: the repeat answers the credential without it', async () => {
    const input = issue(await activeMachine(world));
    const first = await change(world, ISSUE, input);
    const again = await change(world, ISSUE, input);
    expect(first['secret']).toMatch(/^bwk_live_/);
    expect(again).toMatchObject({ secret: null, errors: [], credential: first['credential'] });
    const kept = await world.database.inTenant(world.tenantId, (tx) =>
      tx.selectFrom('idempotency').select('answer').where('key', '=', input.idempotencyKey).executeTakeFirstOrThrow(),
    );
    expect(JSON.stringify(kept)).not.toContain('bwk_live');
  });

  test('keeps no secret anywhere in the database, and tells nobody in events', async () => {
    const { secret, id } = await issueKey(world, await activeMachine(world));
    const [, , , middle = ''] = secret.split('_');
    const rows = await world.database.inTenant(world.tenantId, async (tx) => [
      await tx.selectFrom('credential').selectAll().where('id', '=', id).execute(),
      await tx.selectFrom('credential_version').selectAll().where('credential_id', '=', id).execute(),
      await tx.selectFrom('knower').selectAll().where('credential_id', '=', id).execute(),
    ]);
    const events = await world.events('credentials.credential.changed');
    expect(JSON.stringify([rows, events])).not.toContain(middle);
    expect(JSON.stringify(events)).not.toMatch(/hash|pepper/i);
    expect(events.find(({ subject }) => subject === id)?.data).toMatchObject({
      credentialId: id,
      state: 'STAGED',
      version: 1,
    });
  });

  test('names whoever has seen the secret, and the person knows it in the graph', async () => {
    const { id } = await issueKey(world, await activeMachine(world));
    const { data } = await world.run(
      `query($who: [_Any!]!) { credential(id: "${id}") { knowers { actor { kind id label } how } } _entities(representations: $who) { ... on Person { id knows { id } stewardOf { id } } } }`,
      { who: [{ __typename: 'Person', id: world.ana }] },
    );
    expect(data?.['credential']).toMatchObject({
      knowers: [{ actor: { kind: 'PERSON', id: world.ana, label: 'Ana' }, how: 'issueCredential' }],
    });
    const [person] = data?.['_entities'] as { knows: { id: string }[]; stewardOf: unknown[] }[];
    expect(person?.knows.map((credential) => credential.id)).toContain(id);
    expect(person?.stewardOf.length).toBeGreaterThan(0);
  });

  test('asks access about every action of the ceiling, and is refused if the issuer lacks one', async () => {
    const machine = await activeMachine(world);
    world.access.asked.length = 0;
    await issueKey(world, machine, { ceiling: ['billing.invoice.read', 'billing.invoice.send'] });
    expect(world.access.asked.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['credentials.credential.issue', 'billing.invoice.read', 'billing.invoice.send']),
    );
    world.access.denied.add('billing.invoice.send');
    const refused = await change(
      world,
      ISSUE,
      issue(machine, { ceiling: ['billing.invoice.read', 'billing.invoice.send'] }),
    );
    world.access.denied.clear();
    expect(refused).toMatchObject({ credential: null, secret: null, errors: [{ __typename: 'NotPermitted' }] });
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['credentials.action_outside_responsibility', { ceiling: ['billing.plan.change'] }, ['ceiling', '0']],
    ['credentials.expiry_out_of_range', { expiresInDays: 400 }, ['expiresInDays']],
    ['credentials.not_found', { runtimeIds: ['d0000000-0000-4000-8000-00000000dead'] }, ['runtimeIds', '0']],
    [
      'credentials.limits_too_large',
      { ceiling: Array.from({ length: 50 }, (_, index) => `x.y.z${index}`) },
      ['ceiling'],
    ],
  ])('is refused with %s', async (code, overrides, path) => {
    const responsibility = {
      statement: 'Much.',
      actions: ['billing.invoice.read', ...Array.from({ length: 50 }, (_, index) => `x.y.z${index}`)],
      dataClasses: [],
    };
    const machine = await activeMachine(world, { responsibility });
    expect((await change(world, ISSUE, issue(machine, overrides))).errors).toMatchObject([{ code, path }]);
  });

  test('is refused for a draft, and for a machine that does not exist', async () => {
    expect((await change(world, ISSUE, issue(await declareMachine(world)))).errors).toMatchObject([
      { code: 'credentials.machine_not_active' },
    ]);
    expect((await change(world, ISSUE, issue(randomUUID()))).errors).toMatchObject([{ code: 'credentials.not_found' }]);
    expect((await change(world, ISSUE, issue('no id'))).errors).toMatchObject([{ code: 'credentials.not_found' }]);
  });
});

describe('stewards', () => {
  test('are replaced as a whole, by active members alone', async () => {
    const machine = await activeMachine(world);
    expect((await setStewards(world, machine, 2, world.ben, world.ana))['machineIdentity']).toMatchObject({
      version: 3,
      stewards: [
        { person: { id: world.ben }, role: 'PRIMARY' },
        { person: { id: world.ana }, role: 'BACKUP' },
      ],
    });
    expect((await setStewards(world, machine, 3, randomUUID())).errors).toMatchObject([
      { code: 'credentials.steward_missing' },
    ]);
    expect((await setStewards(world, machine, 2, world.ana)).errors).toMatchObject([
      { code: 'credentials.version_conflict' },
    ]);
    expect((await setStewards(world, machine, 3, world.ben))['machineIdentity']).toMatchObject({
      stewards: [{ person: { id: world.ben } }],
    });
  });
});

describe('a credential’s passport', () => {
  test('answers the eight questions, its trust and its rotation', async () => {
    const { id } = await issueKey(world, await activeMachine(world), {
      rotateEveryDays: 30,
      runtimeIds: [await registerRuntime(world)],
    });
    const answer = '{ text reason { code owner } evidence }';
    const { data, errors } =
      await world.run(`{ credential(id: "${id}") { kind proof hint rotation { mode everyDays nextDueAt } allowedRuntimes { name } tenant { id } machineIdentity { name } trust { level cappedBy { name } factors { name level } raiseBy }
      answers { whoCreatedIt ${answer} whoOwnsIt ${answer} whichTenant ${answer} mayItCrossTenants ${answer} whichRuntimes ${answer} howIsItRotated ${answer} howIsItRevoked ${answer} howIsItAudited ${answer} } } }`);
    expect(errors).toEqual([]);
    const credential = data?.['credential'] as { answers: Record<string, { text: string }> };
    expect(credential).toMatchObject({
      proof: 'BEARER',
      rotation: { mode: 'SCHEDULED', everyDays: 30 },
      allowedRuntimes: [{ name: 'cluster' }],
      trust: { level: 'T1_BEARER', cappedBy: { name: 'proof' } },
    });
    expect(Object.values(credential.answers).every(({ text }) => text.length > 10)).toBe(true);
    expect(credential.answers['whoOwnsIt']?.text).toContain('tenant Acme');
  });
});

describe('a machine as caller', () => {
  test('is named as issuer, and becomes a knower', async () => {
    const machine = await activeMachine(world);
    const as = { ...asMachine(world, machine), limits: ['credentials.credential.issue', 'billing.invoice.read'] };
    const { data } = await world.run(ISSUE, { input: issue(machine) }, as);
    expect(data?.['issueCredential']).toMatchObject({ errors: [] });
    const { id } = (data?.['issueCredential'] as { credential: { id: string } }).credential;
    const read = await world.run(`{ credential(id: "${id}") { createdBy { kind id } knowers { actor { kind } } } }`);
    expect(read.data?.['credential']).toMatchObject({
      createdBy: { kind: 'MACHINE', id: machine },
      knowers: [{ actor: { kind: 'MACHINE' } }],
    });
  });
});

describe('a machine that may read nothing', () => {
  test('still knows itself, and no other machine', async () => {
    const [own, other] = [await declareMachine(world), await declareMachine(world)];
    world.access.denied.add('credentials.machine.read');
    const query = `{ own: machineIdentity(id: "${own}") { name } other: machineIdentity(id: "${other}") { name } }`;
    const { data, errors } = await world.run(query, {}, asMachine(world, own));
    world.access.denied.clear();
    expect(data).toMatchObject({ own: { name: expect.any(String) as unknown }, other: null });
    expect(errors.map(({ path }) => path)).toEqual([['other']]);
  });
});

describe('whoever may not read', () => {
  test('gets null and one error with the reason', async () => {
    const id = await declareMachine(world);
    world.access.denied.add('credentials.machine.read');
    const { data, errors } = await world.run(
      `{ machineIdentity(id: "${id}") { name } tenant { id ownershipHealth { total } } }`,
    );
    world.access.denied.clear();
    expect(data).toEqual({ machineIdentity: null, tenant: { id: world.tenantId, ownershipHealth: null } });
    expect(errors.map(({ extensions }) => extensions?.['code'])).toEqual(['NOT_PERMITTED', 'NOT_PERMITTED']);
    expect(errors[0]?.extensions).toMatchObject({
      reason: { code: 'access.no_grant' },
      decisionId: expect.any(String) as unknown,
    });
  });
});

describe('a suspended steward', () => {
  test('keeps an identity from being activated', async () => {
    const own = await openWorld();
    const id = await declareMachine(own);
    await own.hear('identity.membership.changed', own.ana, memberFact(own.ana, { state: 'SUSPENDED', version: 2 }));
    const refused = await change(
      own,
      `mutation($input: MachineIdentityRefInput!) { activateMachineIdentity(input: $input) { errors { code } } }`,
      { id, expectedVersion: 1, idempotencyKey: randomUUID() },
    );
    expect(refused.errors).toEqual([{ code: 'credentials.steward_missing' }]);
  });
});
