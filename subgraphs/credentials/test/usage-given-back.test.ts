import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { activeMachine, issueKey } from './machines.js';
import { openWorld, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

const keptOf = (id: string) =>
  world.database.inTenant(world.tenantId, async (tx) => {
    const rowsOf = (table: 'exchange' | 'trust_decision' | 'usage_minute' | 'version_consumer') =>
      tx.selectFrom(table).selectAll().where('credential_id', '=', id).execute();
    const credential = await tx.selectFrom('credential').select('uses').where('id', '=', id).executeTakeFirstOrThrow();
    const minutes = await tx.selectFrom('usage_minute').select('count').where('credential_id', '=', id).execute();
    return {
      exchanges: (await rowsOf('exchange')).length,
      decisions: (await rowsOf('trust_decision')).length,
      consumers: (await rowsOf('version_consumer')).length,
      counted: minutes.map(({ count }) => count),
      uses: credential.uses,
    };
  });

/** The next transactions are ended by the database when all their work is done; answers how many were. */
function endedByTheDatabase(): () => number {
  const { database } = world;
  const inTenant = database.inTenant.bind(database);
  let ended = 0;
  const spy = vi.spyOn(database, 'inTenant').mockImplementation((tenantId, work, options) =>
    inTenant(
      tenantId,
      async (tx) => {
        await work(tx);
        ended += 1;
        throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
      },
      options,
    ),
  );
  onTestFinished(() => spy.mockRestore());
  return () => {
    spy.mockRestore();
    return ended;
  };
}

describe('uses that the database did not take', () => {
  test('are written with what comes next: none is lost, and none counts twice', async () => {
    const { id, secret } = await issueKey(world, await activeMachine(world));
    for (let use = 0; use < 3; use += 1) expect((await world.exchange(secret)).status).toBe(200);
    const again = endedByTheDatabase();
    await world.settle();
    expect(again()).toBeGreaterThan(0);
    expect(await keptOf(id)).toMatchObject({ exchanges: 0, decisions: 0, counted: [], uses: '0' });
    await world.exchange(secret);
    await world.settle();
    expect(await keptOf(id)).toEqual({ exchanges: 4, decisions: 2, consumers: 1, counted: ['4'], uses: '4' });
  });
});
