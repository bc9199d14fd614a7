import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run, type Ended } from '../harness/commands.js';
import { operation } from '../harness/operations.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import { done } from '../harness/tenants.js';
import { until } from '../harness/time.js';

const ANA = 'ana@acme.example';

let platform: TestPlatform;
let folder: string;
beforeAll(async () => {
  platform = await startTestPlatform();
  folder = mkdtempSync(join(tmpdir(), 'bailiwick-machines-'));
});
afterAll(async () => {
  await platform.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The built command as a process of its own, as whoever holds the token. */
async function bailiwick(args: readonly string[], token?: string): Promise<Ended> {
  const env = {
    BAILIWICK_URL: platform.gateway.href,
    BAILIWICK_TENANT: 'acme',
    BAILIWICK_TOKEN: token ?? (await platform.tokenOf(ANA)),
  };
  return run('bailiwick', args, { env, withinMs: 60_000 });
}

/** One that is expected to be done, with its answer. */
async function answer(args: readonly string[], token?: string) {
  const ended = await bailiwick([...args, '--json'], token);
  expect(ended).toMatchObject({ code: 0 });
  return JSON.parse(ended.stdout);
}

const secretIn = (file: string): string => readFileSync(join(folder, file), 'utf8').trim();

const FILE = `version: 1
tenant: acme
runtimes:
  - { name: build-runners, kind: CI, environment: live, networks: [127.0.0.0/8] }
machines:
  - name: crm-sync
    environment: live
    owner: { kind: EXTERNAL_INTEGRATION, provider: hubspot }
    responsibility:
      statement: Keeps the CRM in step.
      actions: [identity.tenant.read, platform.use]
    stewards: [${ANA}]
    runtimes: [build-runners]
    credentials:
      - name: nightly
        purpose: The nightly run.
        ceiling: [platform.use, identity.tenant.read]
        runtimes: [build-runners]
        expiresInDays: 90
        secret: { file: keys/nightly.key }
  - name: mail-agent
    environment: live
    owner: { kind: AUTONOMOUS_AGENT, agent: crm-sync }
    responsibility: { statement: Answers mail., actions: [platform.use] }
    stewards: [${ANA}]
`;

describe('a file of machines', () => {
  const file = (): string => join(folder, 'machines.yaml');
  const apply = (...more: readonly string[]) => bailiwick(['apply', '-f', file(), ...more]);
  const machines = async () =>
    (await answer(['list', 'machines', '--all'])).machines.map(({ name }: { name: string }) => name).toSorted();

  test('is shown as a plan, and changes nothing, in a dry run', async () => {
    writeFileSync(file(), FILE);
    const before = await machines();
    const { code, stdout } = await apply('--dry-run', '--exit-code');
    expect(code).toBe(5);
    expect(stdout).toContain('4 to create, 0 to change, 0 to revoke, 0 as they are');
    expect(await machines()).toEqual(before);
  });

  test('is not carried out where nobody can be asked and nobody said yes', async () => {
    expect(await apply()).toMatchObject({ code: 2, stderr: expect.stringContaining('Say --yes') });
  });

  test('is carried out, owners before what they own, with the secret in its file', async () => {
    const { code, stdout, stderr } = await apply('--yes');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain('Done: 6 steps in acme.');
    expect(stderr).toContain('[6/6] activate mail-agent');
    const key = secretIn('keys/nightly.key');
    expect(statSync(join(folder, 'keys/nightly.key')).mode & 0o777).toBe(0o600);
    expect(stdout + stderr).not.toContain(key);
    expect(await answer(['whoami'], key)).toMatchObject({ principal: { name: 'crm-sync' }, tenant: { slug: 'acme' } });
  });

  test('changes nothing a second time', async () => {
    const key = secretIn('keys/nightly.key');
    const { code, stdout } = await apply('--yes');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('There is nothing to do.') });
    expect((await apply('--dry-run', '--exit-code')).code).toBe(0);
    expect(secretIn('keys/nightly.key')).toBe(key);
  });

  test('changed, changes what it says and leaves the rest alone', async () => {
    const changed = FILE.replace(`stewards: [${ANA}]`, `stewards: [${ANA}, ben@acme.example]`).replace(
      'name: nightly',
      'name: hourly',
    );
    writeFileSync(file(), changed.replace('keys/nightly.key', 'keys/hourly.key'));
    const { code, stdout } = await apply('--yes');
    expect(code).toBe(0);
    expect(stdout).toContain(`stewards: ${ANA} PRIMARY → ${ANA} PRIMARY, ben@acme.example BACKUP`);
    expect(stdout).toMatch(/· +credential +crm-sync\/nightly +not in the file, left alone/);
    expect((await bailiwick(['whoami'], secretIn('keys/nightly.key'))).code).toBe(0);
  });

  test('takes back what it does not name any more only when told to prune', async () => {
    const { code, stdout } = await apply('--yes', '--prune');
    expect(code).toBe(0);
    expect(stdout).toMatch(/- +credential +crm-sync\/nightly +revoke/);
    const refused = await until(
      () => bailiwick(['whoami'], secretIn('keys/nightly.key')),
      (ended) => ended.code === 3,
    );
    expect(refused.value.stderr).toContain('credentials.invalid_credential');
    expect((await bailiwick(['whoami'], secretIn('keys/hourly.key'))).code).toBe(0);
  });

  test('does not bring back what somebody revoked, and says so until it is reissued', async () => {
    const { credentials } = await answer(['list', 'credentials', '--machine', 'crm-sync', '--text', 'hourly']);
    await answer(['revoke', credentials[0].id, '--reason', 'LEAK_REPORTED', '--note', 'Seen in a log.', '--yes']);
    const { code, stdout } = await apply('--yes');
    expect(code).toBe(1);
    expect(stdout).toContain('it is REVOKED since');
    expect((await apply('--yes', '--reissue')).code).toBe(0);
    expect((await bailiwick(['whoami'], secretIn('keys/hourly.key'))).code).toBe(0);
    expect((await apply('--yes')).code).toBe(0);
  });

  test('whose run was cut short between a secret and its file replaces the lost one', async () => {
    const listed = ['list', 'credentials', '--machine', 'crm-sync', '--text', 'hourly', '--state', 'ACTIVE'];
    const { credentials } = await answer(listed);
    writeFileSync(join(folder, 'keys/hourly.key.pending'), '');
    const before = secretIn('keys/hourly.key');
    const { code, stdout } = await apply('--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('secret: lost by a run that was cut short');
    expect(secretIn('keys/hourly.key')).not.toBe(before);
    expect(existsSync(join(folder, 'keys/hourly.key.pending'))).toBe(false);
    expect((await bailiwick(['whoami'], secretIn('keys/hourly.key'))).code).toBe(0);
    expect(await answer(['rotate', credentials[0].id, '--status'])).toMatchObject({ rotation: { toVersion: 2 } });
    expect((await apply('--yes')).code).toBe(0);
  });

  test('narrows a ceiling and unbinds a runtime in place, and never widens one', async () => {
    const text = readFileSync(file(), 'utf8');
    const narrow = text.replace('ceiling: [platform.use, identity.tenant.read]', 'ceiling: [platform.use]');
    const at = narrow.indexOf('        runtimes: [build-runners]');
    writeFileSync(
      file(),
      `${narrow.slice(0, at)}${narrow.slice(at).replace('        runtimes: [build-runners]\n', '')}`,
    );
    const { code, stdout } = await apply('--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('ceiling: identity.tenant.read, platform.use → platform.use');
    expect(stdout).toContain('runtimes: build-runners → none');
    writeFileSync(file(), text);
    const widened = await apply('--yes');
    expect(widened.code).toBe(1);
    expect(widened.stdout).toContain('! ceiling is platform.use, and the file says identity.tenant.read, platform.use');
  });

  test('with a mistake ends with its line and column, before anything is asked', async () => {
    writeFileSync(file(), FILE.replace('provider: hubspot', 'provder: hubspot'));
    const { code, stderr } = await apply('--yes');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'machines.yaml:8:42  provder: There is no such key in machines[0].owner. Did you mean provider?',
    );
  });

  test('that a rule refuses says where, keeps what was done, and goes on from there', async () => {
    const refused = FILE.replaceAll('crm-sync', 'erp-sync').replace('provider: hubspot', 'provider: nobody-knows');
    writeFileSync(
      file(),
      refused
        .replaceAll('mail-agent', 'erp-agent')
        .replace('build-runners, kind', 'office, kind')
        .replaceAll('[build-runners]', '[office]'),
    );
    const { code, stderr } = await apply('--yes');
    expect(code).toBe(1);
    expect(stderr).toContain('credentials.owner_unknown');
    expect(stderr).toMatch(/machines\.yaml:8:\d+ {2}erp-sync\n/);
    expect(stderr).toContain('1 of 6 steps are done.');
    writeFileSync(
      file(),
      readFileSync(file(), 'utf8').replace('nobody-knows', 'hubspot').replace('keys/nightly', 'keys/erp'),
    );
    expect(await apply('--yes')).toMatchObject({ code: 0, stdout: expect.stringContaining('Done: 5 steps in acme.') });
    expect(existsSync(join(folder, 'keys/erp.key'))).toBe(true);
  });
});

describe('a pipeline with a machine’s key', () => {
  const ACTIONS = [
    'credentials.machine.read',
    'credentials.trust.decide',
    'credentials.machine.declare',
    'platform.use',
  ];
  let key: string;

  beforeAll(async () => {
    const actions = ACTIONS.flatMap((action) => ['--action', action]);
    const { id } = await answer([
      ...['declare', '--name', 'pipeline', '--environment', 'live', '--steward', ANA, '--activate'],
      ...['--statement', 'Keeps the machines of this tenant as code.', ...actions],
    ]);
    const input = { subjectKind: 'MACHINE', subjectId: id, roleId: 'admin', idempotencyKey: 'pipeline-admin' };
    done(
      await platform.ask({ ...operation('AssignRole'), variables: { input }, as: ANA, tenant: 'acme' }),
      'assignRole',
    );
    const ceiling = ACTIONS.flatMap((action) => ['--ceiling', action]);
    const issued = [
      'issue',
      '--machine',
      'pipeline',
      '--name',
      'ci',
      '--purpose',
      'The pipeline.',
      '--expires-in-days',
      '30',
    ];
    key = (await answer([...issued, ...ceiling, '--show-secret'])).secret;
  });

  test('does what it answers for, and its role permits', async () => {
    const listed = await until(
      () => bailiwick(['list'], key),
      ({ code }) => code === 0,
    );
    expect(listed.value.stdout).toMatch(/crm-bridge .* b0000000-0000-4000-8000-000000000001 /);
    // It may not read addresses of people, so its file names them by their ids.
    const file = join(folder, 'pipeline.yaml');
    writeFileSync(
      file,
      FILE.replaceAll(ANA, 'b0000000-0000-4000-8000-000000000001')
        .replaceAll('crm-sync', 'new-sync')
        .replace('mail-agent', 'new-agent'),
    );
    const planned = await bailiwick(['apply', '-f', file, '--dry-run', '--exit-code'], key);
    expect(planned).toMatchObject({ code: 5, stdout: expect.stringMatching(/\+ +machine +new-sync +create/) });
  });

  test('is refused the rest, with the reason', async () => {
    const { code, stderr } = await bailiwick(
      ['revoke', 'd0000000-0000-4000-8000-000000000001', '--reason', 'CEASED', '--note', 'x', '--yes'],
      key,
    );
    expect(code).toBe(3);
    expect(stderr).toContain('access.');
    expect(stderr).toMatch(/Next: .+/);
  });
});
