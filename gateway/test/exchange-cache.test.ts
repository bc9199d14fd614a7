import { afterEach, describe, expect, test } from 'vitest';
import {
  aJwt,
  API_KEY,
  MACHINE,
  pause,
  PERSON,
  startPlatform,
  TENANT,
  TRUST_DOMAIN,
  until,
  type AskOptions,
  type Platform,
  like,
} from './builders.js';

const QUERY = '{ may }';
const OTHER_TENANT = '00000000-0000-4000-8000-00000000000b';

let platform: Platform;
afterEach(() => platform.stop());

describe('exchanging a credential', () => {
  test('asks the owner as RFC 8693 says, with everything that its answer may depend on', async () => {
    platform = await startPlatform({ environment: { TRUSTED_PROXIES: '1' } });
    const credential = aJwt();
    await platform.ask(QUERY, {
      credential,
      headers: { 'x-tenant': OTHER_TENANT, 'x-operator-reason': 'ticket 7', 'x-forwarded-for': '6.6.6.6, 9.9.9.9' },
    });
    expect(Object.fromEntries(platform.identity.exchanges[0] ?? [])).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: credential,
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      requested_token_type: 'urn:ietf:params:oauth:token-type:txn_token',
      audience: TRUST_DOMAIN,
      tenant: OTHER_TENANT,
      operator_reason: 'ticket 7',
      client_address: '9.9.9.9',
    });
  });

  test('goes to the machines’ owner for an API key, and for our own access tokens', async () => {
    platform = await startPlatform();
    await platform.ask(QUERY, { credential: API_KEY });
    await platform.ask(QUERY, { credential: aJwt({ iss: 'https://machines.test' }, { typ: 'at+jwt' }) });
    await platform.ask(QUERY, { credential: aJwt({ iss: 'https://login.acme.test' }, { typ: 'at+jwt' }) });
    expect(platform.credentials.exchanges.map((form) => form.get('subject_token_type'))).toEqual([
      'urn:bailiwick:token-type:api-key',
      'urn:ietf:params:oauth:token-type:access_token',
    ]);
    expect(platform.identity.exchanges).toHaveLength(1);
  });

  test('hands the minter’s refusal on, its reason byte for byte', async () => {
    platform = await startPlatform();
    const reason = {
      code: 'identity.tenant_required',
      owner: 'IDENTITY',
      message: 'Which of “Acme” and “Globex”?',
      since: null,
      remedy: { label: 'Send X-Tenant.', section: null, requiredPermission: null },
      extra: [1, null],
    };
    for (const [status, code] of [
      [400, 'BAD_REQUEST'],
      [401, 'UNAUTHENTICATED'],
      [403, 'NOT_PERMITTED'],
      [503, 'UNAVAILABLE'],
    ] as const) {
      platform.identity.refuse = {
        status,
        body: { error: 'no', error_description: 'no', reason, decision_id: 'd1', retry_after: 7 },
      };
      const answer = await platform.ask(QUERY, { credential: aJwt({ jti: status }) });
      expect(answer.status).toBe(status);
      expect(answer.text).toContain(JSON.stringify(reason));
      expect(answer.errors[0]).toEqual({ message: reason.message, extensions: { code, reason, decisionId: 'd1' } });
      expect(answer.headers.get('retry-after')).toBe(status === 503 ? '7' : null);
      expect(answer.headers.get('www-authenticate')).toEqual(
        status === 401
          ? like(/^Bearer realm="bailiwick", error="invalid_token", error_description="[\x20-\x7e]*"$/)
          : null,
      );
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test.each([
    ['does not believe the gateway', { error: 'untrusted_context', reason: null, decision_id: null }],
    ['refuses without saying whether there is a reason', { error: 'invalid_token', error_description: 'no' }],
  ])('calls a minter that %s unavailable, never the credential bad', async (_, body) => {
    platform = await startPlatform();
    platform.identity.refuse = { status: 401, body };
    const { status, errors } = await platform.ask(QUERY);
    expect({ status, code: errors[0]?.extensions['code'] }).toEqual({ status: 503, code: 'UNAVAILABLE' });
  });

  test('takes nothing for a token that is none', async () => {
    platform = await startPlatform();
    platform.identity.refuse = {
      status: 200,
      body: { access_token: 'x\r\ny', expires_in: 30, sub: 's', tenant: null, cache: { store: true, seconds: 30 } },
    };
    expect((await platform.ask(QUERY)).status).toBe(503);
  });
});

describe('a kept token', () => {
  test('serves the same principal again without asking', async () => {
    platform = await startPlatform();
    for (let i = 0; i < 3; i += 1) expect((await platform.ask(QUERY)).data).toEqual({ may: true });
    expect(platform.identity.exchanges).toHaveLength(1);
    expect(new Set(platform.subgraphs['access']?.received.map(({ verified }) => verified?.token)).size).toBe(1);
  });

  const same: AskOptions = {
    credential: aJwt(),
    headers: { 'x-tenant': TENANT, 'x-operator-reason': 'ticket 7', 'x-forwarded-for': '9.9.9.9' },
  };
  test.each<[string, AskOptions]>([
    ['credential', { ...same, credential: aJwt({ jti: 'another' }) }],
    ['requested tenant', { ...same, headers: { ...same.headers, 'x-tenant': OTHER_TENANT } }],
    ['operator reason', { ...same, headers: { ...same.headers, 'x-operator-reason': 'ticket 8' } }],
    ['client address', { ...same, headers: { ...same.headers, 'x-forwarded-for': '9.9.9.8' } }],
  ])('is not used for another %s', async (_, changed) => {
    platform = await startPlatform({ environment: { TRUSTED_PROXIES: '1' } });
    await platform.ask(QUERY, same);
    await platform.ask(QUERY, changed);
    expect(platform.identity.exchanges).toHaveLength(2);
    await platform.ask(QUERY, same);
    expect(platform.identity.exchanges).toHaveLength(2);
  });

  test('is not confused by parts that run into each other', async () => {
    platform = await startPlatform();
    await platform.ask(QUERY, { headers: { 'x-tenant': 'a', 'x-operator-reason': 'bc' } });
    await platform.ask(QUERY, { headers: { 'x-tenant': 'ab', 'x-operator-reason': 'c' } });
    expect(platform.identity.exchanges).toHaveLength(2);
  });

  test('is asked for once when many need it at the same moment', async () => {
    platform = await startPlatform();
    platform.identity.delayMs = 200;
    const answers = await Promise.all(Array.from({ length: 20 }, () => platform.ask(QUERY)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(platform.identity.exchanges).toHaveLength(1);
  });

  test('is never kept, nor shared in flight, where the minter counts every use', async () => {
    platform = await startPlatform();
    Object.assign(platform.credentials, { keep: { store: false, seconds: 0 }, delayMs: 100 });
    await Promise.all(Array.from({ length: 5 }, () => platform.ask(QUERY, { credential: API_KEY })));
    await platform.ask(QUERY, { credential: API_KEY });
    expect(platform.credentials.exchanges).toHaveLength(6);
  });

  test('lives no longer than the minter, the token or the credential says', async () => {
    platform = await startPlatform();
    const twice = async (credential: string): Promise<number> => {
      platform.identity.exchanges.length = 0;
      await platform.ask(QUERY, { credential });
      await pause(1_100);
      await platform.ask(QUERY, { credential });
      return platform.identity.exchanges.length;
    };
    expect(await twice(aJwt({ jti: 1 }))).toBe(1);
    expect(await twice(aJwt({ jti: 2, exp: Date.now() / 1000 + 3 }))).toBe(2);
    platform.identity.lifeSeconds = 3;
    expect(await twice(aJwt({ jti: 3 }))).toBe(2);
    Object.assign(platform.identity, { lifeSeconds: 30, keep: { store: true, seconds: 3 } });
    expect(await twice(aJwt({ jti: 4 }))).toBe(2);
  });

  test('is never used for a DPoP proof or a key-bound token, whose proof goes to the minter', async () => {
    platform = await startPlatform({ environment: { PUBLIC_URL: 'https://api.acme.test/graphql' } });
    const credential = aJwt();
    await platform.ask(QUERY, { credential });
    const authorization = `DPoP ${credential}`;
    await platform.ask(QUERY, { headers: { authorization, dpop: 'proof-1', host: 'evil.test' } });
    await platform.ask(QUERY, { headers: { authorization, dpop: 'proof-1' } });
    for (let i = 0; i < 2; i += 1) await platform.ask(QUERY, { credential: aJwt({ cnf: { jkt: 'k' } }) });
    expect(platform.identity.exchanges).toHaveLength(5);
    const form = platform.identity.exchanges[1];
    expect([form?.get('dpop_proof'), form?.get('http_method'), form?.get('http_url')]).toEqual([
      'proof-1',
      'POST',
      'https://api.acme.test/graphql',
    ]);
  });

  test('is never used for a token that is sent as Bearer beside a proof, which is not carried', async () => {
    platform = await startPlatform();
    const credential = aJwt({ cnf: { jkt: 'k' } });
    for (let i = 0; i < 2; i += 1) await platform.ask(QUERY, { credential, headers: { dpop: 'proof-1' } });
    expect(platform.identity.exchanges.map((form) => form.get('dpop_proof'))).toEqual([null, null]);
  });

  test('is reported to the machines’ owner for each use that it was not asked about', async () => {
    platform = await startPlatform();
    for (let i = 0; i < 4; i += 1) await platform.ask(QUERY, { credential: API_KEY });
    await platform.ask(QUERY);
    await platform.ask(QUERY);
    await until(() => platform.credentials.usage.length > 0);
    expect(platform.credentials.usage).toEqual([
      {
        sub: `machine:${MACHINE}`,
        tenant: TENANT,
        count: 3,
        address: '127.0.0.1',
        lastAt: like(/Z$/),
      },
    ]);
  });
});

describe('a refusal', () => {
  test('is kept for a second at most', async () => {
    platform = await startPlatform();
    platform.identity.refuse = { status: 403, body: { error: 'no', reason: null, decision_id: null } };
    await platform.ask(QUERY);
    platform.identity.refuse = null;
    expect((await platform.ask(QUERY)).status).toBe(403);
    expect(platform.identity.exchanges).toHaveLength(1);
    await pause(1_050);
    expect((await platform.ask(QUERY)).status).toBe(200);
  });
});

describe('a withdrawal', () => {
  const touching: [string, object][] = [
    ['of the subject', { sub: `person:${PERSON}`, before: 'now' }],
    ['of the tenant', { tenant: TENANT, before: 'now' }],
    ['of the subject in the tenant', { sub: `person:${PERSON}`, tenant: TENANT, before: 'now' }],
    ['that cannot be read', { sub: 7 }],
  ];
  test.each(touching)('%s ends the kept token at once', async (_, data) => {
    platform = await startPlatform();
    await platform.ask(QUERY);
    platform.identity.withdraw(data);
    await pause(100);
    await platform.ask(QUERY);
    expect(platform.identity.exchanges).toHaveLength(2);
  });

  test.each([
    ['another subject', { sub: `machine:${MACHINE}` }],
    ['another tenant', { tenant: OTHER_TENANT }],
    ['the subject in another tenant', { sub: `person:${PERSON}`, tenant: OTHER_TENANT }],
  ])('of %s leaves it', async (_, data) => {
    platform = await startPlatform();
    await platform.ask(QUERY);
    platform.identity.withdraw(data);
    await pause(100);
    await platform.ask(QUERY);
    expect(platform.identity.exchanges).toHaveLength(1);
  });

  test('during an exchange has it exchanged again, and whoever comes later does not join the old one', async () => {
    platform = await startPlatform();
    platform.identity.delayMs = 400;
    const first = platform.ask(QUERY);
    await until(() => platform.identity.exchanges.length === 1);
    platform.identity.withdraw({ sub: `person:${PERSON}` });
    await pause(100);
    const second = platform.ask(QUERY);
    await until(() => platform.identity.exchanges.length === 2);
    platform.identity.delayMs = 0;
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    expect(platform.identity.exchanges.length).toBeGreaterThanOrEqual(3);
  });
});
