import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operation } from '../harness/operations.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import { COMPLETE_STEP, done, join, openTenant, type OpenedTenant } from '../harness/tenants.js';
import { until } from '../harness/time.js';

/**
 * DESIGN: `platformReady × billingReady × userHasAccess`. Identity, billing and access each decide one of the three, in
 * tenants that were opened, set up, subscribed and staffed through the graph.
 */
interface Row {
  readonly platformReady: boolean;
  readonly billingReady: boolean;
  readonly userHasAccess: boolean;
  /** What stands in the way, the weightiest first. */
  readonly blockers: readonly string[];
}

const SETUP = 'identity.setup_incomplete';
const BILLING = 'billing.not_configured';
const GRANT = 'access.no_grant';

const ROWS: readonly Row[] = [
  { platformReady: true, billingReady: true, userHasAccess: true, blockers: [] },
  { platformReady: true, billingReady: true, userHasAccess: false, blockers: [GRANT] },
  { platformReady: true, billingReady: false, userHasAccess: true, blockers: [BILLING] },
  { platformReady: true, billingReady: false, userHasAccess: false, blockers: [BILLING, GRANT] },
  { platformReady: false, billingReady: true, userHasAccess: true, blockers: [SETUP] },
  { platformReady: false, billingReady: true, userHasAccess: false, blockers: [SETUP, GRANT] },
  { platformReady: false, billingReady: false, userHasAccess: true, blockers: [SETUP, BILLING] },
  { platformReady: false, billingReady: false, userHasAccess: false, blockers: [SETUP, BILLING, GRANT] },
];

let platform: TestPlatform;
const tenants = new Map<string, OpenedTenant>();

beforeAll(async () => {
  platform = await startTestPlatform();
  for (const platformReady of [true, false])
    for (const billingReady of [true, false]) await prepare({ platformReady, billingReady });
});
afterAll(() => platform.remove());

describe.each(ROWS)(
  'platform ready: $platformReady, billing ready: $billingReady, user has access: $userHasAccess',
  (row) => {
    const { userHasAccess, blockers } = row;

    test(`is answered ${blockers.length === 0 ? 'yes' : 'no'}, with the reason that precedence and redaction give`, async () => {
      const state = await ask(row);
      const shown = userHasAccess ? blockers : ['access.not_permitted'];
      expect(state.canAccess).toBe(blockers.length === 0);
      expect(state.reason.code).toBe(shown[0] ?? 'access.granted');
      expect(state.blockers.map(({ code }: { code: string }) => code)).toEqual(shown);
      const outcomes = Object.fromEntries(
        state.factors.map((each: { kind: string; outcome: string }) => [each.kind, each.outcome]),
      );
      expect(outcomes).toEqual(userHasAccess ? outcomesOf(row) : HIDDEN);
    });

    test('is read by an auditor with all that stands in the way', async () => {
      const { decisionId } = await ask(row);
      const read = { ...operation('WhyWasThisDenied'), variables: { decisionId } };
      const { data, errors } = await platform.ask({ ...read, as: auditorOf(tenantOf(row)) });
      expect(errors).toEqual([]);
      const { reason, trace, canAccess } = data?.['accessDecision'];
      const refusals = trace.filter(isBlocking);
      expect({ canAccess, code: reason.code }).toEqual({
        canAccess: blockers.length === 0,
        code: blockers[0] ?? 'access.granted',
      });
      expect(refusals.map(({ rule }: { rule: string }) => rule)).toEqual(blockers.map((code) => RULES[code]));
    });
  },
);

interface Step {
  readonly outcome: string;
}

/** Rules on which the action does not depend stand in nobody's way. */
function isBlocking({ outcome }: Step): boolean {
  return outcome === 'FAIL' || outcome === 'UNKNOWN';
}

/** Which rule speaks with which code. */
const RULES: Readonly<Record<string, string>> = {
  [SETUP]: 'platform.ready',
  [BILLING]: 'billing.ready',
  [GRANT]: 'permission.granted',
};

/** Who was not granted the action learns nothing about the tenant, whatever state it is in. */
const HIDDEN = { BOUNDARY: 'UNKNOWN', TRUST: 'UNKNOWN', PLATFORM: 'UNKNOWN', BILLING: 'UNKNOWN', PERMISSION: 'FAIL' };

