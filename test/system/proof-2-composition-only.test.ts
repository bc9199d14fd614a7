import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askOwner, exchange } from '../harness/as-gateway.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';

/**
 * DESIGN: the gateway composes and a domain decides. So what the gateway says is what the owner says when it is asked
 * alone: the same yes and no, and the same reasons, byte for byte.
 */
let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.remove());

const REASON = 'code owner message since remedy { label section requiredPermission }';

interface Question {
  readonly name: string;
  readonly owner: string;
  readonly query: string;
  readonly variables?: (platform: TestPlatform) => Record<string, unknown>;
}

const STATE = `canAccess reason { ${REASON} } blockers { ${REASON} } factors { kind outcome owner reason { ${REASON} } }`;

const SETUP = `state stateReason { ${REASON} } platformSetup { ready reason { ${REASON} } steps { key done } }`;
const READINESS = `billingReadiness { ready state reason { ${REASON} } warnings { ${REASON} }
  nextTransition { at to ready reason { ${REASON} } } }`;

/** Everything that is decided, each at the one domain that decides it. */
const QUESTIONS: readonly Question[] = [
  {
    name: 'accessState for every action that anybody declared',
    owner: 'access',
    query: `query($checks: [AccessCheckInput!]!) { accessStates(checks: $checks) { ${STATE} } }`,
    variables: () => ({ checks: ACTIONS.map((action) => ({ action })) }),
  },
  {
    name: 'the visibility of each section of Settings',
    owner: 'access',
    query: `{ settingsNavigation { sections { __typename id key owner access {
      visibility reason { ${REASON} } actions { action allowed grantedBy reason { ${REASON} } } } } } }`,
  },
  {
    name: 'myCapabilities',
    owner: 'access',
    query: `{ myCapabilities { action allowed grantedBy reason { ${REASON} } } }`,
  },
  {
    name: 'whether the platform is set up',
    owner: 'identity',
    query: `{ tenant { id ${SETUP} } }`,
  },
  {
    name: 'whether billing is in order',
    owner: 'billing',
    query: `{ tenant { id ${READINESS} } }`,
  },
  {
    name: 'whether a feature may be used',
    owner: 'billing',
    query: `{ reporting: entitlementCheck(feature: "reporting") { allowed reason { ${REASON} } }
      unheardOf: entitlementCheck(feature: "unheard-of") { allowed reason { ${REASON} } } }`,
  },
  {
    name: 'whether a machine is trusted, link by link',
    owner: 'credentials',
    query: `query($input: DecideTrustInput!) { decideTrust(input: $input) { effect requiredTrust reason { ${REASON} }
      chain { link verdict decidedBy reason { ${REASON} } } trust { level } } }`,
    variables: ({ demo }) => ({
      input: {
        machineIdentityId: demo.machines[0]?.id,
        actingTenantId: demo.machines[0]?.tenant,
        action: 'billing.account.read',
      },
    }),
  },
];

const ACTIONS = [
  'platform.use',
  'access.role.assign',
  'access.audit.read',
  'access.reporting.read',
  'billing.account.read',
  'billing.plan.change',
  'billing.grace.extend',
  'credentials.machine.read',
  'credentials.credential.issue',
  'credentials.credential.revoke',
  'identity.member.invite',
  'identity.setup.complete',
  'identity.tenant.create',
  'nobody.declared.this',
];

const CALLERS = [
  { as: 'ana@acme.example', tenant: 'acme', who: 'the owner of a tenant that is in order' },
  { as: 'ben@acme.example', tenant: 'acme', who: 'a member who was granted little' },
  { as: 'dana@consult.example', tenant: 'acme', who: 'an auditor' },
  { as: 'gus@globex.example', tenant: 'globex', who: 'the owner of a tenant on trial and not set up' },
  { as: 'invoice-sync', tenant: 'acme', who: 'a machine' },
];

describe.each(CALLERS)('$who', ({ as, tenant }) => {
  test.each(QUESTIONS)(
    'hears of $name through the gateway what $owner alone says',
    async ({ owner, query, variables }) => {
      const asked = { query, ...(variables && { variables: variables(platform) }) };
      const { body } = await exchange(platform, as, tenant);
      const composed = await platform.ask({ ...asked, as, tenant });
      const alone = await askOwner(platform, owner, { ...asked, token: body['access_token'] });
      expect(JSON.stringify(composed.data)).toBe(JSON.stringify(alone.data));
      expect(composed.errors.map(reasonOf)).toEqual(alone.errors.map(reasonOf));
      expect([composed, alone].map(isAnswered)).toEqual([true, true]);
    },
  );

  test('finds each owner’s own words in an answer that all of them gave together', async () => {
    const { body } = await exchange(platform, as, tenant);
    const token = body['access_token'];
    const { data } = await platform.ask({
      query: `{ tenant { id ${SETUP} ${READINESS} } accessState { ${STATE} } }`,
      as,
      tenant,
    });
    const alone = async (owner: string, query: string) => (await askOwner(platform, owner, { query, token })).data;
    const setup = await alone('identity', `{ tenant { id ${SETUP} } }`);
    const readiness = await alone('billing', `{ tenant { id ${READINESS} } }`);
    const state = await alone('access', `{ accessState { ${STATE} } }`);
    expect(JSON.stringify(data)).toBe(
      JSON.stringify({
        tenant: { ...setup?.['tenant'], ...readiness?.['tenant'] },
        accessState: state?.['accessState'],
      }),
    );
  });

  test('reads one stored decision alike through the gateway and from access alone', async () => {
    const { body } = await exchange(platform, as, tenant);
    const token = body['access_token'];
    const ask = 'query { accessState(action: "billing.plan.change") { decisionId canAccess } }';
    const ids = [
      (await platform.ask({ query: ask, as, tenant })).data?.['accessState'].decisionId,
      (await askOwner(platform, 'access', { query: ask, token })).data?.['accessState'].decisionId,
    ];
    const query = `query($id: ID!) { accessDecision(id: $id) { id canAccess reason { ${REASON} } action resourceType resourceId
      requestId policyVersion evaluatedAt durationMicros subject { kind id } trace { rule owner effect outcome matched because via }
      facts { domain name version asOf digest } } }`;
    for (const id of ids) {
      const composed = await platform.ask({ query, variables: { id }, as, tenant });
      const alone = await askOwner(platform, 'access', { query, variables: { id }, token });
      expect(composed.data?.['accessDecision'].id).toBe(id);
      expect(JSON.stringify(composed.data)).toBe(JSON.stringify(alone.data));
    }
  });
});

/** What was decided about the denied fields; the decision's id is a new one each time that somebody asks. */
function reasonOf({
  path,
  extensions,
}: {
  readonly path?: unknown;
  readonly extensions?: Record<string, unknown>;
}): string {
  return JSON.stringify({ path, code: extensions?.['code'], reason: extensions?.['reason'] });
}

/** An answer, whose every error is a denial with its reason; never nothing at all, of which two would be alike. */
function isAnswered({ status, data, errors }: Awaited<ReturnType<typeof askOwner>>): boolean {
  return (
    status === 200 &&
    typeof data === 'object' &&
    data !== null &&
    errors.every(({ extensions }) => extensions?.['reason'] !== undefined)
  );
}
