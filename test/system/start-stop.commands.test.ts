import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMAIN_NAMES as DOMAINS } from '@bailiwick/cli';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isStackTrace, run, SCRIPTS, type Ended } from '../harness/commands.js';

const folder = mkdtempSync(join(tmpdir(), 'bailiwick-commands-'));
const keys = join(folder, 'keys');
const keyFile = (name: string): string => join(keys, `${name}.json`);
/** Nobody listens there. */
const NO_DATABASE = 'postgres://bailiwick@127.0.0.1:1/bailiwick';

beforeAll(async () => {
  expect((await run('keys', ['init', '--dir', keys])).code).toBe(0);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function expectRefusal({ code, stdout, stderr }: Ended, ...sentences: readonly RegExp[]): void {
  for (const sentence of sentences) expect(stderr).toMatch(sentence);
  expect({ code: code === 0, isStackTrace: isStackTrace(stdout + stderr) }).toEqual({
    code: false,
    isStackTrace: false,
  });
}

describe('every command', () => {
  const commands = Object.entries(SCRIPTS).flatMap(([name, script]) =>
    /^(exec )?node --enable/.test(script) ? [name] : [],
  );

  test('is known to this test', () => {
    expect(commands.toSorted()).toEqual(
      [
        'start',
        'token',
        'domain',
        'keys',
        'migrate',
        'restored',
        'new:domain',
        'bootstrap',
        'schema:compose',
        'schema:check',
        'docs:errors',
        'bailiwick',
        'seed:large',
        'bench:lists',
        'start:gateway',
        ...DOMAINS.map((name) => `start:${name}`),
      ].toSorted(),
    );
  });

  test.each(commands)('%s --help says what it does, and does nothing', async (name) => {
    const { code, stdout, stderr } = await run(name, ['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').length).toBeGreaterThan(3);
  });

  test.each(commands)('%s refuses an option that there is not', async (name) => {
    expectRefusal(await run(name, ['--no-such-option']), /no-such-option/);
  });
});

test('start:credentials --help names the setting that only credentials has', async () => {
  expect((await run('start:credentials', ['--help'])).stdout).toMatch(/^ *CREDENTIALS_ENVIRONMENT .*live/m);
  expect((await run('start:billing', ['--help'])).stdout).not.toContain('CREDENTIALS_ENVIRONMENT');
});

describe('keys', () => {
  test('are never replaced', async () => {
    const before = readFileSync(keyFile('identity'), 'utf8');
    expectRefusal(await run('keys', ['init', '--dir', keys]), /identity\.json: exists already/);
    expect(readFileSync(keyFile('identity'), 'utf8')).toBe(before);
  });

  test('are rotated once at a time', async () => {
    const dir = join(folder, 'rotated');
    await run('keys', ['init', '--dir', dir]);
    expect((await run('keys', ['rotate', '--dir', dir])).code).toBe(0);
    expectRefusal(await run('keys', ['rotate', '--dir', dir]), /not over/);
  });

  test.each([
    ['without a folder', ['init'], /--dir/],
    ['without a verb', ['--dir', keys], /init, add or rotate/],
    ['in a folder without keys', ['rotate', '--dir', join(folder, 'nothing')], /no key files/],
    ['after a lead that is no number', ['rotate', '--dir', keys, '--lead', 'soon'], /--lead/],
  ])('%s are refused with what to say', async (_, args, sentence) => {
    expectRefusal(await run('keys', args), sentence);
  });
});

describe('token', () => {
  test.each([
    ['for nobody', [], /for whom/],
    ['for no address', ['ana'], /for whom/],
    ['for a year', ['ana@acme.example', '--minutes', '525600'], /--minutes/],
    ['from data that there is not', ['ana@acme.example', '--data', join(folder, 'nothing')], /Start the platform once/],
  ])('%s is refused with what to say', async (_, args, sentence) => {
    expectRefusal(await run('token', args), sentence);
  });
});

describe('domain', () => {
  test.each([
    ['nothing', [], /list, stop NAME or start NAME/],
    ['no name', ['stop'], /list, stop NAME or start NAME/],
    ['two names', ['stop', 'billing', 'access'], /list, stop NAME or start NAME/],
    ['a platform that does not run', ['list', '--data', join(folder, 'nothing')], /No platform is running.*npm start/],
  ])('with %s is refused with what to say', async (_, args, sentence) => {
    expectRefusal(await run('domain', args), sentence);
  });
});

describe('migrate', () => {
  test.each([
    ['no domain', [], {}, [/Say which domain/]],
    ['a domain that there is not', ['shipping'], {}, [/Say which domain/]],
    ['no database', ['billing'], {}, [/MIGRATION_DATABASE_URL/, /DATABASE_URL/]],
    [
      'a URL that is none',
      ['billing'],
      { MIGRATION_DATABASE_URL: 'mysql://x', DATABASE_URL: NO_DATABASE },
      [/postgres:\/\//],
    ],
    [
      'a database that is down',
      ['billing'],
      { MIGRATION_DATABASE_URL: NO_DATABASE, DATABASE_URL: NO_DATABASE },
      [/not available/],
    ],
  ])('with %s refuses and says what is needed', async (_, args, env: Record<string, string>, sentences) => {
    expectRefusal(await run('migrate', args, { env }), ...sentences);
  });
});

describe('bootstrap', () => {
  test('without its settings names them all', async () => {
    expectRefusal(await run('bootstrap', []), /email/, /issuer/, /audience/, /jwks-uri/, /subject/);
  });

  test('with a database that is down says so', async () => {
    const operator = [
      '--email',
      'o@platform.example',
      '--issuer',
      'https://idp.example',
      '--audience',
      'a',
      '--jwks-uri',
      'https://idp.example/keys',
      '--subject',
      's',
    ];
    expectRefusal(await run('bootstrap', operator, { env: { DATABASE_URL: NO_DATABASE } }), /not available/);
  });
});

const startDomain = (name: string, env: Record<string, string>): Promise<Ended> =>
  run(`start:${name}`, ['--port', '0'], { env: { PUBLIC_PORT: '0', ...env } });

describe.each(DOMAINS)('start:%s', (name) => {
  test('without its settings names them', async () => {
    expectRefusal(await startDomain(name, {}), /DATABASE_URL/, /KEYS_FILE/);
  });

  test('with a database that is down says so within seconds', async () => {
    const env = { DATABASE_URL: NO_DATABASE, KEYS_FILE: keyFile(name) };
    expectRefusal(await startDomain(name, env), /not available/);
  });
});

// One program serves them all; what it refuses is shown on one of them.
describe('start:billing', () => {
  const name = 'billing';
  const complete = { DATABASE_URL: NO_DATABASE, KEYS_FILE: keyFile(name) };
  const start = (env: Record<string, string>): Promise<Ended> => startDomain(name, env);

  test('with a key file that is not there says how to make it', async () => {
    expectRefusal(
      await start({ ...complete, KEYS_FILE: join(folder, 'none.json') }),
      /none\.json: does not exist; make it with the keys command/,
    );
  });

  test('with another workload’s keys says whose they are', async () => {
    expectRefusal(await start({ ...complete, KEYS_FILE: keyFile('gateway') }), /gateway\.json/);
  });

  test('with keys that others can read says how to close them', async () => {
    const open = join(folder, 'open.json');
    writeFileSync(open, readFileSync(keyFile(name)));
    chmodSync(open, 0o644);
    expectRefusal(await start({ ...complete, KEYS_FILE: open }), /can be read or changed by others.*chmod 600/);
  });

  test('with a weak key names its place and never the key', async () => {
    const weak = join(folder, 'weak.json');
    const file = JSON.parse(readFileSync(keyFile(name), 'utf8')) as { pairSecrets: { secret: string }[] }; // as `keys` writes it
    const secret = Buffer.from('correct horse').toString('base64url');
    writeFileSync(
      weak,
      JSON.stringify({ ...file, pairSecrets: file.pairSecrets.map((pair) => ({ ...pair, secret })) }),
      { mode: 0o600 },
    );
    const ended = await start({ ...complete, KEYS_FILE: weak });
    expectRefusal(ended, /pairSecrets\.0\.secret is too weak: it has 104 bits, at least 256/);
    expect(ended.stderr).not.toContain(secret);
  });

  test('in the development trust domain is refused', async () => {
    expectRefusal(await start({ ...complete, TRUST_DOMAIN: 'urn:bailiwick:dev' }), /TRUST_DOMAIN.*development/);
  });

  test('with a peer that is not encrypted is refused', async () => {
    expectRefusal(await start({ ...complete, PEERS: 'access=http://access.example' }), /PEERS.*https/);
  });
});

describe('start:gateway', () => {
  const settings = {
    ...{
      KEYS_FILE: keyFile('gateway'),
      TRUST_DOMAIN: 'urn:bailiwick:prod',
      EXCHANGE_PERSON_URL: 'https://identity.example',
    },
    ...Object.fromEntries(
      DOMAINS.map((name) => [`SUBGRAPH_${name.toUpperCase()}_URL`, `https://${name}.example/graphql`]),
    ),
  };
  const start = (env: Record<string, string>, args: readonly string[] = []): Promise<Ended> =>
    run('start:gateway', ['--port', '0', ...args], { env: { ...settings, ...env } });

  test.each([
    ['a key file that is not there', { KEYS_FILE: join(folder, 'none.json') }, /none\.json: does not exist/],
    ['no keys', { KEYS_FILE: '' }, /KEYS_FILE is not set/],
    ['another workload’s keys', { KEYS_FILE: keyFile('billing') }, /billing\.json/],
    [
      'a subgraph that is not encrypted',
      { SUBGRAPH_BILLING_URL: 'http://billing.example/graphql' },
      /SUBGRAPH_BILLING_URL.*https/,
    ],
    ['a graph that is not there', { SUPERGRAPH: join(folder, 'none.graphql') }, /none\.graphql/],
    ['a limit that is no number', { MAX_BODY_BYTES: 'much' }, /MAX_BODY_BYTES/],
  ])('with %s refuses to start and says which', async (_, env: Record<string, string>, sentence) => {
    expectRefusal(await start(env), sentence);
  });
});
