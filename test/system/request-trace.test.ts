import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operation } from '../harness/operations.js';
import { startTestPlatform, type Answer, type Ask, type TestPlatform } from '../harness/platform.js';
import { until } from '../harness/time.js';

const ANA = 'ana@acme.example';
const BEN = 'ben@acme.example';
const DOMAINS = ['access', 'billing', 'identity', 'credentials'] as const;

interface Step {
  readonly at: string;
  readonly sequence: number;
  readonly domain: string;
  readonly kind: string;
  readonly outcome: string;
  readonly action: string | null;
  readonly reason: { readonly code: string } | null;
  readonly links: readonly { readonly name: string; readonly outcome: string; readonly reason: { code: string } }[];
  readonly txn: string | null;
}
type Trace = Readonly<Record<(typeof DOMAINS)[number], readonly Step[] | null>>;

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.remove());

const idOf = ({ headers }: Answer): string => headers.get('x-request-id') ?? '';
const ask = (as: string, query: string, more: Partial<Ask> = {}) =>
  platform.ask({ as, query, tenant: 'acme', ...more });
const read = (requestId: string, as = ANA, tenant = 'acme') =>
  platform.ask({ ...operation('RequestTrace'), variables: { requestId }, as, tenant });
const trace = async (requestId: string): Promise<Trace> => {
  const { data, errors } = await read(requestId);
  expect(errors).toEqual([]);
  return data?.['requestTrace'] as Trace; // as the operation asks
};
/** The steps of all domains as a reader puts them together. */
const inOrder = (found: Trace): readonly Step[] =>
  DOMAINS.flatMap((domain) => found[domain] ?? []).toSorted(
    (a, b) => a.at.localeCompare(b.at) || a.sequence - b.sequence,
  );

const INVITE = `mutation { inviteMember(input: { email: "x@acme.example", roleIds: ["member"], idempotencyKey: "${randomUUID()}" }) {
  errors { __typename code ... on NotPermitted { decisionId reason { code } } } } }`;

describe('why a member was denied', () => {
  let denied: Answer;
  beforeAll(async () => {
    denied = await ask(BEN, INVITE);
  });

  test('the owner reads whole, by the id of the answer, although the member was told less', async () => {
    const [error] = denied.data?.['inviteMember'].errors;
    expect(error).toMatchObject({ __typename: 'NotPermitted', code: 'access.not_permitted' });
    const { access, billing, credentials } = await trace(idOf(denied));
    const decision = access?.find(({ action }) => action === 'identity.member.invite');
    expect(decision).toMatchObject({
      ...{ kind: 'DECISION', outcome: 'DENIED', decisionId: error.decisionId, requestId: idOf(denied) },
      ...{ reason: { code: 'access.no_grant', owner: 'ACCESS' }, actors: [{ kind: 'PERSON', id: person(BEN) }] },
    });
    const rule = decision?.links.find(({ name }) => name === 'permission.granted');
    expect(rule).toMatchObject({ outcome: 'FAIL', reason: { code: 'access.no_grant' } });
    expect({ billing, credentials }).toEqual({ billing: [], credentials: [] });
  });

  test('begins with how the member came in, and names the token that the denial came with', async () => {
    const found = await trace(idOf(denied));
    const steps = inOrder(found);
    expect(steps.map(({ domain, kind, action }) => [domain, kind, action])).toEqual([
      ['IDENTITY', 'EXCHANGE', 'identity.tenant.enter'],
      ['ACCESS', 'DECISION', '*'],
      ['ACCESS', 'DECISION', 'identity.member.invite'],
      ['ACCESS', 'DECISION', 'access.role.assign'],
    ]);
    expect(new Set(steps.map(({ txn }) => txn)).size).toBe(1);
    expect(inOrder(await trace(steps[0]?.txn ?? ''))).toEqual(steps);
  });

  test('is for the member a no of each domain', async () => {
    const { data, errors } = await read(idOf(denied), BEN);
    expect(data).toMatchObject({ requestTrace: { access: null, billing: null, identity: null, credentials: null } });
    const refusals = errors.map(({ path, extensions }) => [path?.join('.'), extensions?.['code']]);
    expect(refusals.toSorted()).toEqual(DOMAINS.map((name) => [`requestTrace.${name}`, 'NOT_PERMITTED']).toSorted());
  });

  test('is for another tenant’s owner as unknown as an id that nobody has', async () => {
    const foreign = await read(idOf(denied), 'gus@globex.example', 'globex');
    const nobodys = randomUUID();
    const missing = await read(nobodys, 'gus@globex.example', 'globex');
    expect(foreign.text.replace(idOf(denied), 'id')).toBe(missing.text.replace(nobodys, 'id'));
    expect(foreign.data).toMatchObject({ requestTrace: { access: [], billing: [], identity: [], credentials: [] } });
  });
});

