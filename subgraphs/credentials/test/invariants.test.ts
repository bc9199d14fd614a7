import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activeMachine, change, declaration, ISSUE, issue, reasoned, revoke, setStewards } from './machines.js';
import { memberFact, openWorld, type World } from './world.js';

/** What anybody may try, in any order, on one machine of one tenant. */
const step = fc.oneof(
  fc.record({
    do: fc.constant('issue' as const),
    ceiling: fc.subarray(['billing.invoice.read', 'billing.invoice.send', 'billing.plan.change'], { minLength: 1 }),
    days: fc.constantFrom(1, 30, 365, 400),
  }),
  fc.record({
    do: fc.constantFrom('suspend' as const, 'resume' as const, 'revoke' as const, 'use' as const),
    which: fc.nat(5),
  }),
  fc.record({
    do: fc.constantFrom(
      'revokeIdentity' as const,
      'activate' as const,
      'anaLeaves' as const,
      'anaReturns' as const,
      'benStewards' as const,
    ),
  }),
  fc.record({ do: fc.constant('days' as const), count: fc.constantFrom(1, 20) }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

interface Row {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly ceiling: readonly string[];
  readonly expiresAt: string;
  readonly createdAt: string;
  readonly tenant: { readonly id: string };
  readonly machineIdentity: { readonly id: string };
}

describe('whatever is tried, in whatever order', () => {
  test('a credential stays one machine’s, within its responsibility and its time, and what was revoked stays so', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const world = await openWorld();
        const run = await startRun(world);
        for (const each of steps) {
          await carryOut(run, each);
          await checkInvariants(run);
        }
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});

interface Run {
  readonly world: World;
  readonly machine: string;
  readonly secrets: string[];
  readonly revoked: Set<string>;
  membershipVersion: number;
}

async function startRun(world: World): Promise<Run> {
  return {
    world,
    machine: await activeMachine(world, declaration(world)),
    secrets: [],
    revoked: new Set(),
    membershipVersion: 1,
  };
}

async function carryOut(run: Run, each: Step): Promise<void> {
  const { world, machine, secrets } = run;
  const rows = await credentialsOf(run);
  if (each.do === 'issue') {
    const answer = await change(world, ISSUE, issue(machine, { ceiling: each.ceiling, expiresInDays: each.days }));
    if (typeof answer['secret'] === 'string') secrets.push(answer['secret']);
  } else if (each.do === 'days') world.now = new Date(world.now.getTime() + each.count * 86_400_000);
  else if ('which' in each)
    await carryOutOnOne(
      run,
      each.do,
      rows[each.which % Math.max(1, rows.length)],
      secrets[each.which % Math.max(1, secrets.length)],
    );
  else if (each.do === 'revokeIdentity') await revoke(world, 'IDENTITY', machine);
  else if (each.do === 'activate')
    await change(
      world,
      'mutation($input: MachineIdentityRefInput!) { activateMachineIdentity(input: $input) { errors { code } } }',
      { id: machine, expectedVersion: await versionOf(run), idempotencyKey: randomUUID() },
    );
  else if (each.do === 'benStewards') await setStewards(world, machine, await versionOf(run), world.ben);
  else
    await world.hear(
      'identity.membership.changed',
      world.ana,
      memberFact(world.ana, {
        state: each.do === 'anaLeaves' ? 'SUSPENDED' : 'ACTIVE',
        version: (run.membershipVersion += 1),
      }),
    );
}

async function carryOutOnOne(
  { world }: Run,
  what: 'suspend' | 'resume' | 'revoke' | 'use',
  row: Row | undefined,
  secret: string | undefined,
): Promise<void> {
  if (what === 'use') {
    if (secret !== undefined) await world.exchange(secret);
  } else if (row !== undefined) {
    if (what === 'revoke') await revoke(world, 'CREDENTIAL', row.id);
    else await reasoned(world, `${what}Credential`, { id: row.id, expectedVersion: row.version });
  }
}

async function checkInvariants(run: Run): Promise<void> {
  const { world, machine, revoked, secrets } = run;
  const rows = await credentialsOf(run);
  for (const row of rows) {
    expect([row.machineIdentity.id, row.tenant.id]).toEqual([machine, world.tenantId]);
    expect(row.ceiling.every((action) => ['billing.invoice.read', 'billing.invoice.send'].includes(action))).toBe(true);
    const days = (Date.parse(row.expiresAt) - Date.parse(row.createdAt)) / 86_400_000;
    expect(days > 0 && days <= 365).toBe(true);
    if (revoked.has(row.id)) expect(row.state).toBe('REVOKED');
    if (row.state === 'REVOKED') revoked.add(row.id);
  }
  const usable = rows.filter(
    (row) => ['STAGED', 'ACTIVE'].includes(row.state) && Date.parse(row.expiresAt) > world.now.getTime(),
  );
  const answers = await Promise.all(secrets.map((secret) => world.exchange(secret)));
  const accepted = answers.filter(({ status }) => status === 200);
  expect(accepted.length).toBeLessThanOrEqual(usable.length);
  for (const { claims } of accepted)
    expect(rows.map(({ ceiling }) => ceiling.join(' '))).toContain((claims?.['tctx'] as { limits: string }).limits);
  const { data } = await world.run(`{ machineIdentity(id: "${machine}") { state stewards { active } } }`);
  const identity = data?.['machineIdentity'] as { state: string; stewards: { active: boolean }[] };
  if (identity.state !== 'ACTIVE' || !identity.stewards.some(({ active }) => active)) expect(accepted).toEqual([]);
}

async function credentialsOf({ world }: Run): Promise<readonly Row[]> {
  const { data } = await world.run(
    '{ credentials(first: 100) { edges { node { id state version ceiling expiresAt createdAt tenant { id } machineIdentity { id } } } } }',
  );
  return (data?.['credentials'] as { edges: { node: Row }[] }).edges.map(({ node }) => node);
}

async function versionOf({ world, machine }: Run): Promise<number> {
  const { data } = await world.run(`{ machineIdentity(id: "${machine}") { version } }`);
  return (data?.['machineIdentity'] as { version: number }).version;
}
