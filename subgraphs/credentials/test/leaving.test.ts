import { generateKeyPairSync, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  activeMachine,
  change,
  declareMachine,
  ISSUE,
  issue,
  issueKey,
  moveMachine,
  reviewMachine,
  setPolicy,
  setStewards,
  versionOf,
} from './machines.js';
import { letTimePass } from './pass-time.js';
import { memberFact, openWorld, type World } from './world.js';
import { walks } from './walks.js';

const DAY_MS = 86_400_000;
const SOON_MS = 5_000;
let world: World;
beforeAll(async () => {
  world = await openWorld();
});

const join = (of: World, personId: string, version = 1) =>
  of.hear('identity.membership.changed', personId, memberFact(personId, { version }));
const leave = (of: World, personId: string, voluntary = true, version = 5) =>
  of.hear('identity.membership.changed', personId, memberFact(personId, { state: 'LEFT', voluntary, version }));
const own = (of: World, personId: string, overrides: object = {}) => {
  const assignmentId = randomUUID();
  const subject = { kind: 'PERSON', id: personId };
  const data = { assignmentId, role: 'owner', subject, expiresAt: null, ended: false, version: 1, ...overrides };
  return of.hear('access.role_assignment.changed', assignmentId, data);
};
const newcomer = async (of: World) => {
  const personId = randomUUID();
  await join(of, personId);
  return personId;
};

interface Shown {
  readonly state: string;
  readonly graceEndsAt: string | null;
  readonly stewards: readonly { readonly person: { readonly id: string }; readonly role: string }[];
  readonly transitions: readonly { readonly code: string; readonly to: string; readonly by: { readonly id: string } }[];
}
const show = async (of: World, id: string) => {
  const { data } = await of.run(
    `{ machineIdentity(id: "${id}") { state graceEndsAt stewards { person { id } role } transitions { code to by { id } } } }`,
  );
  return data?.['machineIdentity'] as Shown;
};
const predict = async (of: World, personId: string) => {
  const { data, errors } = await of.run(
    `{ whatIfPersonLeaves(personId: "${personId}") { person { id } identities { machineIdentity { id } remainingStewards proposedSuccessor { id } outcome } forcedRotations { id } } }`,
  );
  expect(errors).toEqual([]);
  return data?.['whatIfPersonLeaves'] as {
    readonly identities: readonly {
      readonly machineIdentity: { readonly id: string };
      readonly remainingStewards: number;
      readonly proposedSuccessor: { readonly id: string } | null;
      readonly outcome: string;
    }[];
    readonly forcedRotations: readonly { readonly id: string }[];
  } | null;
};

describe('when a steward leaves', () => {
  test('another one covers the machine, becomes its PRIMARY, and it is on record', async () => {
    const gone = await newcomer(world);
    const id = await activeMachine(world, { stewardIds: [gone, world.ben] });
    await leave(world, gone);
    await letTimePass(world, SOON_MS);
    const shown = await show(world, id);
    expect(shown).toMatchObject({ state: 'ACTIVE', stewards: [{ person: { id: world.ben }, role: 'PRIMARY' }] });
    expect(shown.transitions[0]).toEqual({ code: 'credentials.covered', to: 'ACTIVE', by: { id: 'clock' } });
  });

  test('an owner of the tenant has the policy’s days to claim it; then it is an orphan, on the day', async () => {
    const fresh = await openWorld();
    await setPolicy(fresh, 0, { ownerGraceDays: 3 });
    const gone = await newcomer(fresh);
    await own(fresh, fresh.ben);
    const id = await activeMachine(fresh, { stewardIds: [gone] });
    const { secret } = await issueKey(fresh, id);
    await leave(fresh, gone);
    await letTimePass(fresh, SOON_MS);
    const graceEndsAt = new Date(fresh.now.getTime() + 3 * DAY_MS);
    expect(await show(fresh, id)).toMatchObject({ state: 'OWNER_GRACE', graceEndsAt: graceEndsAt.toISOString() });
    expect((await fresh.exchange(secret)).status).toBe(200);
    expect((await change(fresh, ISSUE, issue(id))).errors[0]).toMatchObject({
      code: 'credentials.owner_grace',
      path: ['machineIdentityId'],
    });
    const health = '{ tenant { ownershipHealth { total owned inGrace orphaned } } }';
    expect((await fresh.run(health)).data).toEqual({
      tenant: { ownershipHealth: { total: 1, owned: 0, inGrace: 1, orphaned: 0 } },
    });
    await letTimePass(fresh, 3 * DAY_MS - 1);
    expect((await show(fresh, id)).state).toBe('OWNER_GRACE');
    await letTimePass(fresh, 1);
    expect(await show(fresh, id)).toMatchObject({ state: 'ORPHANED', graceEndsAt: null });
    expect((await fresh.exchange(secret)).body.reason?.code).toBe('credentials.orphaned');
  });

  test('a successor who was named in time keeps the machine working, whatever the clock does later', async () => {
    const fresh = await openWorld();
    const gone = await newcomer(fresh);
    await own(fresh, fresh.ben);
    const id = await activeMachine(fresh, { stewardIds: [gone] });
    await leave(fresh, gone);
    await letTimePass(fresh, SOON_MS);
    expect((await setStewards(fresh, id, await versionOf(fresh, id), fresh.ben)).errors).toEqual([]);
    await letTimePass(fresh, 8 * DAY_MS);
    expect(await show(fresh, id)).toMatchObject({ state: 'ACTIVE', graceEndsAt: null });
  });

  test('a rebuild that tells the past again changes nothing a second time', async () => {
    const gone = await newcomer(world);
    const id = await activeMachine(world, { stewardIds: [gone, world.ben] });
    const { id: key } = await issueKey(world, id);
    await leave(world, gone);
    await letTimePass(world, SOON_MS);
    const before = [await show(world, id), await versionOf(world, id)];
    await world.database.inSystem('consume', async (tx) => {
      await tx.deleteFrom('membership_fact').where('tenant_id', '=', world.tenantId).execute();
    });
    await leave(world, gone);
    await join(world, world.ana);
    await join(world, world.ben);
    await letTimePass(world, SOON_MS);
    expect([await show(world, id), await versionOf(world, id)]).toEqual(before);
    expect((await world.run(`{ credential(id: "${key}") { version } }`)).data).toEqual({ credential: { version: 1 } });
  });
});

