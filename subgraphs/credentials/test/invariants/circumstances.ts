import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { later, tick } from '../rotation-steps.js';
import { memberFact, tenantFact } from '../world.js';
import { inState } from './credentials.js';
import { inOrder, operation, pick, which, type Weighted } from './operation.js';
import { attempt, BILLING, type Run } from './run.js';

/** What the clock would do by now in this tenant, until nothing more is due. */
export async function fireDue({ world }: Run): Promise<readonly string[]> {
  const fired: string[] = [];
  for (let round = 0; round < 20; round += 1) {
    const kinds = await tick(world, world.domain.parts.clockRules);
    if (kinds.length === 0) return fired;
    fired.push(...kinds);
  }
  throw new Error(`The clock never comes to an end: ${fired.join(', ')}`);
}

const time = operation(
  'time',
  fc.constantFrom(5, 60, 3_700, 86_400, 3 * 86_400, 20 * 86_400),
  async (run, seconds) => {
    later(run.world, seconds);
    await fireDue(run);
    run.step.hasTimePassed = true;
    return true;
  },
  6,
);

const member = operation(
  'member',
  fc.record({ which, state: fc.constantFrom('ACTIVE', 'ACTIVE', 'SUSPENDED', 'LEFT'), voluntary: fc.boolean() }),
  async (run, { which: index, state, voluntary }) => {
    const person = pick(run.people, index) ?? '';
    const version = (run.factVersion += 1);
    const told = memberFact(person, { state, version, voluntary: state === 'LEFT' ? voluntary : null });
    await run.world.hear('identity.membership.changed', person, told);
    return true;
  },
  4,
);

/** All who answer for one machine leave, and the clock has looked. */
const everybodyLeaves = operation(
  'everybodyLeaves',
  fc.record({ which, voluntary: fc.boolean() }),
  async (run, { which: index, voluntary }) => {
    const machine = pick(inOrder(run.machines, run.rows.machine_identity), index, inState('ACTIVE'));
    const gone = run.rows.steward.filter((row) => row.machine_identity_id === machine?.id).map((row) => row.person_id);
    for (const person of gone) {
      const told = memberFact(person, { state: 'LEFT', voluntary, version: (run.factVersion += 1) });
      await run.world.hear('identity.membership.changed', person, told);
    }
    later(run.world, 5);
    run.step.hasTimePassed = true;
    return (await fireDue(run)).includes('person.left');
  },
  4,
);

const tenantOwner = operation(
  'tenantOwner',
  fc.record({ which, ended: fc.boolean() }),
  async (run, args) => {
    const person = pick(run.people, args.which) ?? '';
    const subject = { kind: 'PERSON', id: person };
    const data = { assignmentId: person, role: 'owner', subject, expiresAt: null, ended: args.ended };
    await run.world.hear('access.role_assignment.changed', person, { ...data, version: (run.factVersion += 1) });
    return true;
  },
  1,
);

const tenant = operation(
  'tenant',
  fc.constantFrom('ACTIVE', 'ACTIVE', 'SUSPENDED'),
  async (run, state) => {
    const told = tenantFact(run.world, { kind: run.kind, state, version: (run.factVersion += 1) });
    await run.world.hear('identity.tenant.changed', run.world.tenantId, told);
    return true;
  },
  1,
);

/** Access answers otherwise from now on: nobody holds these. */
const access = operation('access', fc.subarray([...BILLING], { maxLength: 1 }), (run, denied) => {
  run.world.access.denied = new Set(denied);
  return Promise.resolve(true);
});

const register = operation('registerRuntime', fc.nat(4), (run, elsewhere) =>
  attempt(run, 'registerRuntime', {
    ...{ name: 'cluster', kind: 'KUBERNETES', networks: [`10.${run.runtimes.length}.0.0/24`] },
    attestors: [
      {
        ...{ issuer: 'https://issuer.example', subjectPattern: 'system:*', audience: 'bailiwick' },
        jwksUri: 'https://issuer.example/keys',
      },
    ],
    environment: (run.environment === 'live') === elsewhere > 0 ? 'live' : 'test',
  }),
);

const lock = operation('lockRuntime', fc.record({ which, locked: fc.boolean() }), (run, args) => {
  const wanted = inState(args.locked ? 'ACTIVE' : 'LOCKED');
  const runtime = pick(inOrder(run.runtimes, run.rows.runtime), args.which, wanted);
  if (runtime === null) return Promise.resolve(false);
  return attempt(run, 'lockRuntime', { id: runtime.id, locked: args.locked, reason: 'A doubt.' });
});

const policy = operation(
  'policy',
  fc.record({
    fourEyesActions: fc.subarray([...BILLING]),
    minStewards: fc.constantFrom(1, 1, 1, 2),
    credentialMaxDays: fc.constantFrom(30, 365),
    ownerGraceDays: fc.constantFrom(2, 7),
    dormantAfterDays: fc.constantFrom(2, 45),
  }),
  (run, limits) => {
    const expectedVersion = run.rows.machine_policy[0]?.version ?? 0;
    return attempt(run, 'updateMachinePolicy', { ...limits, expectedVersion, idempotencyKey: randomUUID() });
  },
);

export const circumstances: readonly Weighted[] = [
  ...[time, member, everybodyLeaves, tenantOwner, tenant, access],
  ...[register, lock, policy],
];
