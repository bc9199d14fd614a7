import { randomUUID } from 'node:crypto';
import { asSuperuser } from '@bailiwick/database/testing';
import { createLog } from '@bailiwick/config';
import { aPersonContext } from '@bailiwick/subgraph-host/testing';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appendAudit } from '../src/audit/append-audit.js';
import { verifyAudit } from '../src/audit/verify-audit.js';
import { closeUsage } from '../src/audit/close-usage.js';
import { activeMachine, issueKey, revoke } from './machines.js';
import { openWorld, type World } from './world.js';

const quiet = createLog('test', 'silent');

interface Entry {
  readonly sequence: string;
  readonly action: string;
  readonly targetId: string;
  readonly effect: string | null;
  readonly reason: { readonly code: string } | null;
  readonly actors: readonly { readonly id: string }[];
  readonly count: string;
  readonly leafHash: string;
}

const AUDIT = `query ($filter: AuditFilter, $first: Int, $after: String) { audit(filter: $filter, first: $first, after: $after) {
  edges { node { sequence at actors { kind id label } action targetType targetId effect reason { code owner message } requestId count leafHash } }
  pageInfo { hasNextPage endCursor } } }`;

async function read(world: World, variables: Record<string, unknown> = {}): Promise<readonly Entry[]> {
  const { data, errors } = await world.run(AUDIT, { first: 100, ...variables });
  expect(errors).toEqual([]);
  return (data?.['audit'] as { edges: { node: Entry }[] }).edges.map(({ node }) => node);
}
const verify = (world: World) => world.database.inTenant(world.tenantId, (tx) => verifyAudit(tx, world.tenantId));