describe('a secret that somebody has seen who left', () => {
  test.each([
    ['at once, if they had to go', false, 401],
    ['within a day, if they went of their own will', true, 200],
  ])('ends %s, and once', async (_how, voluntary, status) => {
    const gone = await newcomer(world);
    const id = await activeMachine(world, { stewardIds: [world.ana] });
    const issued = await change(world, ISSUE, issue(id), gone);
    const secret = String(issued['secret']);
    expect((await world.exchange(secret)).status).toBe(200);
    await leave(world, gone, voluntary);
    await letTimePass(world, SOON_MS);
    expect((await world.exchange(secret)).status).toBe(status);
    world.now = new Date(world.now.getTime() + (voluntary ? DAY_MS : 0));
    expect((await world.exchange(secret)).status).toBe(401);
    expect((await predict(world, gone))?.forcedRotations ?? []).toEqual([]);
  });
});

describe('a key pair that somebody brought who left', () => {
  test('is replaced like a secret that they saw, as was predicted', async () => {
    const gone = await newcomer(world);
    const machine = await activeMachine(world, { stewardIds: [world.ana] });
    const publicJwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    const issued = await change(world, ISSUE, issue(machine, { kind: 'PRIVATE_KEY_JWT', publicJwk }), gone);
    const { id } = issued['credential'] as { id: string };
    expect((await predict(world, gone))?.forcedRotations).toEqual([{ id }]);
    await leave(world, gone, false);
    await letTimePass(world, SOON_MS);
    const { data } = await world.run(
      `{ credential(id: "${id}") { knowers { actor { id } how } versions { state } trust { factors { name level } } answers { whoCreatedIt { evidence } } } }`,
    );
    expect(data?.['credential']).toMatchObject({
      knowers: [{ actor: { id: gone }, how: 'issueCredential, with a key of theirs' }],
      versions: [{ state: 'RETIRED' }],
      trust: { factors: expect.arrayContaining([{ name: 'hygiene', level: 'T1_BEARER' }]) as unknown },
      answers: {
        whoCreatedIt: { evidence: [expect.anything(), expect.stringContaining('brought its key')] as unknown },
      },
    });
  });
});

