import { randomUUID } from 'node:crypto';
import { startPostgresCluster, type PostgresCluster } from '@bailiwick/database/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../harness/time.js';
import { change, type Asking } from './standalone/ask.js';
import { npmRun } from './standalone/child.js';
import { serviceEnvironment } from './standalone/commands.js';
import { DOMAINS, type Domain } from './standalone/databases.js';
import type { Deployment } from './standalone/deployment.js';
import { prepareMachine, SLUG, type PreparedMachine } from './standalone/journey.js';
import { blocksOf, runBlock } from './standalone/operate-paper.js';
import { openWithTenant } from './standalone/production.js';
import { moveTo } from './standalone/restored-site.js';

type Platform = Awaited<ReturnType<typeof openWithTenant>>;
const SERVERS: PostgresCluster[] = [];
let old: Platform;
let key: PreparedMachine;
const removals: (() => Promise<void>)[] = [];
let restored: { readonly site: Deployment; readonly ask: Asking };
/** Names of machines that were declared, as the answers came. */
const declared: { name: string; at: number }[] = [];
let dumpBegan = 0;
let token = '';
let beforeToken = '';
let refusal = '';
let report = '';

const asOwner = () => ({ token: old.owner, tenant: SLUG });
const aServer = async (): Promise<URL> => {
  const server = await startPostgresCluster();
  SERVERS.push(server);
  return new URL(server.url);
};

async function declareMachine(ask: Asking, name: string): Promise<string> {
  const input = {
    name,
    responsibility: { statement: 'Counts.', actions: ['platform.use'], dataClasses: ['invoices'] },
    owner: { kind: 'TENANT', ref: old.tenant.tenantId },
    environment: 'live',
    stewardIds: [old.tenant.personId],
    runtimeIds: [],
  };
  const fields = 'machineIdentity { id } consistencyToken';
  const made = await change(ask, { name: 'declareMachineIdentity', input, fields, ...asOwner() });
  declared.push({ name, at: performance.now() });
  token = made['consistencyToken'] as string; // as asked for
  return made['machineIdentity'].id as string; // as asked for
}

beforeAll(async () => {
  const [home, there] = [await aServer(), await aServer()];
  old = await openWithTenant({ ownServer: home.href });
  removals.push(() => old.site.remove());
  key = await prepareMachine(old.ask, old.owner, old.tenant);
  await whileWriting(() => backUp(home));
  beforeToken = token;
  const input = { scope: 'CREDENTIAL', targetId: key.credentialId, reason: 'COMPROMISED', note: 'After the backup.' };
  await change(old.ask, { name: 'revoke', input, fields: 'revocation { id }', ...asOwner() });
  await Promise.all([...DOMAINS.map((domain) => old.site.service(domain).stop()), old.site.gatewayProcess.stop()]);
  const site = await restoreOn(there);
  removals.push(() => site.remove());
  restored = { site, ask: old.ask };
}, 240_000);

/** Some changes are acknowledged before the work begins, some during it, some after it. */
async function whileWriting(work: () => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  const writing = (async () => {
    while (!stopping.signal.aborted) await declareMachine(old.ask, `counter-${randomUUID().slice(0, 8)}`);
  })();
  const untilWritten = (least: number) =>
    until(
      () => Promise.resolve(declared.length),
      (count) => count >= least,
    );
  await untilWritten(5);
  await work();
  await untilWritten(declared.length + 3);
  stopping.abort();
  await writing;
}

async function backUp(server: URL): Promise<void> {
  const [role = ''] = blocksOf('Backup and restore', 'sql');
  await old.site.databases.access.query(role.replace('…', 'backup-secret'));
  dumpBegan = performance.now();
  for (const block of blocksOf('Backup and restore', 'sh'))
    await runBlock(block, old.site.directory, server, 'platform_backup');
}

async function restoreOn(server: URL): Promise<Deployment> {
  const [intoDatabases = '', ...sayIt] = blocksOf('Restoring', 'sh');
  const [passwords = ''] = blocksOf('Restoring', 'sql');
  const filled = passwords.replaceAll(/_(owner|app) password '…'/g, "_$1 password '$1-secret'");
  await runBlock(intoDatabases, old.site.directory, server, 'postgres');
  return moveTo(old.site, server, async (moved) => {
    for (const domain of DOMAINS) await moved.databases[domain].query(filled.replaceAll('billing', domain));
    const early = npmRun({ script: 'start:billing', env: serviceEnvironment(moved, 'billing') });
    expect(await early.ended).toBe(1);
    refusal = early.said();
    for (const block of sayIt) report += await runBlock(block, old.site.directory, server, 'postgres');
  });
}
afterAll(async () => {
  for (const remove of removals.reverse()) await remove();
  await Promise.all(SERVERS.map((server) => server.stop()));
});

