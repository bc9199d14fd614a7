import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANA } from '../harness/frontend-preparation.js';
import { openFrontend, type Outage } from '../harness/frontend.js';
import { operation, OPERATIONS } from '../harness/operations.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import { turnedClock, until } from '../harness/time.js';

const clock = turnedClock();
let platform: TestPlatform;
let outage: Outage;
let ana: string;
beforeAll(async () => {
  platform = await startTestPlatform({ now: clock.now });
  const frontend = await openFrontend(platform);
  ana = `Bearer ${await platform.tokenOf(ANA)}`;
  outage = await frontend.without('billing');
});
afterAll(() => platform.remove());

const mayI = async (as: string, action: string) =>
  (await platform.ask({ ...operation('MayI'), variables: { action }, as })).data?.['accessState'];

describe('while billing is down', () => {
  test.each(OPERATIONS)('$name gets all that the others resolve, and is told what billing does not', ({ name }) => {
    const { gone, unsaid } = outage.survivalOf(name);
    expect({ gone, unsaid }).toEqual({ gone: [], unsaid: [] });
  });

  test('the billing page is all that is lost as a whole', () => {
    const { lost, kept } = outage.survivalOf('Billing');
    expect({ lost, kept }).toEqual({ lost: ['tenant', 'plans'], kept: 0 });
  });

  test('accessState answers from what billing said last, with its reason and its date', async () => {
    const state = await mayI(ana, 'platform.use');
    expect(state).toMatchObject({ canAccess: true, reason: { code: 'access.granted' } });
    const billing = state.factors.find((each: { kind: string }) => each.kind === 'BILLING');
    expect(billing).toMatchObject({ outcome: 'PASS', reason: { code: 'billing.active', owner: 'BILLING' } });
    expect(Date.parse(billing.factAsOf)).toBeLessThanOrEqual(clock.now().getTime());
    expect(billing.ageMs).toBeGreaterThanOrEqual(0);
  });

  test('a minute later, when every kept token has expired, people and machines are answered alike', async () => {
    clock.advance(60_000);
    for (const as of [ana, 'invoice-sync']) {
      const { value } = await until(
        () => mayI(as, 'platform.use'),
        (state) => state?.canAccess === true,
      );
      const billing = value.factors.find((each: { kind: string }) => each.kind === 'BILLING');
      expect(billing.ageMs).toBeGreaterThan(59_000);
    }
  });

  test('a write that rests on billing is refused by then, with the age of what is known', async () => {
    const state = await mayI(ana, 'credentials.machine.declare');
    expect(state).toMatchObject({ canAccess: false, reason: { code: 'access.fact_stale', owner: 'ACCESS' } });
    expect(clock.now().getTime() - Date.parse(state.reason.since)).toBeGreaterThan(59_000);
  });

  test('a write that does not is carried out', async () => {
    const { value } = await until(
      () => mayI(ana, 'identity.member.invite'),
      (state) => state?.canAccess === true,
    );
    expect(value.reason.code).toBe('access.granted');
  });

  test('after five minutes reads are refused too, and access says why and since when', async () => {
    clock.advance(5 * 60_000);
    const { value } = await until(
      () => mayI(ana, 'platform.use'),
      (state) => state?.blockers.length === 1,
    );
    expect(value).toMatchObject({ canAccess: false, reason: { code: 'access.fact_stale' } });
    const billing = value.factors.find((each: { kind: string }) => each.kind === 'BILLING');
    expect(billing).toMatchObject({ outcome: 'UNKNOWN', factAsOf: value.reason.since });
  });
});
