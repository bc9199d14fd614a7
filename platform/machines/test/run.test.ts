import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../src/commands/all.js';
import { run } from '../src/run.js';
import { aWorld, type Answering } from './a-world.js';

const call = async (args: string, answer?: Answering, more = {}) => {
  const world = aWorld(answer, more);
  const exit = await run(
    args.split(' ').filter((word) => word !== ''),
    '1.2.3',
    world,
  );
  return { exit, ...world.written, sent: world.sent, waited: world.waited };
};
const WHY = { code: 'access.no_grant', owner: 'ACCESS', message: 'No role of this person includes it.', since: null };
const REMEDY = { label: 'Ask for one.', section: 'PLATFORM_SETUP', requiredPermission: 'access.role.assign' };
const errors = (code: string, extensions = {}) => [{ message: 'A message.', extensions: { code, ...extensions } }];

describe('help', () => {
  test('names every command, and the exit codes', async () => {
    const { exit, out } = await call('--help');
    expect(exit).toBe(0);
    for (const { name } of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(out).toContain('3  not signed in, or not permitted');
  });

  test.each(COMMANDS)('of $name says how it is called, and every option', async (command) => {
    const { exit, out, sent } = await call(`${command.name} --help`);
    expect({ exit, sent }).toEqual({ exit: 0, sent: [] });
    for (const option of Object.keys(command.options)) expect(out).toContain(`--${option}`);
    expect((await call(`help ${command.name}`)).out).toBe(out);
    expect(JSON.parse((await call(`${command.name} --help --json`)).out)).toMatchObject({ name: command.name });
  });

  test('needs no token, and neither does the version', async () => {
    expect(await call('list --help', undefined, { env: {} })).toMatchObject({ exit: 0 });
    expect(await call('--version')).toMatchObject({ exit: 0, out: 'bailiwick 1.2.3\n' });
    expect(await call('--version --json')).toMatchObject({ out: '{\n  "version": "1.2.3"\n}\n' });
  });
});

describe('a call that is not understood ends with 2, asks nobody and says how it is meant', () => {
  test.each([
    ['', 'bailiwick COMMAND'],
    ['lisst', 'There is no command lisst. Did you mean list?'],
    ['--json list', 'The command comes first'],
    ['list --stat ACTIVE', 'There is no option --stat. Did you mean --state?'],
    ['list machins', 'There are no machins to list. Did you mean machines?'],
    ['list runtimes --text x', '--text does not filter runtimes.'],
    ['list --limit many', '--limit is a whole number, not many.'],
    ['passport', 'passport takes one word, not 0.'],
    ['revoke some-id --note x', '--reason is missing.'],
    ['rotate x', 'The secret is shown once, and nobody said where it goes.'],
    ['rotate x --status --abort', '--status and --abort are two things.'],
    ['rotate x --abort --force', '--force goes with --complete.'],
    ['rotate x --status --overlap-hours 2', '--overlap-hours begins a rotation'],
    ['narrow x', 'Say one thing: what is removed, or what is left.'],
    ['narrow x --remove a --ceiling b', 'Say one thing: what is removed, or what is left.'],
    ['bind x', 'Say one thing: the runtimes, or --any.'],
    ['bind x --any --runtime y', 'Say one thing: the runtimes, or --any.'],
    ['lock x', '--reason is missing.'],
    ['bulk revok --text x', 'There is no bulk revok. Did you mean revoke?'],
    ['bulk revoke --reason POLICY --note x', 'Nobody said which credentials.'],
    ['bulk revoke --text x --note x', '--reason is missing.'],
    ['bulk rotate --text x', '--overlap-hours is missing.'],
    ['bulk status', 'bulk status takes the id of an operation.'],
    ['bulk revoke some-id --text x', 'bulk revoke takes filters, and no word.'],
    ['revoke x --scope RUNTIM --reason POLICY --note x', 'There is no scope RUNTIM. Did you mean RUNTIME?'],
    ['explain', 'Say one thing to explain.'],
    ['explain some-id --machine x', 'Say one thing to explain.'],
    ['explain --machine x', '--action is missing.'],
    ['list --token a --token-file b', 'There are two tokens'],
    ['list --url ftp://x', 'ftp://x is not the address of a gateway.'],
    ['list --url http://gateway.example.com', 'a token must not travel there in clear text'],
    ['list --url https://me:pass@gateway.example.com', 'The address of the gateway holds a password.'],
  ])('bailiwick %s', async (args, words) => {
    const { exit, out, err, sent } = await call(args);
    expect({ exit, sent }).toEqual({ exit: 2, sent: [] });
    expect(out + err).toContain(words);
    if (args !== '') expect(err).toMatch(/Next: |"next": /);
  });
});

describe('an answer ends', () => {
  const cases: readonly [string, Answering, number, string][] = [
    [
      'with 3 when the token is not accepted',
      () => ({ status: 401, body: { errors: errors('UNAUTHENTICATED') } }),
      3,
      'new token',
    ],
    [
      'with 3 when the read is denied, with the reason, its remedy and the decision',
      () => ({
        body: {
          data: { page: null },
          errors: errors('NOT_PERMITTED', { reason: { ...WHY, remedy: REMEDY }, decisionId: 'd-1' }),
        },
      }),
      3,
      'No role of this person includes it.  access.no_grant\nNext: Ask for one. (in Settings › Platform Setup, needs access.role.assign)\nrequest r-1, decision d-1\n',
    ],
    [
      'with 4 when a domain is down',
      () => ({ body: { data: { page: null }, errors: errors('UNAVAILABLE') } }),
      4,
      'in a moment',
    ],
    ['with 4 when nothing answers', () => 'down', 4, 'does not answer: refused'],
    [
      'with 4 when nobody can judge the token',
      () => ({ status: 503, body: { errors: errors('UNAVAILABLE') } }),
      4,
      'in a moment',
    ],
    [
      'with 2 when a value is no value',
      () => ({ status: 400, body: { errors: errors('BAD_USER_INPUT') } }),
      2,
      'Correct the value',
    ],
    ['with 2 when that is no gateway', () => ({ status: 404, body: 'x' }), 2, 'not as a gateway does'],
    [
      'with 6 when the graph is another one',
      () => ({ status: 400, body: { errors: errors('GRAPHQL_VALIDATION_FAILED') } }),
      6,
      'version',
    ],
    [
      'with 6 when the answer is not what was promised',
      () => ({ body: { data: { page: 7 } } }),
      6,
      'what its schema promises',
    ],
  ];
  test.each(cases)('%s', async (_, answer, exit, words) => {
    const ended = await call('list', answer);
    expect(ended.exit).toBe(exit);
    expect(ended.err).toContain(words);
    expect(ended.out).toBe('');
  });

  test('as JSON on standard error when JSON was asked for', async () => {
    const { err } = await call('list --json', () => ({ status: 401, body: { errors: errors('UNAUTHENTICATED') } }));
    expect(JSON.parse(err)).toMatchObject({ error: { exit: 3, code: 'UNAUTHENTICATED', requestId: 'r-1' } });
  });
});

describe('what nobody decided', () => {
  test('is sent again, a little later each time, and then given up', async () => {
    const { sent, waited } = await call('list', () => 'down');
    expect(sent).toHaveLength(4);
    expect(waited).toEqual([400, 800, 1600]);
  });

  test('is forgotten once somebody decides', async () => {
    let attempts = 0;
    const page = { pageInfo: { hasNextPage: false, endCursor: null }, edges: [] };
    const { exit, out } = await call('list', () => ((attempts += 1) < 3 ? 'down' : { body: { data: { page } } }));
    expect({ exit, out }).toEqual({ exit: 0, out: 'No machines match.\n' });
  });
});

describe('the token', () => {
  const header = ({ sent }: Awaited<ReturnType<typeof call>>) => sent[0]?.headers['authorization'];

  test('comes from standard input, or the environment, or an option that wins', async () => {
    const piped = { readStdin: () => Promise.resolve('from-stdin\n') };
    expect(header(await call('whoami --token-file -', () => 'down', piped))).toBe('Bearer from-stdin');
    expect(header(await call('whoami', () => 'down'))).toBe('Bearer bwk_live_token');
    expect(header(await call('whoami --token another', () => 'down'))).toBe('Bearer another');
  });

  test('stands in nothing that is written', async () => {
    const { out, err } = await call('whoami', () => ({ status: 401, body: { errors: errors('UNAUTHENTICATED') } }));
    expect(out + err).not.toContain('bwk_live_token');
  });

  test('is asked for in words when there is none', async () => {
    expect(await call('list', undefined, { env: {} })).toMatchObject({ exit: 2, sent: [] });
  });

  test('travels with the tenant, and to the gateway’s own path', async () => {
    const { sent } = await call('whoami --tenant acme --url https://gateway.example.com/base/', () => 'down');
    expect(sent[0]).toMatchObject({ url: 'https://gateway.example.com/base/graphql', headers: { 'x-tenant': 'acme' } });
  });
});

describe('without a terminal', () => {
  const found: Answering = ({ operationName }) => ({
    body: { data: operationName === 'Revoke' ? { payload: { revocation: null, errors: [] } } : {} },
  });

  test('what cannot be undone is not done unless it is said', async () => {
    const { exit, err, sent } = await call('revoke x --scope ISSUER --reason POLICY --note x', found);
    expect({ exit, sent }).toEqual({ exit: 2, sent: [] });
    expect(err).toContain('Say --yes');
    expect(await call('revoke x --scope ISSUER --reason POLICY --note x --yes', found)).toMatchObject({ exit: 0 });
  });

  test('what somebody at a terminal declines ends with 1', async () => {
    const no = { confirm: () => Promise.resolve(false) };
    const { exit, out, sent } = await call('revoke x --scope ISSUER --reason POLICY --note x', found, no);
    expect({ exit, out, sent }).toEqual({ exit: 1, out: 'Nothing was revoked.\n', sent: [] });
  });
});
