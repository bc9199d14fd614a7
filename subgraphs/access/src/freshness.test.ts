import { createSecretKey, randomBytes } from 'node:crypto';
import { allow } from '@bailiwick/decision';
import { createConsistencyTokens } from '@bailiwick/events';
import { beforeAll, describe, expect, test } from 'vitest';
import { ACME } from '../test/builders.js';
import { HISTORY, openTold } from '../test/told.js';
import { createFreshness, type Freshness } from './freshness.js';

const OTHER = '0a000000-0000-4000-8000-000000000002';
const secret = { kid: 'k', key: createSecretKey(randomBytes(32)), signFrom: new Date(0), acceptUntil: null };
const tokens = createConsistencyTokens(() => [secret]);
const at = (xid: bigint, feed: string | null = HISTORY) => ({ feed, xid });
let freshness: Freshness;
beforeAll(async () => {
  const { database } = await openTold(); // every feed is told to have arrived up to position 100
  freshness = createFreshness(database, tokens, ['identity', 'billing']);
});

describe('asking for facts at least as fresh as a token', () => {
  test('is met when everything up to it has arrived', async () => {
    expect(await freshness.distrusted(tokens.mint(ACME, { identity: at(99n), billing: at(50n) }), ACME)).toEqual(
      allow([]),
    );
  });

  test('waits a quarter of a second, and then trusts none of the sources that it names', async () => {
    const startedAt = performance.now();
    expect(await freshness.distrusted(tokens.mint(ACME, { identity: at(100n) }), ACME)).toEqual(allow(['identity']));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(240);
  });

  test.each([
    ['of before a restore', HISTORY.replace(/1$/, '2')],
    ['of a build that named no history', null],
  ])('is never met by a token %s, however far everything has arrived', async (_, feed) => {
    const token = tokens.mint(ACME, { identity: at(1n, feed) });
    expect(await freshness.distrusted(token, ACME)).toEqual(allow(['identity']));
  });

  test('does not wait for domains that access does not read from, nor without a token', async () => {
    expect(await freshness.distrusted(tokens.mint(ACME, { access: at(10_000n) }), ACME)).toEqual(allow([]));
    expect(await freshness.distrusted(null, ACME)).toEqual(allow([]));
  });

  test('is refused with another tenant’s token', async () => {
    expect(await freshness.distrusted(tokens.mint(OTHER, { identity: at(1n) }), ACME)).toMatchObject({
      code: 'access.invalid_input',
    });
  });

  test('is met by the token of an earlier answer', async () => {
    const token = freshness.tokenOf(ACME, [
      { source: 'identity', feed: HISTORY, heardAt: null, watermark: 100n },
      { source: 'stranger', feed: HISTORY, heardAt: null, watermark: 9n },
      { source: 'billing', feed: HISTORY, heardAt: null, watermark: 0n },
    ]);
    expect(tokens.read(token, ACME)).toEqual({ identity: at(99n) });
    expect(await freshness.distrusted(token, ACME)).toEqual(allow([]));
  });
});
