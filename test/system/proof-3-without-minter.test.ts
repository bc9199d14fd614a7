import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANA } from '../harness/frontend-preparation.js';
import { openFrontend, type Outage } from '../harness/frontend.js';
import { OPERATIONS } from '../harness/operations.js';
import { startTestPlatform, type Answer, type TestPlatform } from '../harness/platform.js';
import { turnedClock, until, type TurnedClock } from '../harness/time.js';

const QUERY = '{ billingAccount { id } plans { code } }';

/** Each minter vouches for its own kind of caller, and the other kind must not notice that it is gone. */
const MINTERS = [
  { minter: 'identity', its: ANA, others: 'invoice-sync' },
  { minter: 'credentials', its: 'invoice-sync', others: ANA },
];

describe.each(MINTERS)('while $minter is down', ({ minter, its, others }) => {
  let clock: TurnedClock;
  let platform: TestPlatform;
  let outage: Outage;
  let kept: string;
  beforeAll(async () => {
    clock = turnedClock();
    platform = await startTestPlatform({ now: clock.now });
    const frontend = await openFrontend(platform);
    kept = `Bearer ${its.includes('@') ? await platform.tokenOf(its) : platform.keyOf(its)}`;
    expect(await ask(kept)).toMatchObject({ status: 200, errors: [] });
    outage = await frontend.without(minter);
  });
  afterAll(() => platform.remove());

  const ask = (as: string): Promise<Answer> => platform.ask({ query: QUERY, as });

  test.each(OPERATIONS)('$name gets all that the others resolve, and is told what is missing', ({ name }) => {
    const { gone, unsaid } = outage.survivalOf(name);
    expect({ gone, unsaid }).toEqual({ gone: [], unsaid: [] });
  });

  test('a token that it minted before serves on', async () => {
    clock.advance(10_000);
    expect(await ask(kept)).toMatchObject({
      status: 200,
      data: { billingAccount: { id: expect.any(String) as string } },
    });
  });

  test('then its callers are asked to come back, and never told that their credential is bad', async () => {
    clock.advance(25_000);
    for (let request = 0; request < 3; request += 1) {
      const { status, headers, errors } = await ask(kept);
      expect({ status, code: errors[0]?.extensions?.['code'] }).toEqual({ status: 503, code: 'UNAVAILABLE' });
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
  });

  test('a minute later the other minter’s callers are still served', async () => {
    clock.advance(60_000);
    const { value } = await until(
      () => ask(others),
      ({ data }) => data?.['billingAccount'] != null,
    );
    expect(value).toMatchObject({ status: 200, errors: [] });
  });
});