describe('why a rule refused a mutation', () => {
  test('stands in its domain, and nothing else was kept', async () => {
    const account = '{ billingAccount { subscription { id state version plan { code } } } }';
    const before = (await ask(ANA, account)).text;
    const refused = await ask(
      ANA,
      `mutation { startTrial(input: { plan: "team", idempotencyKey: "${randomUUID()}" }) { errors { code message } } }`,
    );
    const [error] = refused.data?.['startTrial'].errors;
    const { access, billing } = await trace(idOf(refused));
    expect(billing).toMatchObject([
      {
        ...{ kind: 'REFUSAL', outcome: 'DENIED', action: 'billing.trial.start', field: 'startTrial', sequence: 1 },
        ...{ reason: error, actors: [{ id: person(ANA) }] },
      },
    ]);
    expect(access?.at(-1)).toMatchObject({ action: 'billing.trial.start', outcome: 'ALLOWED' });
    expect((await ask(ANA, account)).text).toBe(before);
  });

  test('is told in order over all domains: who came in, what access said, and then what each refused', async () => {
    const [id, key] = [randomUUID(), randomUUID()];
    const refused = await ask(
      ANA,
      `mutation {
        a: completeSetupStep(input: { key: "no_such_step", idempotencyKey: "${key}" }) { errors { code } }
        b: startTrial(input: { plan: "no-such-plan", idempotencyKey: "${key}" }) { errors { code } }
        c: revoke(input: { scope: CREDENTIAL, targetId: "${id}", reason: CEASED, note: "There is none.", idempotencyKey: "${key}" }) { errors { code } }
      }`,
    );
    const steps = inOrder(await trace(idOf(refused)));
    expect(steps.map(({ domain, kind }) => `${domain} ${kind}`)).toEqual([
      ...['IDENTITY EXCHANGE', 'ACCESS DECISION'],
      ...['ACCESS DECISION', 'IDENTITY REFUSAL'],
      ...['ACCESS DECISION', 'BILLING REFUSAL'],
      ...['ACCESS DECISION', 'CREDENTIALS REFUSAL'],
    ]);
  });
});

describe('why somebody did not come in', () => {
  test('a revoked key is told by the link of its chain that failed', async () => {
    const machines = '{ machineIdentities { edges { node { name credentials { id } } } } }';
    const { data } = await ask(ANA, machines);
    const edges = data?.['machineIdentities'].edges as { node: { name: string; credentials: { id: string }[] } }[];
    const targetId = edges.find(({ node }) => node.name === 'invoice-sync')?.node.credentials[0]?.id;
    const input = {
      scope: 'CREDENTIAL',
      targetId,
      reason: 'COMPROMISED',
      note: 'Found in a log.',
      idempotencyKey: 'r',
    };
    const REVOKE = 'mutation ($input: RevokeInput!) { revoke(input: $input) { errors { code } } }';
    expect((await ask(ANA, REVOKE, { variables: { input } })).data).toEqual({ revoke: { errors: [] } });
    const knock = () => platform.ask({ as: 'invoice-sync', query: '{ tenant { id } }' });
    const { value: refused } = await until(knock, ({ status }) => status === 401);
    const { value } = await until(
      async () => (await trace(idOf(refused))).credentials?.[0],
      (step) => step !== undefined, // kept after the answer, so that time tells a stranger nothing
    );
    expect(value).toMatchObject({ kind: 'EXCHANGE', outcome: 'DENIED', target: { type: 'credential', id: targetId } });
    expect(value?.links.filter(({ outcome }) => outcome === 'FAIL')).toMatchObject([
      { name: 'LIVENESS', reason: { code: 'credentials.revoked' } },
    ]);
  });

  test('a suspended member is told by identity, with the reason that they got', async () => {
    const { data } = await ask(ANA, '{ tenant { members { edges { node { id version person { id } } } } } }');
    const edges = data?.['tenant'].members.edges as { node: { id: string; version: number; person: { id: string } } }[];
    const member = edges.find(({ node }) => node.person.id === person(BEN))?.node;
    const input = {
      membershipId: member?.id,
      expectedVersion: member?.version,
      reason: 'On leave.',
      idempotencyKey: 's',
    };
    const SUSPEND = 'mutation ($input: MemberReasonInput!) { suspendMember(input: $input) { errors { code } } }';
    expect((await ask(ANA, SUSPEND, { variables: { input } })).data).toEqual({ suspendMember: { errors: [] } });
    const refused = await ask(BEN, '{ tenant { id } }');
    expect(refused.status).toBe(403);
    expect(await trace(idOf(refused))).toMatchObject({
      identity: [
        {
          ...{ kind: 'EXCHANGE', outcome: 'DENIED', txn: null, actors: [{ id: person(BEN) }] },
          reason: { code: 'identity.membership_suspended' },
        },
      ],
      ...{ access: [], billing: [], credentials: [] },
    });
  });

  test('an operator who did is told with duty and stated reason, in the customer’s own trace', async () => {
    const why = 'Looking into ticket 4711.';
    const visit = await ask('olivia@platform.example', '{ tenant { id } }', { headers: { 'x-operator-reason': why } });
    const { identity } = await trace(idOf(visit));
    expect(identity).toMatchObject([
      {
        ...{ kind: 'EXCHANGE', outcome: 'ALLOWED', actors: [{ kind: 'PERSON' }, { id: 'tenant-operations' }] },
        reason: { message: `An operator of the platform entered under the duty tenant-operations: ${why}` },
      },
    ]);
  });
});

describe('while a domain is down', () => {
  test('the others’ parts come, and what did not answer is said', async () => {
    await platform.stopDomain('billing');
    const failed = await ask(ANA, '{ tenant { id } billingAccount { id } accessState { canAccess } }');
    expect(failed.errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    const { data, errors } = await read(idOf(failed));
    expect(data?.['requestTrace']).toMatchObject({ billing: null, credentials: [] });
    expect(data?.['requestTrace'].identity).toMatchObject([{ kind: 'EXCHANGE', outcome: 'ALLOWED' }]);
    expect(data?.['requestTrace'].access).toContainEqual(expect.objectContaining({ action: 'platform.use' }));
    expect(errors).toMatchObject([{ path: ['requestTrace', 'billing'], extensions: { code: 'UNAVAILABLE' } }]);
  });
});

function person(email: string): string {
  return platform.demo.people.find((each) => each.email === email)?.id ?? '';
}
