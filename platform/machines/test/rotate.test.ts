import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../src/run.js';
import { aWorld, type Answering } from './a-world.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bailiwick-rotate-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const call = async (args: string, answer: Answering) => {
  const world = aWorld(answer, { cwd: folder });
  const exit = await run(args.split(' '), '1.2.3', world);
  return { exit, ...world.written, sent: world.sent, waited: world.waited };
};
const aRotation = (more: Record<string, unknown> = {}) => ({
  id: 'r1',
  state: 'OVERLAP',
  fromVersion: 1,
  toVersion: 2,
  startedBy: { kind: 'PERSON', id: 'p1', label: 'Ana' },
  startedAt: '2026-11-28T07:00:00.000Z',
  overlapEndsAt: '2026-11-29T07:00:00.000Z',
  drainedPercent: 0,
  laggards: [],
  ...more,
});
const begun =
  (secret: string | null): Answering =>
  () => ({ body: { data: { payload: { secret, rotation: aRotation(), errors: [] } } } });

describe('beginning a rotation', () => {
  test('puts the new secret where the old one was, and nowhere else', async () => {
    writeFileSync(join(folder, 'nightly.key'), 'bwk_live_old\n');
    const { exit, out, err } = await call('rotate c1 --secret-file nightly.key', begun('bwk_live_new'));
    expect(exit).toBe(0);
    expect(readFileSync(join(folder, 'nightly.key'), 'utf8')).toBe('bwk_live_new\n');
    expect(out + err).not.toContain('bwk_live_new');
  });

  test('says that the secret was lost when its answer was, and keeps the old one', async () => {
    writeFileSync(join(folder, 'nightly.key'), 'bwk_live_old\n');
    const { exit, err } = await call('rotate c1 --secret-file nightly.key', begun(null));
    expect(exit).toBe(1);
    expect(err).toContain('its secret was lost on the way');
    expect(err).toContain('bailiwick rotate c1 --abort');
    expect(readdirSync(folder)).toEqual(['nightly.key']);
    expect(readFileSync(join(folder, 'nightly.key'), 'utf8')).toBe('bwk_live_old\n');
  });

  test('that waits for somebody else puts the new secret beside the old one, which is still the one that works', async () => {
    writeFileSync(join(folder, 'nightly.key'), 'bwk_live_old\n');
    const { exit, out } = await call('rotate c1 --secret-file nightly.key', () => ({
      body: {
        data: { payload: { secret: 'bwk_live_new', rotation: aRotation({ state: 'PENDING_APPROVAL' }), errors: [] } },
      },
    }));
    expect(exit).toBe(0);
    expect(readFileSync(join(folder, 'nightly.key'), 'utf8')).toBe('bwk_live_old\n');
    expect(readFileSync(join(folder, 'nightly.key.waiting'), 'utf8')).toBe('bwk_live_new\n');
    expect(out).toContain('somebody else: bailiwick approve c1; then mv nightly.key.waiting nightly.key');
    expect(out).not.toContain('bwk_live_new');
  });

  test('with a public key asks for no place for a secret', async () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: 'abc' };
    writeFileSync(join(folder, 'public.json'), JSON.stringify(jwk));
    const { exit, sent } = await call('rotate c1 --public-jwk public.json', begun(null));
    expect(exit).toBe(0);
    expect(sent[0]?.variables).toMatchObject({ input: { credentialId: 'c1', publicJwk: jwk } });
  });

  test('sends no private key anywhere', async () => {
    writeFileSync(join(folder, 'private.json'), JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'abc', d: 'def' }));
    const { exit, err, sent } = await call('rotate c1 --public-jwk private.json', begun(null));
    expect({ exit, sent }).toEqual({ exit: 2, sent: [] });
    expect(err).toContain('holds a private key');
  });
});

describe('watching a rotation', () => {
  const watch = (rotations: readonly Record<string, unknown>[]) => {
    let at = -1;
    return call('rotate c1 --watch', () => {
      const current = aRotation(rotations[(at = Math.min(at + 1, rotations.length - 1))]);
      const credential = { id: 'c1', name: 'nightly', machineIdentity: { id: 'm1', name: 'copier' } };
      return { body: { data: { credential: { ...credential, rotation: { current } } } } };
    });
  };
  const late = { runtime: { id: 'x', name: 'runners' }, address: '10.0.0.3', lastSeen: '2026-11-28T07:00:00.000Z' };

  test('tells each change once, with who is late and where, until it has ended', async () => {
    const half = { drainedPercent: 50, laggards: [late] };
    const { exit, out, err, waited } = await watch([
      half,
      half,
      { state: 'DRAINED', drainedPercent: 100 },
      { state: 'COMPLETED' },
    ]);
    expect({ exit, waits: waited.length }).toEqual({ exit: 0, waits: 3 });
    expect(err).toBe(
      'OVERLAP: 50 % have moved; still on the old secret: runners 10.0.0.3\nDRAINED: 100 % have moved\n',
    );
    expect(out).toContain('version 1 to 2: COMPLETED');
  });

  test('goes on while it waits for somebody else, and says so', async () => {
    const { exit, err } = await watch([{ state: 'PENDING_APPROVAL' }, { state: 'COMPLETED' }]);
    expect([exit, err]).toEqual([0, 'PENDING_APPROVAL: somebody else has to approve it\n']);
  });

  test('ends with 1 when it was aborted: nobody has moved for good', async () => {
    expect(await watch([{ state: 'ABORTED' }])).toMatchObject({ exit: 1 });
  });
});

describe('changing many', () => {
  const operation = (changed: number, finishedAt: string | null) => ({
    id: 'b1',
    kind: 'REVOKE',
    matched: 400,
    changed,
    startedBy: { kind: 'PERSON', id: 'p1', label: 'Ana' },
    startedAt: '2026-11-28T07:00:00.000Z',
    finishedAt,
  });
  const answering: Answering = ({ operationName, variables }) => {
    if (operationName === 'FindBulk') return { body: { data: { bulk: operation(400, '2026-11-28T07:00:09.000Z') } } };
    const { dryRun } = variables['input'] as { dryRun: boolean }; // what this program sent
    const radius = { matched: 400, machines: 3, owners: 1, sample: [], errors: [] };
    return { body: { data: { payload: { ...radius, operation: dryRun ? null : operation(200, null) } } } };
  };
  const revoke = 'bulk revoke --unused-for-days 180 --reason CEASED --note unused';

  test('shows how many first, and where nobody said yes that is all', async () => {
    const { exit, out, err, sent } = await call(revoke, answering);
    expect(exit).toBe(2);
    expect(out).toContain('400 credentials of 3 machine identities and 1 owner');
    expect(err).toContain('Say --yes');
    expect(sent.map(({ variables }) => variables['input'])).toMatchObject([
      { dryRun: true, filter: { unusedForDays: 180 } },
    ]);
  });

  test('goes on until all of them are changed, and says how far it is', async () => {
    const { exit, out, err } = await call(`${revoke} --yes`, answering);
    expect(exit).toBe(0);
    expect(err).toContain('bailiwick bulk status b1');
    expect(err).toContain('200 of 400');
    expect(out).toMatch(/revoked +400 of 400/);
  });
});
