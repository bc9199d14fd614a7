import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../harness/time.js';
import type { Child } from './standalone/child.js';
import type { Domain } from './standalone/databases.js';
import { change, untilTrue } from './standalone/ask.js';
import { prepareMachine, SLUG, type PreparedTenant } from './standalone/journey.js';
import { balance, type LoadBalancer } from './standalone/load-balancer.js';
import { openWithTenant, type Production } from './standalone/production.js';

const DOUBLED = ['access', 'billing', 'credentials'] as const satisfies readonly Domain[];
type Doubled = (typeof DOUBLED)[number];

let production: Production & { readonly tenant: PreparedTenant };
const balancers: LoadBalancer[] = [];
const replicas = new Map<Doubled, readonly Child[]>();
beforeAll(async () => {
  production = await openWithTenant();
  for (const domain of DOUBLED) await double(domain);
});
afterAll(async () => {
  await Promise.all(balancers.map((balancer) => balancer.close()));
  await production.site.remove();
});

/** Two processes of the domain at the address where there was one. */
async function double(domain: Doubled): Promise<void> {
  const { site } = production;
  await site.service(domain).stop();
  const address = site.urlOf(domain);
  const started = await Promise.all([1, 2].map(() => site.startReplica(domain, address.host)));
  replicas.set(
    domain,
    started.map(({ child }) => child),
  );
  balancers.push(
    await balance(
      Number(address.port),
      started.map(({ url }) => url),
    ),
  );
}

const ask: Production['ask'] = (request) => production.ask(request);
const asOwner = () => ({ token: production.owner, tenant: SLUG });
const QUERY =
  '{ tenant { name billingReadiness { ready } } accessState { canAccess } machineIdentities { totalCount } }';
const database = (domain: Domain) => production.site.databases[domain];
const outbox = (domain: Doubled, type: string, subjects: readonly string[]) =>
  database(domain).query(
    `select subject, count(*)::int as times from ${domain}.outbox where type = '${type}' and subject in (${subjects.map((id) => `'${id}'`).join(', ')}) group by subject`,
  );

async function untilAllAnswer(): Promise<void> {
  await until(
    () => ask({ query: QUERY, ...asOwner() }),
    ({ status, errors, data }) => status === 200 && errors.length === 0 && data?.['accessState'].canAccess === true,
    { withinMs: 20_000 },
  );
}

/** What came back incomplete of so many requests, a few at a time: this is not about how much a machine can bear. */
async function incompleteOf(count: number): Promise<readonly string[]> {
  const incomplete: string[] = [];
  for (let asked = 0; asked < count; asked += 4) {
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask({ query: QUERY, ...asOwner() })));
    incomplete.push(
      ...answers.filter(({ status, errors }) => status !== 200 || errors.length > 0).map(({ text }) => text),
    );
  }
  return incomplete;
}

describe('two replicas of a service', () => {
  test('both answer, under the one address that callers know', async () => {
    await untilAllAnswer();
    expect(await incompleteOf(40)).toEqual([]);
    for (const balancer of balancers) expect(Math.min(...balancer.given())).toBeGreaterThan(0);
  });

  test('fire what is due once: roles that end, each with one withdrawal', async () => {
    const machines = await Promise.all(
      Array.from({ length: 4 }, (_, index) => prepareMachine(ask, production.owner, production.tenant, `due-${index}`)),
    );
    const expiresAt = new Date(Date.now() + 2_500).toISOString();
    const given = await Promise.all(
      machines.map(({ machineId }) =>
        change(ask, {
          name: 'assignRole',
          input: { subjectKind: 'MACHINE', subjectId: machineId, roleId: 'auditor', expiresAt },
          fields: 'assignment { id }',
          ...asOwner(),
        }),
      ),
    );
    const subjects = machines.map(({ machineId }) => `machine:${machineId}`);
    const before = await outbox('access', 'txn_token.withdrawn', subjects);
    const fired = (now: readonly Record<string, unknown>[]) =>
      subjects.map((subject) => timesOf(now, subject) - timesOf(before, subject));
    await until(
      () => outbox('access', 'txn_token.withdrawn', subjects),
      (rows) => fired(rows).every((times) => times >= 1),
      { withinMs: 15_000 },
    );
    expect(fired(await outbox('access', 'txn_token.withdrawn', subjects))).toEqual([1, 1, 1, 1]);
    expect(
      await database('access').query(
        "select from access.due where kind = 'role_assignment.expires' and due_at <= now()",
      ),
    ).toEqual([]);
    expect(given).toHaveLength(4);
  });

  test('consume each event once: an invited member gets each role once, and a seat', async () => {
    const invited = await change(ask, {
      name: 'inviteMember',
      input: { email: 'milo@initech.example', roleIds: ['member', 'auditor'] },
      fields: 'token',
      ...asOwner(),
    });
    const milo = await production.site.issuer.tokenOf('milo');
    const { personId } = await change(ask, {
      name: 'acceptInvitation',
      input: { token: invited['token'] },
      fields: 'personId',
      token: milo,
    });
    await untilTrue(ask, { token: milo, tenant: SLUG }, 'platform.use');
    const roles = await until(
      () =>
        database('access').query(
          `select role, count(*)::int as times from access.role_assignment where subject_id = '${String(personId)}' and ended_at is null group by role order by role`,
        ),
      (rows) => rows.length === 2,
    );
    expect(roles.value).toEqual([
      { role: 'auditor', times: 1 },
      { role: 'member', times: 1 },
    ]);
    await until(
      async () =>
        (await ask({ query: '{ billingAccount { seats { used } } }', ...asOwner() })).data?.['billingAccount'].seats
          .used as number,
      (used) => used === 2,
    );
  });

  test('one of which is killed: the other carries on, and takes over what it consumed', async () => {
    for (const domain of DOUBLED) await replicas.get(domain)?.[0]?.stop('SIGKILL');
    await untilAllAnswer();
    const machine = await prepareMachine(ask, production.owner, production.tenant, randomUUID().slice(0, 8));
    expect((await ask({ query: '{ tenant { slug } }', token: machine.key })).status).toBe(200);
    expect(await incompleteOf(20)).toEqual([]);
  });
});

function timesOf(rows: readonly Record<string, unknown>[], subject: string): number {
  return Number(rows.find((row) => row['subject'] === subject)?.['times'] ?? 0);
}
