import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run, type Ended } from '../harness/commands.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
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

describe('an administrator with a terminal', () => {
  let machineId: string;
  let credentialId: string;
  const keyFile = (): string => join(folder, 'nightly.key');

  test('declares a machine and activates it', async () => {
    const declared = await answer([
      ...['declare', '--name', 'ledger-export', '--environment', 'live', '--steward', ANA, '--team', 'Finance'],
      ...[
        '--statement',
        'Copies the account into the ledger.',
        '--action',
        'billing.account.read',
        '--action',
        'platform.use',
      ],
    ]);
    expect(declared).toMatchObject({ name: 'ledger-export', state: 'DRAFT' });
    const { code, stdout } = await bailiwick(['activate', 'ledger-export']);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('ledger-export is ACTIVE.') });
    machineId = declared.id;
  });

  test('issues a credential, whose secret is in its file and nowhere else', async () => {
    const args = ['issue', '--machine', 'ledger-export', '--name', 'nightly', '--purpose', 'The nightly copy.'];
    const ceiling = ['--ceiling', 'billing.account.read', '--ceiling', 'platform.use', '--expires-in-days', '90'];
    const ended = await bailiwick([...args, ...ceiling, '--secret-file', keyFile(), '--json']);
    const { credential, secret } = JSON.parse(ended.stdout);
    expect({ code: ended.code, secret }).toEqual({ code: 0, secret: undefined });
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    expect(secretIn('nightly.key')).toMatch(/^bwk_live_/);
    expect(ended.stdout + ended.stderr).not.toContain(secretIn('nightly.key'));
    credentialId = credential.id;
  });

  test('calls the gateway with it, from the file', async () => {
    const { code, stdout } = await run('bailiwick', ['whoami', '--token-file', keyFile(), '--json'], {
      env: { BAILIWICK_URL: platform.gateway.href },
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ principal: { __typename: 'MachineIdentity', id: machineId } });
  });

  test('reads the passport, with eight answers and who has seen the secret', async () => {
    const { code, stdout } = await bailiwick(['passport', credentialId]);
    expect(code).toBe(0);
    for (const words of [
      'Who created it?',
      'Who owns it?',
      'Which tenant?',
      'May it cross tenants?',
      'Which runtimes?',
    ])
      expect(stdout).toContain(words);
    for (const words of [
      'How is it rotated?',
      'How is it revoked?',
      'How is it audited?',
      'Ana Alves',
      'Trust: T1_BEARER',
    ])
      expect(stdout).toContain(words);
    const passport = await answer(['passport', credentialId]);
    expect(passport).toMatchObject({
      machineIdentity: { id: machineId },
      knowers: [{ actor: { label: 'Ana Alves' } }],
    });
  });

  test('hears why it would be denied, link by link, with what would help', async () => {
    const asked = ['explain', '--credential', credentialId, '--action', 'identity.member.read'];
    const { code, stdout } = await bailiwick([...asked, '--exit-code']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✓ +LIVENESS +PASS/);
    expect(stdout).toMatch(/✗ +RESPONSIBILITY +FAIL .* credentials.action_outside_responsibility\n +→ Choose actions/);
    const decision = await answer(asked);
    const again = await bailiwick(['explain', decision.id]);
    expect(again.stdout).toContain(decision.id);
    expect(again.stdout).toContain('identity.member.read');
  });

  test('hears why a request was denied, by its id', async () => {
    const { code, stderr } = await bailiwick(['list', '--json'], secretIn('nightly.key'));
    expect(code).toBe(3);
    const { requestId, next } = JSON.parse(stderr).error;
    expect(next).toContain('Ask an administrator');
    const explained = await bailiwick(['explain', requestId]);
    expect(explained.stdout).toMatch(/✗ ACCESS DECISION credentials.machine.read/);
    expect(explained.stdout).toContain('access.');
  });

  test('rotates: both secrets are accepted, then only the new one, and the file has it', async () => {
    const old = secretIn('nightly.key');
    const { rotation } = await answer(['rotate', credentialId, '--overlap-hours', '2', '--secret-file', keyFile()]);
    expect(rotation).toMatchObject({ state: 'OVERLAP', fromVersion: 1, toVersion: 2 });
    const fresh = secretIn('nightly.key');
    expect(fresh).not.toBe(old);
    for (const key of [old, fresh]) expect((await bailiwick(['whoami'], key)).code).toBe(0);
    expect((await bailiwick(['rotate', credentialId, '--status'])).stdout).toContain('version 1 to 2');
    expect(await answer(['rotate', credentialId, '--abort'])).toMatchObject({ rotation: { state: 'ABORTED' } });
    expect((await bailiwick(['rotate', credentialId, '--abort'])).code).toBe(1);
    await answer(['rotate', credentialId, '--secret-file', keyFile()]);
    const forced = await answer(['rotate', credentialId, '--complete', '--force', '--yes']);
    expect(['FORCED', 'COMPLETED']).toContain(forced.rotation.state);
    expect((await bailiwick(['whoami'], secretIn('nightly.key'))).code).toBe(0);
    const refused = await until(
      () => bailiwick(['whoami'], old),
      ({ code }) => code === 3,
    );
    expect(refused.value.stderr).toContain('credentials.invalid_credential');
  });

  test('narrows what it allows, and binds it to a runtime that is locked and unlocked again', async () => {
    const narrowed = await answer(['narrow', credentialId, '--remove', 'billing.account.read', '--yes']);
    expect(narrowed).toMatchObject({ ceiling: ['platform.use'] });
    const widened = await bailiwick(['narrow', credentialId, '--ceiling', 'billing.account.read', '--yes']);
    expect(widened).toMatchObject({ code: 1, stderr: expect.stringContaining('credentials.ceiling_widened') });
    writeFileSync(
      join(folder, 'places.yaml'),
      'version: 1\nruntimes:\n  - { name: laptops, kind: ON_PREM, environment: live, networks: [127.0.0.0/8] }\nmachines: []\n',
    );
    expect((await bailiwick(['apply', '-f', join(folder, 'places.yaml'), '--yes'])).code).toBe(0);
    const bound = await answer(['bind', credentialId, '--runtime', 'laptops']);
    expect(bound).toMatchObject({ allowedRuntimes: [{ name: 'laptops' }] });
    expect(await answer(['lock', 'laptops', '--reason', 'One was stolen.'])).toMatchObject({ state: 'LOCKED' });
    await until(
      () => bailiwick(['whoami'], secretIn('nightly.key')),
      ({ code }) => code === 3,
    );
    expect(await answer(['unlock', 'laptops', '--reason', 'It was found.'])).toMatchObject({ state: 'ACTIVE' });
    await until(
      () => bailiwick(['whoami'], secretIn('nightly.key')),
      ({ code }) => code === 0,
    );
    expect(await answer(['bind', credentialId, '--any'])).toMatchObject({ allowedRuntimes: [] });
  });

  test('has nothing to approve where nobody waits for it', async () => {
    const { code, stderr } = await bailiwick(['approve', credentialId]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('credentials.not_pending_approval') });
  });

  test('ends one secret of a rotation, and the other goes on', async () => {
    const old = secretIn('nightly.key');
    const { rotation } = await answer(['rotate', credentialId, '--secret-file', keyFile()]);
    const version = `${credentialId}:${rotation.fromVersion}`;
    await answer([
      'revoke',
      version,
      '--scope',
      'VERSION',
      '--reason',
      'LEAK_REPORTED',
      '--note',
      'In a log.',
      '--yes',
    ]);
    await until(
      () => bailiwick(['whoami'], old),
      ({ code }) => code === 3,
    );
    expect((await bailiwick(['whoami'], secretIn('nightly.key'))).code).toBe(0);
  });

  test('sees how many a bulk change would meet, and changes them only then', async () => {
    const rotate = ['bulk', 'rotate', '--machine', 'ledger-export', '--state', 'ACTIVE', '--overlap-hours', '72'];
    expect(await answer([...rotate, '--dry-run'])).toMatchObject({ matched: 1, machines: 1, operation: null });
    expect(await bailiwick(rotate)).toMatchObject({ code: 2, stderr: expect.stringContaining('Say --yes') });
    const { operation: done } = await answer([...rotate, '--yes']);
    expect(done).toMatchObject({ kind: 'ROTATE', matched: 1, changed: 1, finishedAt: expect.any(String) });
    expect(await answer(['bulk', 'status', done.id])).toMatchObject({ id: done.id, changed: 1 });
  });

  test('suspends and resumes', async () => {
    expect(await answer(['suspend', credentialId, '--reason', 'A look at it.'])).toMatchObject({ state: 'SUSPENDED' });
    expect((await bailiwick(['suspend', credentialId, '--reason', 'Again.'])).code).toBe(1);
    expect((await answer(['resume', credentialId, '--reason', 'Nothing found.'])).state).not.toBe('SUSPENDED');
  });

  test('revokes only when that is said, and then for ever', async () => {
    const revoke = ['revoke', credentialId, '--reason', 'CEASED', '--note', 'The ledger moved.'];
    expect(await bailiwick(revoke)).toMatchObject({ code: 2, stderr: expect.stringContaining('Say --yes') });
    expect(await answer([...revoke, '--yes'])).toMatchObject({ scope: 'CREDENTIAL', targetId: credentialId });
    const again = await bailiwick([...revoke, '--yes']);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('credentials.already_revoked') });
    const refused = await until(
      () => bailiwick(['whoami'], secretIn('nightly.key')),
      ({ code }) => code === 3,
    );
    expect(refused.value.stderr).toContain('credentials.invalid_credential');
  });

  test('retires the machine, whose name is free then', async () => {
    const suspended = await answer(['suspend', '--machine', 'ledger-export', '--reason', 'It moved.']);
    expect(suspended).toMatchObject({ state: 'SUSPENDED' });
    const retired = await answer(['retire', 'ledger-export', '--reason', 'It moved.', '--yes']);
    expect(retired).toMatchObject({ state: 'RETIRED' });
  });
});