describe('the log of a tenant', () => {
  let world: World;
  let machine: string;
  beforeAll(async () => {
    world = await openWorld();
    machine = await activeMachine(world);
  });

  test('has every change and every move to another state, in sequence without holes', async () => {
    const { id } = await issueKey(world, machine);
    await revoke(world, 'CREDENTIAL', id);
    const entries = await read(world);
    expect(entries.map(({ sequence }) => Number(sequence))).toEqual(entries.map((_, index) => entries.length - index));
    const actions = entries.map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining([
        'credentials.machine.declare',
        'credentials.machine.activate',
        'credentials.credential.issue',
        'credentials.credential.revoke',
      ]),
    );
    const moved = entries.find(({ action, targetId }) => action === 'credentials.credential.moved' && targetId === id);
    expect(moved).toMatchObject({
      actors: [{ id: world.ana }],
      reason: { message: 'STAGED to REVOKED: Found in a log.' },
    });
    expect(await verify(world)).toMatchObject({ intact: true, head: { size: entries.length } });
  });

  test('has each denial, singly, with what the stranger was not told', async () => {
    const { id, secret } = await issueKey(world, machine);
    await revoke(world, 'CREDENTIAL', id);
    await world.exchange(secret);
    await world.exchange(secret);
    const denials = await read(world, { filter: { targetId: id, action: 'tokenExchange' } });
    expect(denials).toMatchObject([
      { effect: 'DENY', reason: { code: 'credentials.revoked' }, count: '1' },
      { effect: 'DENY', reason: { code: 'credentials.revoked' }, count: '1' },
    ]);
  });

  test('has what was allowed, counted by the minute once it is over, and what came late as more of it', async () => {
    const { id, secret } = await issueKey(world, machine);
    const exchange = async (times: number) => {
      for (let n = 0; n < times; n += 1) await world.exchange(secret, { client_address: '203.0.113.7' });
      await world.settle();
    };
    const filter = { targetId: id, action: 'tokenExchange' };
    await exchange(3);
    await closeUsage(world.database, world.now, quiet);
    expect(await read(world, { filter })).toEqual([]);
    const later = new Date(world.now.getTime() + 66_000);
    await closeUsage(world.database, later, quiet);
    expect(await read(world, { filter })).toMatchObject([{ effect: 'ALLOW', count: '3', actors: [{ id: machine }] }]);
    await exchange(2);
    await closeUsage(world.database, later, quiet);
    expect((await read(world, { filter })).map(({ count }) => count)).toEqual(['2', '3']);
    await closeUsage(world.database, later, quiet);
    expect(await read(world, { filter })).toHaveLength(2);
  });

  test('is read page by page, and by who, what and when', async () => {
    const all = await read(world);
    const pages: Entry[] = [];
    let after: string | null = null;
    do {
      const { data } = await world.run(AUDIT, { first: 4, after });
      const page = data?.['audit'] as {
        edges: { node: Entry }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      pages.push(...page.edges.map(({ node }) => node));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(pages).toEqual(all);
    expect(await read(world, { filter: { actorId: randomUUID() } })).toEqual([]);
    expect((await read(world, { filter: { actorId: world.ana } })).length).toBeGreaterThan(3);
    expect(await read(world, { filter: { to: world.now.toISOString() } })).toEqual([]);
    const bad = await world.run(AUDIT, { after: 'bm9uc2Vuc2U' });
    expect(bad.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('is for those who may read it, and empty for another tenant', async () => {
    world.access.denied.add('credentials.audit.read');
    const { data, errors } = await world.run(AUDIT);
    world.access.denied.clear();
    expect([data?.['audit'], errors[0]?.extensions?.['code']]).toEqual([null, 'NOT_PERMITTED']);
    const other = await world.run(AUDIT, {}, aPersonContext(randomUUID(), world.ana));
    expect(other.data?.['audit']).toMatchObject({ edges: [] });
  });
});

describe('the appender', () => {
  test('goes on with what an earlier one left, and two at once make one chain', async () => {
    const world = await openWorld();
    const machine = await activeMachine(world);
    await world.settle();
    // Queued in the changes' own transactions, and nobody appends: as after a crash.
    for (let n = 0; n < 5; n += 1) await issueKeyUnsettled(world, machine);
    const counts = await Promise.all([1, 2, 3].map(() => appendAudit(world.database, quiet)));
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(5);
    const check = await verify(world);
    expect(check).toMatchObject({ intact: true });
    expect(await appendAudit(world.database, quiet)).toBe(0);
  });
});

/** `world.run` would settle first. */
async function issueKeyUnsettled(world: World, machineIdentityId: string): Promise<void> {
  const as = aPersonContext(world.tenantId, world.ana, { actors: [{ kind: 'PERSON', id: world.ana, label: 'Ana' }] });
  const input = {
    ...{ machineIdentityId, name: 'k', purpose: 'p', ceiling: ['billing.invoice.read'], runtimeIds: [] },
    ...{ expiresInDays: 1, idempotencyKey: randomUUID(), kind: 'API_KEY' },
  };
  const mutation = 'mutation ($input: IssueCredentialInput!) { issueCredential(input: $input) { errors { code } } }';
  const { kind: _, ...accepted } = input;
  const { data } = await world.domain.execute(as, mutation, { input: accepted });
  expect(data).toEqual({ issueCredential: { errors: [] } });
}

describe('a superuser who changes the log', () => {
  let world: World;
  let sequences: readonly number[];
  beforeEach(async () => {
    world = await openWorld();
    const machine = await activeMachine(world);
    for (let n = 0; n < 3; n += 1) await issueKey(world, machine);
    sequences = (await read(world)).map(({ sequence }) => Number(sequence));
    expect(await verify(world)).toMatchObject({ intact: true, head: { size: sequences.length } });
  });
  const change = (...statements: readonly string[]) => asSuperuser(world.database, world.tenantId, ...statements);
  const here = () => `tenant_id = '${world.tenantId}'`;

  test.each([
    [
      'edits an entry',
      3,
      () => [`update audit_leaf set content = replace(content, 'Ana', 'Eve') where sequence = 3 and ${here()}`],
    ],
    ['deletes one', 2, () => [`delete from audit_leaf where sequence = 2 and ${here()}`]],
    [
      'changes the order of two',
      2,
      () => [
        `update audit_leaf set sequence = -1 where sequence = 2 and ${here()}`,
        `update audit_leaf set sequence = 2 where sequence = 3 and ${here()}`,
        `update audit_leaf set sequence = 3 where sequence = -1 and ${here()}`,
      ],
    ],
    ['dates one back', 2, () => [`update audit_leaf set at = at - interval '1 day' where sequence = 2 and ${here()}`]],
    ['cuts the end off', 4, () => [`delete from audit_leaf where sequence > 3 and ${here()}`]],
    [
      'deletes one and closes the gap',
      2,
      () => [
        `delete from audit_leaf where sequence = 2 and ${here()}`,
        `update audit_leaf set sequence = sequence - 1 where sequence > 2 and ${here()}`,
        `update audit_head set size = size - 1 where ${here()}`,
      ],
    ],
  ])('and %s is found at entry %i', async (_what, sequence, statements) => {
    await change(...statements());
    expect(await verify(world)).toMatchObject({ intact: false, broken: { sequence } });
  });

  test('is needed for it: the application itself may only append', async () => {
    for (const statement of ["update audit_leaf set content = ''", 'delete from audit_leaf']) {
      const tried = world.database.inTenant(world.tenantId, async (tx) => {
        const { sql } = await import('@bailiwick/database');
        await sql.raw(statement).execute(tx);
      });
      await expect(tried).rejects.toThrow('permission denied');
    }
  });
});
