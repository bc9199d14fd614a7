import { beforeAll, describe, expect, test } from 'vitest';
import { leakClockRule } from '../src/clock/leak-clock.js';
import { REPORTS_PER_ADDRESS } from '../src/exchange/report-limit.js';
import { activeMachine, issueKey } from './machines.js';
import { begin, later } from './rotation-steps.js';
import { openWorld, type World } from './world.js';

let world: World;
let machine: string;
beforeAll(async () => {
  world = await openWorld();
  machine = await activeMachine(world);
});

const JSON_TYPE = 'application/json';
const report = async (body: string, { type = JSON_TYPE, address = '192.0.2.1' } = {}) => {
  later(world, 60);
  return send(body, type, address);
};
const send = async (body: string, type: string, address: string) => {
  const route = world.domain.parts.publicRoutes?.find(({ path }) => path === '/leak-report');
  if (route === undefined) throw new Error('no route');
  return route.handle({
    ...{ method: 'POST', path: '/leak-report', query: new URLSearchParams(), address },
    ...{ headers: { 'content-type': type }, body: Buffer.from(body) },
  });
};
const ofSecret = (secret: string) => report(JSON.stringify({ secret }));
const isPlanned = () =>
  world.database.inTenant(world.tenantId, (tx) =>
    tx.selectFrom('due').selectAll().where('kind', '=', leakClockRule.kind).execute(),
  );
/** What the clock does, also after a restart: the rows wait for it. */
const carryOut = async () =>
  world.database.inTenant(world.tenantId, async (tx) => {
    const due = await tx.deleteFrom('due').where('kind', '=', leakClockRule.kind).returningAll().execute();
    for (const { kind, subject, due_at: dueAt } of due)
      await leakClockRule.fire({ tenantId: world.tenantId, kind, subject, dueAt }, tx, world.now);
  });
const stateOf = async (id: string) =>
  (
    await world.run(
      `{ credential(id: "${id}") { state stateReason { code } versions { state } revocation { reason note by { kind } } } }`,
    )
  ).data?.['credential'];

describe('a report of a leak', () => {
  test('ends the credential for ever, with every version, and tells the stewards', async () => {
    const { id, secret } = await issueKey(world, machine);
    const newer = String((await begin(world, id))['secret']);
    expect((await ofSecret(secret)).status).toBe(202);
    expect(await isPlanned()).toMatchObject([{ subject: id }]);
    await carryOut();
    expect(await stateOf(id)).toMatchObject({
      state: 'COMPROMISED',
      stateReason: { code: 'credentials.compromised' },
      versions: [{ state: 'REVOKED' }, { state: 'REVOKED' }],
      revocation: { reason: 'LEAK_REPORTED', by: { kind: 'PLATFORM' } },
    });
    for (const each of [secret, newer]) expect((await world.exchange(each)).status).toBe(401);
    const [told] = await world.events('credentials.credential.compromised');
    expect(told).toMatchObject({ subject: id, data: { machineIdentityId: machine, stewardIds: [world.ana] } });
    const withdrawn = await world.events('txn_token.withdrawn');
    expect(withdrawn.at(-1)?.data).toMatchObject({ sub: `machine:${machine}` });
    expect(JSON.stringify([told, withdrawn, await isPlanned()])).not.toContain(secret);
  });

  test('is answered alike and costs as many statements whether or not the secret opens anything', async () => {
    const known = await issueKey(world, machine);
    const wrong = (await issueKey(world, machine)).secret.slice(0, 17) + known.secret.slice(17);
    const unknown = known.secret.replace(/^(bwk_live_).{8}/, '$1ZZZZZZZZ');
    const counts = [];
    const answers = new Set<string>();
    for (const secret of [known.secret, wrong, unknown, 'no key at all']) {
      const before = world.database.statements.count;
      answers.add(JSON.stringify(await ofSecret(secret)));
      counts.push(world.database.statements.count - before);
    }
    expect(answers.size).toBe(1);
    expect(new Set(counts).size).toBe(1);
    await carryOut();
    expect(await stateOf(known.id)).toMatchObject({ state: 'COMPROMISED' });
  });

  test('of a secret that was replaced changes nothing: it opens nothing', async () => {
    const { id, secret } = await issueKey(world, machine);
    await begin(world, id, { overlapHours: 0 });
    expect((await ofSecret(secret)).status).toBe(202);
    await carryOut();
    expect(await stateOf(id)).toMatchObject({ state: 'STAGED' });
  });

  test('comes as a form too, and is refused when it is none or too large', async () => {
    const { id, secret } = await issueKey(world, machine);
    const asForm = new URLSearchParams({ secret }).toString();
    expect((await report(asForm, { type: 'application/x-www-form-urlencoded' })).status).toBe(202);
    await carryOut();
    expect(await stateOf(id)).toMatchObject({ state: 'COMPROMISED' });
    for (const body of ['', '{}', '[]', '{"secret":7}']) expect((await report(body)).status).toBe(400);
    expect((await report(JSON.stringify({ secret: 'x'.repeat(5_000) }))).status).toBe(413);
  });

  test('is taken from one address so many times a minute, and says when to come again', async () => {
    later(world, 60);
    const body = JSON.stringify({ secret: 'no key at all' });
    const from = async (address: string) => (await send(body, JSON_TYPE, address)).status;
    for (let count = 0; count < REPORTS_PER_ADDRESS; count += 1)
      expect(await from(`2001:db8:0:1::${count + 1}`)).toBe(202);
    const refused = await send(body, JSON_TYPE, '2001:db8:0:1::ffff');
    expect([refused.status, Number(refused.headers?.['retry-after']) > 0]).toEqual([429, true]);
    expect(await from('2001:db8:0:2::1')).toBe(202);
    later(world, 60);
    expect(await from('2001:db8:0:1::1')).toBe(202);
  });
});
