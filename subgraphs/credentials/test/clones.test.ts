import { readFileSync } from 'node:fs';
import { sql } from '@bailiwick/database';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { reasoned } from './machines.js';
import { openWorkloads, pod, tokenIn, type Workloads } from './workloads.js';

const REFUSED = [401, '{"error":"invalid_client","error_description":"client authentication failed"}'];

const CONTRACT = new URL('../../../platform/events/contract/txn_token.withdrawn.schema.json', import.meta.url);
const WITHDRAWN = z.fromJSONSchema(JSON.parse(readFileSync(CONTRACT, 'utf8')) as z.core.JSONSchema.JSONSchema); // kept by schema:check

let cluster: Workloads;
beforeAll(async () => {
  cluster = await openWorkloads();
});
afterAll(() => {
  cluster.close();
});

const present = async (...of: Parameters<Workloads['present']>) => {
  const { status, text } = await cluster.present(...of);
  return status === 200 ? [200] : [status, text];
};
const newDenials = async (work: () => Promise<unknown>) => {
  const before = (await cluster.denials()).length;
  await work();
  return (await cluster.denials()).slice(before);
};
/** A key that the pod `new` has had since the pod `old`, and both of them come again with. */
const suspectedKey = async () => {
  const key = await cluster.newKey();
  await cluster.present(pod('old'), key);
  const tokens = [tokenIn(await cluster.present(pod('old'), key)), tokenIn(await cluster.present(pod('new'), key))];
  return { key, tokens, denials: await newDenials(() => cluster.present(pod('old'), key)) };
};

describe('a process that comes with a key', () => {
  test('keeps its generation however often it comes', async () => {
    const key = await cluster.newKey();
    for (let time = 0; time < 3; time += 1) expect(await present(pod('a'), key)).toEqual([200]);
    expect(await cluster.instanceOf(key)).toMatchObject({ generation: 1, locked: false });
  });

  test('is a restart when it is new: it is let in, and the generation grows', async () => {
    const key = await cluster.newKey();
    for (const uid of ['a', 'b', 'c', 'c']) expect(await present(pod(uid), key)).toEqual([200]);
    expect(await cluster.instanceOf(key)).toMatchObject({ generation: 3, locked: false });
  });

  test('is suspected of a copy when a later one has had the key, as a stranger is refused', async () => {
    const key = await cluster.newKey();
    for (const uid of ['a', 'b']) await cluster.present(pod(uid), key);
    const denials = await newDenials(async () => {
      expect(await present(pod('a'), key)).toEqual(REFUSED);
    });
    expect(denials).toEqual(['credentials.clone_suspected']);
  });

  test('is never suspected where its issuer names no process', async () => {
    const key = await cluster.newKey();
    for (const claims of [{}, pod('a'), {}, pod('b'), {}]) expect(await present(claims, key)).toEqual([200]);
    expect(await cluster.instanceOf(key)).toMatchObject({ generation: 2, locked: false });
  });

  test('is none of the business of another key, nor of a token that is bound to none', async () => {
    const [one, other] = [await cluster.newKey(), await cluster.newKey()];
    for (const key of [one, other, one, other, undefined, undefined])
      expect(await present(pod(key === one ? 'a' : 'b'), key)).toEqual([200]);
    expect(await cluster.instanceOf(one)).toMatchObject({ generation: 1 });
  });

  test('begins at the present generation of an instance of which no process was known', async () => {
    const key = await cluster.newKey();
    await cluster.present({}, key);
    expect([await present(pod('a'), key), await present({}, key), await present(pod('a'), key)]).toEqual([
      [200],
      [200],
      [200],
    ]);
    expect(await cluster.instanceOf(key)).toMatchObject({ generation: 1 });
  });

  test('is not known from a token that was issued before processes were, which is used as ever', async () => {
    const key = await cluster.newKey();
    const token = tokenIn(await cluster.present(pod('a'), key));
    await cluster.world.database.inTenant(cluster.world.tenantId, (tx) =>
      sql`update access_token set attestation = attestation - 'process' where jti = ${decodeJwt(token).jti}`.execute(
        tx,
      ),
    );
    expect(await cluster.use(token, key)).toBe(200);
  });

  test('is forgotten a hundred generations later, and then is a restart like any other', async () => {
    const key = await cluster.newKey();
    for (const uid of ['a', 'b', 'c']) await cluster.present(pod(uid), key);
    const id = (await cluster.instanceOf(key))?.id ?? '';
    const kept = () =>
      cluster.world.database.inTenant(cluster.world.tenantId, async (tx) => {
        const rows = tx.selectFrom('runtime_process').select('process').where('instance_id', '=', id);
        return (await rows.orderBy('generation').execute()).map(({ process }) => process);
      });
    await cluster.world.database.inTenant(cluster.world.tenantId, async (tx) => {
      const pods = tx.updateTable('runtime_process').where('instance_id', '=', id).where('process', '=', 'pod c');
      await pods.set({ generation: 101 }).execute();
      await tx.updateTable('runtime_instance').set({ generation: 101 }).where('id', '=', id).execute();
    });
    await cluster.present(pod('c'), key);
    expect(await kept()).toEqual(['pod b', 'pod c']);
    expect(await present(pod('a'), key)).toEqual([200]);
    expect(await kept()).toEqual(['pod c', 'pod a']);
  });
});

