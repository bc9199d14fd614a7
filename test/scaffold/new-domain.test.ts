import { randomInt } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { send, type Answer } from '../harness/platform.js';
import { until } from '../harness/time.js';
import { copyRepository, type Copy, type Ran } from './copy.js';

// An address of its own, so that a platform that a developer has running on 127.0.0.1 is no obstacle. macOS has only that one.
const HOST =
  process.platform === 'linux' ? `127.${randomInt(2, 250)}.${randomInt(2, 250)}.${randomInt(2, 250)}` : '127.0.0.1';

let copy: Copy;
beforeAll(() => {
  copy = copyRepository();
  expectDone(copy.run('npx', ['turbo', 'run', 'build', '--output-logs=errors-only']));
});
afterAll(() => copy.remove());

const newDomain = (...args: readonly string[]): Ran => copy.run('npm', ['run', '-s', 'new:domain', '--', ...args]);

function expectDone({ code, said }: Ran): void {
  expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });
}

describe('npm run new:domain', () => {
  test('says what it would write, and writes nothing, in a dry run', () => {
    const before = copy.files();
    const ran = newDomain('reporting', '--dry-run');
    expect(ran).toMatchObject({
      code: 0,
      said: expect.stringContaining('subgraphs/reporting/src/domain/report.ts') as unknown,
    });
    expect(ran.said).toContain("{ type: 'identity.tenant.changed', consumers: ['reporting'] }");
    expect(copy.files()).toEqual(before);
  });

  test.each([
    ['a name that is none', ['Reporting'], /2 to 30 letters from a to z/],
    ['a name that is taken', ['billing'], /There is a domain billing already/],
    ['the gateway’s name', ['gateway'], /means something else already/],
    ['a noun that is taken', ['helpdesk', '--noun', 'plan'], /The graph has Plan already/],
    ['a port that is taken', ['helpdesk', '--port', '4002'], /Port 4002 is another domain's/],
    ['no name', [], /Say one name/],
  ])('refuses %s, and writes nothing', (_, args, sentence) => {
    const before = copy.files();
    const { code, said } = newDomain(...args);
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(sentence) as unknown });
    expect(copy.files()).toEqual(before);
  });

  test('takes everything back when what comes of it does not fit', () => {
    const planted = join(copy.root, 'schema/operations/planted.graphql');
    writeFileSync(planted, '# topic: Start\n\n# Asks for what there is not.\nquery Planted {\n  nothing\n}\n');
    const before = copy.files();
    const { code, said } = newDomain('reporting');
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringMatching(/Nothing was written.*nothing/s) as unknown,
    });
    expect(copy.files()).toEqual(before);
    rmSync(planted);
  });

  test('makes a domain, and says every file and what to do next', () => {
    const ran = newDomain('reporting');
    expectDone(ran);
    expect(ran.said).toContain('npm test -w @bailiwick/reporting');
    const made = Object.keys(copy.files()).filter((file) => file.startsWith('subgraphs/reporting/'));
    expect(made.length).toBeGreaterThan(20);
    expect(made.filter((file) => !ran.said.includes(`  ${file}\n`))).toEqual([]);
  });

  test('does not make it twice', () => {
    const before = copy.files();
    const { code, said } = newDomain('reporting');
    expect({ code, said }).toEqual({
      code: 1,
      said: expect.stringContaining('There is a domain reporting already') as unknown,
    });
    expect(copy.files()).toEqual(before);
  });
});

describe('the new domain', () => {
  test.each([
    ['has no type error', 'npx', ['tsc', '-p', 'subgraphs/reporting']],
    ['leaves none in what joins the domains', 'npx', ['tsc', '-p', 'platform/cli']],
    ['has no lint finding', 'npx', ['eslint', 'subgraphs/reporting', 'platform/cli']],
    ['keeps the boundaries', 'npm', ['run', '-s', 'boundaries']],
    ['has no unused code', 'npx', ['knip', '--workspace', 'subgraphs/reporting']],
    ['is formatted', 'npm', ['run', '-s', 'format']],
    ['is in the committed graph', 'npm', ['run', '-s', 'schema:check']],
    ['passes its own tests', 'npx', ['vitest', 'run', '--root', 'subgraphs/reporting']],
    ['passes the static tests of the whole', 'npx', ['vitest', 'run', '--root', 'test', 'static']],
  ])('%s', (_, command, args) => {
    expectDone(copy.run(command, args));
  });

  test('leaves the lock file as npm would', () => {
    const lockFile = join(copy.root, 'package-lock.json');
    const before = readFileSync(lockFile, 'utf8');
    expectDone(copy.run('npm', ['install', '--package-lock-only', '--ignore-scripts', '--offline', '--no-audit']));
    const after = readFileSync(lockFile, 'utf8');
    writeFileSync(lockFile, before); // or a second attempt would find what the first has mended
    expect(after).toBe(before);
  });
});