describe('what would happen if a person left', () => {
  test('is null for somebody who never was a member', async () => {
    expect(await predict(world, randomUUID())).toBeNull();
    expect(await predict(world, 'nobody')).toBeNull();
  });

  test('is what then happens, in every constellation', async () => {
    const state = fc.constantFrom('ACTIVE', 'DRAFT', 'SUSPENDED', 'QUARANTINED');
    const machine = fc.record({
      state,
      stewards: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
      keysBy: fc.subarray([0, 1, 2]),
    });
    const constellation = fc.record({
      machines: fc.array(machine, { minLength: 1, maxLength: 3 }),
      owners: fc.subarray([0, 2, 3]),
      suspended: fc.subarray([1, 2, 3]),
      leftBefore: fc.subarray([3]),
      voluntary: fc.boolean(),
    });
    await fc.assert(
      // eslint-disable-next-line complexity -- one constellation, told in the order in which it comes about
      fc.asyncProperty(constellation, async ({ machines, owners, suspended, leftBefore, voluntary }) => {
        const of = await openWorld();
        const people = [await newcomer(of), await newcomer(of), await newcomer(of), await newcomer(of)];
        const named = (indexes: readonly number[]) => indexes.map((index) => people[index] ?? '');
        for (const person of named(owners)) await own(of, person);
        const made: { readonly id: string; readonly keys: readonly string[] }[] = [];
        for (const { state: wanted, stewards, keysBy } of machines) {
          const stewardIds = named(stewards);
          const id = await (wanted === 'DRAFT' ? declareMachine : activeMachine)(of, { stewardIds });
          const keys: string[] = [];
          for (const by of wanted === 'DRAFT' ? [] : named(keysBy)) {
            const issued = await change(of, ISSUE, issue(id), by);
            keys.push((issued['credential'] as { id: string }).id);
          }
          if (wanted === 'SUSPENDED') await moveMachine(of, 'suspendMachineIdentity', id);
          if (wanted === 'QUARANTINED') await moveMachine(of, 'quarantineMachineIdentity', id);
          made.push({ id, keys });
        }
        for (const person of named(suspended))
          await of.hear('identity.membership.changed', person, memberFact(person, { state: 'SUSPENDED', version: 2 }));
        for (const person of named(leftBefore)) await leave(of, person);
        await letTimePass(of, SOON_MS);
        const [gone = ''] = people;
        const predicted = await predict(of, gone);
        const before = new Map(await Promise.all(made.map(async ({ id }) => [id, await show(of, id)] as const)));
        const versions = await readVersions(of);
        await leave(of, gone, voluntary);
        await letTimePass(of, SOON_MS);
        const becomes = {
          COVERED: null,
          UNCHANGED: null,
          GRACE_STARTS: 'OWNER_GRACE',
          ORPHANED_NOW: 'ORPHANED',
        } as const;
        for (const { machineIdentity, outcome, remainingStewards, proposedSuccessor } of predicted?.identities ?? []) {
          const now = await show(of, machineIdentity.id);
          const was = before.get(machineIdentity.id);
          const expected = becomes[outcome as keyof typeof becomes] ?? was?.state;
          expect([machineIdentity.id, now.state]).toEqual([machineIdentity.id, expected]);
          const moved = now.transitions.slice(0, now.transitions.length - (was?.transitions.length ?? 0));
          expect(moved.some(({ code }) => code === 'credentials.covered')).toBe(outcome === 'COVERED');
          expect(remainingStewards > 0).toBe(outcome === 'COVERED');
          expect(proposedSuccessor !== null).toBe(outcome === 'GRACE_STARTS');
        }
        const after = await readVersions(of);
        const forced = [...after].filter(([id, version]) => version !== versions.get(id)).map(([id]) => id);
        expect(forced.sort()).toEqual(predicted?.forcedRotations.map(({ id }) => id).sort());
        const untouched = made.filter(
          ({ id }) => !predicted?.identities.some((each) => each.machineIdentity.id === id),
        );
        for (const { id } of untouched) expect((await show(of, id)).state).toBe(before.get(id)?.state);
      }),
      walks(12),
    );
  }, 240_000);
});

/** Every credential's version: a forced rotation counts one. */
async function readVersions(of: World): Promise<ReadonlyMap<string, number>> {
  const rows = await of.database.inTenant(of.tenantId, (tx) =>
    tx.selectFrom('credential').select(['id', 'version']).execute(),
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
}

describe('a date', () => {
  test('on which a review is due is put on record once, also after a restart, and the section says so', async () => {
    const fresh = await openWorld();
    const id = await activeMachine(fresh);
    await letTimePass(fresh, 180 * DAY_MS);
    await letTimePass(fresh, DAY_MS);
    const codes = (await show(fresh, id)).transitions.map(({ code }) => code);
    expect(codes).toEqual(['credentials.review_overdue', 'credentials.active']);
    const section = `{ _entities(representations: [{ __typename: "IntegrationsSection", id: "${fresh.tenantId}:INTEGRATIONS" }]) { ... on IntegrationsSection { attention { level reason { code } } } } }`;
    expect((await fresh.run(section)).data).toMatchObject({
      _entities: [{ attention: { level: 'WARNING', reason: { code: 'credentials.reviews_overdue' } } }],
    });
    await reviewMachine(fresh, id);
    await letTimePass(fresh, 179 * DAY_MS);
    expect((await show(fresh, id)).transitions[0]?.code).toBe('credentials.reviewed');
  });

  test('on which a responsibility ends is put on record, and the tokens that are out end', async () => {
    const fresh = await openWorld();
    const endsAt = new Date(fresh.now.getTime() + DAY_MS).toISOString();
    const responsibility = { statement: 'Moves data.', actions: ['billing.invoice.read'], dataClasses: [], endsAt };
    const id = await activeMachine(fresh, { responsibility });
    await letTimePass(fresh, DAY_MS);
    expect((await show(fresh, id)).transitions[0]?.code).toBe('credentials.responsibility_ended');
    expect((await fresh.events('txn_token.withdrawn')).map(({ data }) => data['sub'])).toEqual([`machine:${id}`]);
  });
});