describe('a key that two have', () => {
  test('is locked for both, and so is every token that is bound to it', async () => {
    const { key, tokens, denials } = await suspectedKey();
    expect(denials).toEqual(['credentials.clone_suspected']);
    for (const uid of ['new', 'newest', 'old'])
      expect(await newDenials(() => cluster.present(pod(uid), key))).toEqual(['credentials.runtime_locked']);
    for (const token of tokens) expect(await cluster.use(token, key)).toBe(401);
    expect(await cluster.instanceOf(key)).toMatchObject({
      ...{ generation: 2, locked: true },
      lockReason: expect.stringMatching(/^Clone suspected\. .*pod old\.$/) as string,
    });
    expect(await present(pod('new'), await cluster.newKey())).toEqual([200]);
  });

  test('is unlocked by whoever has looked: then the latest process passes, and the earlier is suspected again', async () => {
    const { key } = await suspectedKey();
    const id = (await cluster.instanceOf(key))?.id ?? '';
    await cluster.lock(id, false);
    const token = tokenIn(await cluster.present(pod('new'), key));
    expect(await cluster.use(token, key)).toBe(200);
    expect(await newDenials(() => cluster.present(pod('old'), key))).toEqual(['credentials.clone_suspected']);
    expect(await cluster.use(token, key)).toBe(401);
  });

  test('is not yet found out by a token of the earlier process that is still alive: restarts overlap', async () => {
    const key = await cluster.newKey();
    const old = tokenIn(await cluster.present(pod('old'), key));
    const fresh = tokenIn(await cluster.present(pod('new'), key));
    for (const token of [old, fresh, old, fresh]) expect(await cluster.use(token, key)).toBe(200);
    expect(await cluster.instanceOf(key)).toMatchObject({ generation: 2, locked: false });
  });

  test('is locked also when the credential would not have been let in anyway', async () => {
    const own = await openWorkloads();
    const key = await own.newKey();
    for (const uid of ['a', 'b']) await own.present(pod(uid), key);
    await reasoned(own.world, 'suspendCredential', { id: own.credential, expectedVersion: 1 });
    await own.present(pod('a'), key);
    expect(await own.denials()).toEqual(['credentials.suspended']);
    expect(await own.instanceOf(key)).toMatchObject({ locked: true });
    own.close();
  });

  test('is not found out from where the key may not be used at all, and nobody is locked out from there', async () => {
    const [own, key] = [await openWorkloads(), await cluster.newKey()];
    for (const uid of ['a', 'b']) await own.present(pod(uid), key);
    await own.world.database.inTenant(own.world.tenantId, (tx) =>
      tx
        .updateTable('credential')
        .set({ networks: ['203.0.113.0/24'] })
        .where('id', '=', own.credential)
        .execute(),
    );
    await own.present(pod('a'), key);
    expect(await own.denials()).toEqual(['credentials.network_not_allowed']);
    expect(await own.instanceOf(key)).toMatchObject({ generation: 2, locked: false });
    own.close();
  });

  test('is its tenant’s matter alone', async () => {
    const [key, theirs] = [await cluster.newKey(), await openWorkloads()];
    for (const uid of ['a', 'b']) await cluster.present(pod(uid), key);
    for (const uid of ['b', 'a']) expect((await theirs.present(pod(uid), key)).status).toBe(200);
    await cluster.present(pod('a'), key);
    expect(await cluster.instanceOf(key)).toMatchObject({ locked: true });
    expect((await theirs.present(pod('a'), key)).status).toBe(200);
    expect(await theirs.instanceOf(key)).toMatchObject({ generation: 2, locked: false });
    theirs.close();
  });

  test('is on record with who, when and why, and gateways are told, in the transaction of the refusal', async () => {
    const { world } = cluster;
    const before = (await world.events('txn_token.withdrawn')).length;
    const { key } = await suspectedKey();
    const id = (await cluster.instanceOf(key))?.id ?? '';
    const { moves, entries, decisions, told } = await world.database.inTenant(world.tenantId, async (tx) => ({
      moves: await tx.selectFrom('transition').selectAll().where('target_id', '=', id).execute(),
      entries: (
        await sql<
          Record<string, unknown>
        >`select action, reason_code, request_id, actors, xmin::text as xid from audit_entry
          where target_id = ${id}`.execute(tx)
      ).rows,
      decisions: (
        await sql<Record<string, unknown>>`select xmin::text as xid from trust_decision
          where reason_code = 'credentials.clone_suspected' order by position desc limit 1`.execute(tx)
      ).rows,
      told: (
        await sql<Record<string, unknown>>`select xmin::text as xid from runtime_instance where id = ${id}`.execute(tx)
      ).rows,
    }));
    const watch = { kind: 'PLATFORM', id: 'clone-watch', label: 'The watch over copied keys' };
    expect(moves).toMatchObject([
      { from_state: 'ACTIVE', to_state: 'LOCKED', by_actor: watch, reason_code: 'credentials.clone_suspected' },
    ]);
    expect(entries).toMatchObject([
      { action: 'credentials.runtime.lock', reason_code: 'credentials.clone_suspected', actors: [watch] },
    ]);
    expect(moves[0]?.request_id).toBe(entries[0]?.['request_id']);
    expect([decisions[0]?.['xid'], told[0]?.['xid']]).toEqual([entries[0]?.['xid'], entries[0]?.['xid']]);
    const events = (await world.events('txn_token.withdrawn')).slice(before);
    expect(events.map(({ data }) => WITHDRAWN.safeParse(data).success)).toEqual([true]);
    expect(events.map(({ data }) => data)).toEqual([
      { sub: `machine:${cluster.machine}`, before: expect.any(String) as string },
    ]);
  });
});