function outcomesOf({ platformReady, billingReady }: Row): Record<string, string> {
  const outcome = (ready: boolean): string => (ready ? 'PASS' : 'FAIL');
  return {
    BOUNDARY: 'PASS',
    TRUST: 'PASS',
    PLATFORM: outcome(platformReady),
    BILLING: outcome(billingReady),
    PERMISSION: 'PASS',
  };
}

type Readiness = Pick<Row, 'platformReady' | 'billingReady'>;

const keyOf = ({ platformReady, billingReady }: Readiness): string =>
  `${platformReady ? 'ready' : 'unready'}-${billingReady ? 'paying' : 'unpaid'}`;
const guestOf = ({ slug }: OpenedTenant): string => `guest@${slug}.example`;
const auditorOf = ({ slug }: OpenedTenant): string => `auditor@${slug}.example`;

function tenantOf(row: Readiness): OpenedTenant {
  const found = tenants.get(keyOf(row));
  if (found === undefined) throw new Error(`There is no tenant ${keyOf(row)}.`);
  return found;
}

async function ask(row: Row) {
  const tenant = tenantOf(row);
  const as = row.userHasAccess ? tenant.owner : guestOf(tenant);
  const { data, errors } = await platform.ask({ ...operation('MayI'), variables: { action: 'platform.use' }, as });
  expect(errors).toEqual([]);
  return data?.['accessState'];
}

/** A tenant in one of the four states, with an owner, an auditor and a member from whom every role was taken. */
async function prepare(readiness: Readiness): Promise<void> {
  const tenant = await openTenant(platform, keyOf(readiness));
  tenants.set(keyOf(readiness), tenant);
  if (readiness.platformReady)
    for (const key of ['accept_terms', 'verify_organization'])
      await carryOut(tenant, 'completeSetupStep', COMPLETE_STEP, { key, idempotencyKey: key });
  if (readiness.billingReady)
    await carryOut(tenant, 'changePlan', CHANGE_PLAN, { plan: 'business', idempotencyKey: 'plan' });
  await join(platform, tenant, auditorOf(tenant), 'auditor');
  const guest = await join(platform, tenant, guestOf(tenant), 'member');
  await takeRoles(tenant, guest);
  await until(
    async () => Promise.all([outcomes(tenant.owner), outcomes(auditorOf(tenant)), outcomes(guestOf(tenant))]),
    ([owner, auditor, guestsOwn]) =>
      owner?.['PLATFORM'] === (readiness.platformReady ? 'PASS' : 'FAIL') &&
      owner['BILLING'] === (readiness.billingReady ? 'PASS' : 'FAIL') &&
      auditor?.['PERMISSION'] === 'PASS' &&
      guestsOwn?.['PERMISSION'] === 'FAIL',
  );
}

const CHANGE_PLAN =
  'mutation($input: ChangePlanInput!) { changePlan(input: $input) { readiness { ready } errors { code message } } }';
const REVOKE_ROLE =
  'mutation($input: RevokeRoleInput!) { revokeRole(input: $input) { assignment { id } errors { code message } } }';

async function carryOut(
  tenant: OpenedTenant,
  mutation: string,
  query: string,
  input: Record<string, unknown>,
): Promise<void> {
  const { value } = await until(
    () => platform.ask({ query, variables: { input }, as: tenant.owner }),
    ({ data }) => data?.[mutation]?.errors.length === 0,
  );
  done(value, mutation);
}

async function takeRoles(tenant: OpenedTenant, personId: string): Promise<void> {
  const query = 'query($id: ID!) { person(id: $id) { roleAssignments { id } } }';
  const { value } = await until(
    () => platform.ask({ query, variables: { id: personId }, as: tenant.owner }),
    ({ data }) => data?.['person']?.roleAssignments?.length > 0,
  );
  for (const { id } of value.data?.['person'].roleAssignments)
    await carryOut(tenant, 'revokeRole', REVOKE_ROLE, { assignmentId: id, idempotencyKey: id });
}

async function outcomes(as: string): Promise<Record<string, string> | undefined> {
  const { data } = await platform.ask({ query: '{ accessState { factors { kind outcome } } }', as });
  const factors: { kind: string; outcome: string }[] | undefined = data?.['accessState']?.factors;
  return factors && Object.fromEntries(factors.map(({ kind, outcome }) => [kind, outcome]));
}
