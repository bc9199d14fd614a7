import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLError, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemsOfGuide, readGuide, snippetsOf, type Answer, type Guide } from '../harness/guide.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';

const ANA = 'ana@acme.example';
const BEN = 'ben@acme.example';
const DANA = 'dana@consult.example';

let platform: TestPlatform;
let guide: Guide;
beforeAll(async () => {
  [platform, guide] = [await startTestPlatform(), await readGuide()];
});
afterAll(() => platform.remove());

interface As {
  readonly as?: string;
  readonly tenant?: string;
  readonly variables?: object;
}

/** With the guide's own `ask`. */
async function ask(query: string, { as = ANA, tenant, variables }: As = {}): Promise<Answer> {
  const credential = as.includes('@') ? await platform.tokenOf(as) : as;
  return send(credential, { query, variables }, tenant);
}

function send(credential: string, operation: object, tenant?: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${credential}`, ...(tenant !== undefined && { 'x-tenant': tenant }) };
  return guide.ask(new URL('/graphql', platform.gateway).href, headers, operation);
}

const anHourAgo = (): Date => new Date(Date.now() - 3_600_000);
const reasonOf = ({ errors }: Answer): string | undefined => errors[0]?.extensions.reason?.code;

describe('the guide', () => {
  test('is TypeScript that our compiler takes', () => {
    expect(problemsOfGuide()).toEqual([]);
  });

  test('asks a mutation for errors that the graph has', () => {
    const schema = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'));
    const document = (selection: string) =>
      parse(`mutation($input: MemberReasonInput!) { suspendMember(input: $input) { ${selection} } }`);
    expect(validate(schema, document(snippetsOf('graphql')))).toEqual([]);
    expect(validate(schema, document('errors { cod }'))).toEqual([expect.any(GraphQLError)]);
  });
});

describe('what to do', () => {
  const OPERATION = '{ tenant { slug } }';
  const nested = `{ ${'tenant { members { edges { node { '.repeat(9)}id${' } } } }'.repeat(9)} }`;
  const stored = async (): Promise<Answer> =>
    send(await platform.tokenOf(ANA), { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } });
  const expired = async () => platform.tokenOf(ANA, { now: anHourAgo(), lifetimeSeconds: 600 });

  test.each<readonly [string, () => Promise<Answer>, number, string]>([
    ['is answered', () => ask(OPERATION), 200, 'show the data'],
    ['names no tenant of several', () => ask(OPERATION, { as: DANA }), 400, 'name a tenant'],
    ['is not in the schema', () => ask('{ shoeSize }'), 400, 'correct the program'],
    ['is too deep', () => ask(nested), 400, 'correct the program'],
    ['is too large', () => ask(OPERATION, { variables: { pad: 'x'.repeat(1_100_000) } }), 413, 'correct the program'],
    ['asks for a stored query', stored, 200, 'correct the program'],
    ['has an expired token', async () => send(await expired(), { query: OPERATION }), 401, 'sign in'],
    [
      'has a key that nobody issued',
      () => ask(OPERATION, { as: 'bwk_live_AAAAAAAAAAAA_BBBBBBBBBBBB' }),
      401,
      'sign in',
    ],
    ['names a tenant that is not theirs', () => ask(OPERATION, { tenant: 'globex' }), 403, 'show the reason'],
  ])('of a request that %s', async (_, make, status, step) => {
    const answer = await make();
    expect({ status: answer.status, step: guide.nextStep(answer) }).toEqual({ status, step });
    expect(answer.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([408, 429, 503, 500])('of an answer of %i is to wait, or to report our fault', (status) => {
    const answer = { status, requestId: null, retryAfter: 0, data: null, errors: [] };
    expect(guide.nextStep(answer)).toBe(status === 500 ? 'report' : 'wait');
  });

  test('is the same for an expired token as for one that is refused otherwise, word for word', async () => {
    const foreign = [
      '{"alg":"ES256","kid":"x"}',
      '{"iss":"https://nobody.example","aud":"x","sub":"a","exp":9999999999}',
    ];
    const forged = `${foreign.map((part) => Buffer.from(part).toString('base64url')).join('.')}.AA`;
    const [old, other] = [await send(await expired(), { query: OPERATION }), await send(forged, { query: OPERATION })];
    expect(old.errors).toEqual(other.errors);
    expect(reasonOf(old)).toBe('identity.token_refused');
  });
});

describe('what to show', () => {
  test('is the sentence and its remedy, with a way to the section for whoever sees it', async () => {
    const { errors } = await ask('{ tenant { slug } }', { tenant: 'globex' });
    const [reason] = errors.map(({ extensions }) => extensions.reason);
    const remedy = { label: 'Ask somebody.', section: 'USERS' };
    expect(reason && guide.tell(reason, () => true)).toMatch(/^There is no such tenant among yours\. Send X-Tenant/);
    expect(guide.tell({ code: 'a.b', message: 'No.', since: null, remedy }, () => true)).toBe(
      'No. Ask somebody. [Settings: USERS]',
    );
    expect(guide.tell({ code: 'a.b', message: 'No.', since: null, remedy }, () => false)).toBe('No. Ask somebody.');
    expect(guide.tell({ code: 'a.b', message: 'Yes.', since: null, remedy: null }, () => true)).toBe('Yes.');
  });

  test('is of a mutation that was refused in its own errors, and nothing was changed', async () => {
    const SUSPEND = `mutation($input: MemberReasonInput!) { suspendMember(input: $input) { membership { id } ${snippetsOf('graphql')} } }`;
    const membership = async () => {
      const { data } = await ask('{ tenant { members { edges { node { id version state person { email } } } } } }');
      const nodes = data?.['tenant'].members.edges.map(({ node }: { node: unknown }) => node) as {
        id: string;
        version: number;
        person: { email: string };
      }[]; // as the query asks
      return nodes.find(({ person }) => person.email === BEN);
    };
    const before = await membership();
    const input = {
      membershipId: before?.id,
      expectedVersion: 99,
      reason: 'A laptop was lost.',
      idempotencyKey: 'guide-1',
    };
    const answer = await ask(SUSPEND, { variables: { input } });
    expect([guide.nextStep(answer), answer.errors]).toEqual(['show the data', []]);
    expect(answer.data?.['suspendMember']).toMatchObject({
      membership: null,
      errors: [{ code: 'identity.version_conflict', currentVersion: before?.version }],
    });
    const denied = await ask(SUSPEND, { as: BEN, variables: { input } });
    expect(denied.data?.['suspendMember'].errors).toMatchObject([
      {
        code: 'access.not_permitted',
        decisionId: expect.any(String) as string,
        reason: { remedy: { section: 'USERS', requiredPermission: 'access.role.assign' } },
      },
    ]);
    expect(await membership()).toEqual(before);
  });
});

describe('a hole in the data', () => {
  test('of a denied read is one error at its path, which covers what is below, and the rest is good', async () => {
    const answer = await ask('{ billingAccount { id subscription { id } } viewer { tenant { slug } } }', { as: BEN });
    expect(guide.nextStep(answer)).toBe('show the data');
    expect(answer.data).toMatchObject({ billingAccount: null, viewer: { tenant: { slug: 'acme' } } });
    expect(answer.errors).toHaveLength(1);
    expect(guide.errorAt(answer, 'billingAccount', 'subscription', 'id')?.extensions).toMatchObject({
      code: 'NOT_PERMITTED',
      reason: { code: 'access.not_permitted' },
      decisionId: expect.any(String) as string,
    });
    expect(guide.errorAt(answer, 'viewer', 'tenant')).toBeUndefined();
  });

  test('is where the badge of a hidden section would be, and says no more than that', async () => {
    const QUERY = '{ settingsNavigation { sections { key access { visibility } attention { level } } } }';
    const answer = await ask(QUERY, { as: BEN });
    const sections = answer.data?.['settingsNavigation'].sections as {
      access: { visibility: string };
      attention: { level: string } | null;
    }[]; // as the query asks
    expect(new Set(sections.map(({ access }) => access.visibility))).toEqual(new Set(['HIDDEN']));
    expect(new Set(sections.map(({ attention }) => attention?.level))).toEqual(new Set([undefined, 'NONE']));
    const badges = sections.map((_, index) =>
      guide.errorAt(answer, 'settingsNavigation', 'sections', index, 'attention'),
    );
    expect(badges.filter((error) => error?.extensions.code === 'NOT_PERMITTED').length).toBeGreaterThan(3);
    expect(answer.errors.filter((error) => !badges.includes(error))).toEqual([]);
  });

  test('in the lobby is said of every field but the viewer', async () => {
    const answer = await ask('{ viewer { authenticatedBy tenants { slug } } plans { code } }', {
      as: 'nobody@nowhere.example',
    });
    expect(answer).toMatchObject({ status: 200, data: { viewer: { tenants: [] }, plans: null } });
    expect(guide.errorAt(answer, 'plans')?.extensions.code).toBe('UNAUTHENTICATED');
  });
});

describe('sending it again', () => {
  const ASSIGN =
    'mutation($input: AssignRoleInput!) { assignRole(input: $input) { assignment { id } errors { code } } }';
  const noted: number[] = [];
  const wait = (seconds: number): Promise<void> => Promise.resolve(void noted.push(seconds));

  test('after the answer was lost does nothing twice, and brings the first answer', async () => {
    const ben = platform.demo.people.find(({ email }) => email === BEN)?.id;
    const input = { subjectKind: 'PERSON', subjectId: ben, roleId: 'auditor', idempotencyKey: 'guide-2' };
    const answers: Answer[] = [];
    const lost = async (): Promise<Answer> => {
      answers.push(await ask(ASSIGN, { variables: { input } }));
      const last = answers.at(-1);
      if (answers.length === 1 || last === undefined) throw new TypeError('fetch failed');
      return last;
    };
    const answer = await guide.persist(lost, wait);
    expect(answers.map(({ data }) => data?.['assignRole'].errors)).toEqual([[], []]);
    expect(answer.data).toEqual(answers[0]?.data);
    const other = await ask(ASSIGN, { variables: { input: { ...input, roleId: 'admin' } } });
    expect(other.data?.['assignRole'].errors).toEqual([{ code: 'access.idempotency_key_reused' }]);
  });

  test('waits for as long as the answer says, when a minter or a domain is away, and gives up in the end', async () => {
    await platform.stopDomain('billing');
    const hole = await ask('{ plans { code } viewer { tenant { slug } } }');
    expect([guide.errorAt(hole, 'plans')?.extensions.code, hole.data?.['viewer'].tenant.slug]).toEqual([
      'UNAVAILABLE',
      'acme',
    ]);
    await platform.stopDomain('identity');
    const token = await platform.tokenOf('cleo@acme.example');
    noted.length = 0;
    const answer = await guide.persist(() => send(token, { query: '{ tenant { slug } }' }), wait);
    expect({ status: answer.status, step: guide.nextStep(answer) }).toEqual({ status: 503, step: 'wait' });
    expect(answer.retryAfter).toBeGreaterThanOrEqual(1);
    expect(noted).toEqual([1, 2, 4, 8, 16]);
  });
});
