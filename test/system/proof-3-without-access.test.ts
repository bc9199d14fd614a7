import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ANA } from '../harness/frontend-preparation.js';
import { openFrontend, type Outage } from '../harness/frontend.js';
import { OPERATIONS } from '../harness/operations.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import { turnedClock } from '../harness/time.js';

const clock = turnedClock();
let platform: TestPlatform;
let outage: Outage;
let ana: string;
beforeAll(async () => {
  platform = await startTestPlatform({ now: clock.now });
  const frontend = await openFrontend(platform);
  ana = `Bearer ${await platform.tokenOf(ANA)}`;
  for (const as of [ana, 'invoice-sync']) await platform.ask({ query: '{ viewer { authenticatedBy } }', as });
  outage = await frontend.without('access');
});
afterAll(() => platform.remove());

const UNAVAILABLE = { extensions: { code: 'UNAVAILABLE' } };

/** In their scopes, because neither depends on billing or set-up. */
const IN_SCOPE = [
  { who: 'a person', as: () => ana, query: '{ tenant { members { totalCount } } }', field: 'tenant' },
  { who: 'a machine', as: () => 'invoice-sync', query: '{ billingAccount { id } }', field: 'billingAccount' },
];

describe('while access is down', () => {
  test.each(OPERATIONS.filter(({ kind }) => kind === 'query'))(
    '$name gets all that needs no answer of access, and is told what does',
    ({ name }) => {
      const { gone, unsaid } = outage.survivalOf(name);
      expect(unsaid).toEqual([]);
      // What depends on billing is in no scope: credentials asks live, and does not answer without an answer.
      expect(gone.filter(({ owners }) => !owners.includes('credentials'))).toEqual([]);
    },
  );

  test('AcceptInvitation is carried out, for its single-use token authorises it', () => {
    const { data, errors } = outage.answerTo('AcceptInvitation');
    expect({ data, errors }).toMatchObject({ data: { acceptInvitation: { errors: [] } }, errors: [] });
  });

  test.each(OPERATIONS.filter(({ kind, name }) => kind === 'mutation' && name !== 'AcceptInvitation'))(
    '$name is not carried out, and says so',
    ({ name }) => {
      const { data, errors } = outage.answerTo(name);
      const field = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
      expect({ data, errors }).toMatchObject({ data: null, errors: [{ path: [field], ...UNAVAILABLE }] });
    },
  );

  test.each(IN_SCOPE)('$who reads what their last scope names', async ({ as, query, field }) => {
    const { data, errors } = await platform.ask({ query, as: as() });
    expect(errors).toEqual([]);
    expect(data?.[field]).not.toBeNull();
  });

  test('what their last scope does not name is null, with UNAVAILABLE and no claim that it is not permitted', async () => {
    const { status, data, errors } = await platform.ask({
      query: '{ machineIdentities { totalCount } tenant { id } }',
      as: ana,
    });
    expect({ status, data }).toEqual({
      status: 200,
      data: { machineIdentities: null, tenant: { id: expect.any(String) as string } },
    });
    expect(errors).toMatchObject([{ path: ['machineIdentities'], ...UNAVAILABLE }]);
  });

  test('a write is refused so, although the action is in the scope', async () => {
    const input = { email: 'new@acme.example', roleIds: ['member'], idempotencyKey: 'while-down' };
    const query = 'mutation($input: InviteMemberInput!) { inviteMember(input: $input) { token errors { code } } }';
    const { data, errors } = await platform.ask({ query, variables: { input }, as: ana });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ path: ['inviteMember'], ...UNAVAILABLE }]);
  });

  test.each(IN_SCOPE)(
    '$who still does four minutes later, when every token has expired many times',
    async ({ as, query, field }) => {
      clock.advance(as() === ana ? 4 * 60_000 : 0);
      const { data, errors } = await platform.ask({ query, as: as() });
      expect(errors).toEqual([]);
      expect(data?.[field]).not.toBeNull();
    },
  );

  test.each(IN_SCOPE)(
    '$who no longer does after five, because a role may have been revoked since',
    async ({ as, query, field }) => {
      clock.advance(as() === ana ? 61_000 : 0);
      const { status, data, errors } = await platform.ask({ query, as: as() });
      expect(status).toBe(200);
      expect(field === 'tenant' ? data?.['tenant'].members : data?.[field]).toBeNull();
      expect(errors).toMatchObject([UNAVAILABLE]);
    },
  );
});