describe('through the gateway', () => {
  const CREATE = `mutation ($title: String!, $key: ID!) {
    createReport(input: { title: $title, idempotencyKey: $key }) { report { id title } errors { __typename code message } }
  }`;
  const gateway = new URL(`http://${HOST}:4000`);
  let platform: ChildProcess;
  let said = '';

  beforeAll(async () => {
    expectDone(copy.run('npx', ['turbo', 'run', 'build', '--output-logs=errors-only']));
    platform = copy.start(['platform/cli/dist/start.js', '--host', HOST, '--data', join(copy.root, '.data')]);
    for (const stream of [platform.stdout, platform.stderr])
      stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until(
      () => Promise.resolve(said),
      (text) => text.includes('Bailiwick is running') || platform.exitCode !== null,
      { withinMs: 180_000 },
    );
    expect(said).toContain('Bailiwick is running');
  });
  afterAll(async () => {
    platform.kill('SIGTERM');
    await until(
      () => Promise.resolve(platform.exitCode),
      (code) => code !== null,
    );
  });

  function ask(as: string, tenant: string, query: string, variables?: Record<string, unknown>): Promise<Answer> {
    const token = copy.run(process.execPath, ['platform/cli/dist/token.js', as, '--data', '.data']);
    return send(gateway, { as, tenant, query, ...(variables && { variables }) }, token.said.trim());
  }
  const made = async (key: string): Promise<Record<string, unknown>> =>
    (await ask('ana@acme.example', 'acme', CREATE, { title: 'Third quarter', key })).data?.['createReport'];

  test('its owner reads the reports of the demo', async () => {
    const { data, errors } = await ask('ana@acme.example', 'acme', '{ tenant { slug reports { title } } }');
    expect({ data, errors }).toEqual({
      data: { tenant: { slug: 'acme', reports: [{ title: 'The first report of Acme Corporation' }] } },
      errors: [],
    });
  });

  test('a member without the right is told why not', async () => {
    const { data, errors } = await ask('ben@acme.example', 'acme', '{ tenant { slug reports { title } } }');
    expect(data).toEqual({ tenant: { slug: 'acme', reports: null } });
    expect(errors).toMatchObject([
      { extensions: { code: 'NOT_PERMITTED', reason: { code: 'access.not_permitted', owner: 'ACCESS' } } },
    ]);
  });

  test('one idempotency key makes one report', async () => {
    const [first, again] = [await made('key-1'), await made('key-1')];
    expect(first).toMatchObject({ report: { title: 'Third quarter' }, errors: [] });
    expect(again).toEqual(first);
    const { data } = await ask('ana@acme.example', 'acme', '{ tenant { reports { id } } }');
    expect(data?.['tenant'].reports).toHaveLength(2);
  });

  test('another tenant’s report is null, like one that does not exist', async () => {
    const { report } = (await made('key-1')) as { report: { id: string } }; // the query's own shape
    const query = 'query ($id: ID!) { report(id: $id) { id title } }';
    expect((await ask('ana@acme.example', 'acme', query, { id: report.id })).data).toMatchObject({ report });
    expect(await ask('gus@globex.example', 'globex', query, { id: report.id })).toMatchObject({
      data: { report: null },
      errors: [],
    });
  });

  test('what identity said of each tenant has arrived, and the rule rests on it', async () => {
    const { data } = await ask('gus@globex.example', 'globex', CREATE, { title: 'Too early', key: 'key-2' });
    expect(data?.['createReport']).toEqual({
      report: null,
      errors: [
        {
          __typename: 'RuleRefused',
          code: 'reporting.tenant_not_active',
          message: 'Reports are made only while the tenant is active, and its state is PROVISIONING.',
        },
      ],
    });
  });

  test('a call past the gateway, unsigned, is not trusted', async () => {
    const response = await fetch(`http://${HOST}:4005/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ tenant { reports { id } } }' }),
    });
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain('data');
  });
});

describe('a domain whose name is its noun’s plural', () => {
  test('has no type error either', () => {
    expectDone(newDomain('tickets'));
    expect(existsSync(join(copy.root, 'subgraphs/tickets/schema/ticket.graphql'))).toBe(true);
    expectDone(copy.run('npx', ['tsc', '-p', 'subgraphs/tickets']));
  });
});