describe('a platform that was restored on a new server, as docs/operate.md says', () => {
  test('did not start before somebody had said that it was restored', () => {
    expect(refusal).toMatch(/^billing did not start: .*npm run restored -- billing/);
    expect(refusal).not.toMatch(/\n {4}at /);
    for (const domain of DOMAINS) expect(report).toContain(`${domain}: a new history begins`);
  });

  test('has all that was acknowledged before the dump began', async () => {
    const before = declared.filter(({ at }) => at < dumpBegan).map(({ name }) => name);
    const rows = await restored.site.databases.credentials.query('select name from credentials.machine_identity');
    const kept = rows.map(({ name }) => name);
    expect(before.length).toBeGreaterThanOrEqual(5);
    expect(before.filter((name) => !kept.includes(name))).toEqual([]);
    expect(declared.filter(({ name }) => !kept.includes(name)).length).toBeGreaterThan(0);
  });

  test('has copies that are what their owners say, in number and version', async () => {
    const ofAccess = async (): Promise<string> => {
      const rows = await restored.site.databases.access.query(
        "select source, about, kind, version from access.fact where kind in ('tenant', 'membership', 'machine') order by 1, 2, 3",
      );
      return rows
        .map((fact) => [fact['source'], fact['kind'], fact['about'], fact['version']].join(' '))
        .sort()
        .join('\n');
    };
    const told = (await Promise.all((['identity', 'credentials'] as const).map(newestOf))).flat().sort().join('\n');
    expect(told).toContain('credentials machine');
    await until(ofAccess, (facts) => facts === told, { withinMs: 15_000 });
  });

  test('carries a later change to whoever reads it: a new machine is given a role', async () => {
    const id = await declareMachine(restored.ask, 'after-the-restore');
    const input = { subjectKind: 'MACHINE', subjectId: id, roleId: 'machine' };
    const assign = () =>
      change(restored.ask, { name: 'assignRole', input, fields: 'assignment { id }', ...asOwner() }).then(
        () => '',
        String,
      );
    expect((await until(assign, (problem) => problem === '', { withinMs: 15_000 })).value).toBe('');
  });

  test('holds no fact to be as fresh as a token of before', async () => {
    const query =
      'query ($token: ConsistencyToken) { accessState(action: "platform.use", atLeastAsFresh: $token) { canAccess reason { code } } }';
    const stateFor = async (consistencyToken: string): Promise<string> => {
      const { data, text } = await restored.ask({ query, variables: { token: consistencyToken }, token: key.key });
      return JSON.stringify(data?.['accessState'] ?? text);
    };
    const newest = token;
    await until(
      () => stateFor(newest),
      (state) => state.includes('"canAccess":true'),
    );
    expect(await stateFor(beforeToken)).toContain('"code":"access.fact_stale"');
  });

  test('trusts again what was revoked after the backup, which the old access can name', async () => {
    const call = () => restored.ask({ token: key.key, query: '{ tenant { slug } }' });
    expect((await until(call, ({ status }) => status === 200)).value.data).toEqual({ tenant: { slug: SLUG } });
    const [listing = ''] = blocksOf('Back to an older point', 'sql');
    const since = /credentials: .*\n?.*of (\S+Z)/.exec(report)?.[1] ?? '';
    const rows = await old.site.databases.access.query(listing.replace(/'\d{4}-[^']*'/, `'${since}'`));
    expect(rows).toContainEqual(
      expect.objectContaining({ action: 'credentials.credential.revoke', subject_id: old.tenant.personId }),
    );
  });
});

/** The newest word of each subject that access keeps a fact of, in the owner's own outbox. */
async function newestOf(domain: Domain): Promise<readonly string[]> {
  const rows = await restored.site.databases[domain].query(
    `select distinct on (type, subject) type, subject, data from ${domain}.outbox
     where type in ('identity.tenant.changed', 'identity.membership.changed', 'credentials.machine_identity.changed')
     order by type, subject, id desc`,
  );
  return rows.map(({ type, subject, data }) => {
    const { version, personId } = data as { version: number; personId?: string }; // what the owner wrote
    const kind = String(type).includes('membership')
      ? 'membership'
      : String(type).includes('tenant')
        ? 'tenant'
        : 'machine';
    return `${domain} ${kind} ${personId ?? String(subject)} ${version}`;
  });
}
