import { randomUUID } from 'node:crypto';
import { generateKeyPair, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { NOON } from '../../test/builders.js';
import { keepMember, keepTenant, openIdentityDatabase, type TestDatabase } from '../../test/database.js';
import { form, openExchange, type TestExchange } from '../../test/exchange.js';
import { startIssuer, type TestIssuer } from '../../test/issuer.js';

const SECONDS = NOON.getTime() / 1000;
const someText: unknown = expect.any(String);

let database: TestDatabase;
let issuer: TestIssuer;
let open: TestExchange;

beforeAll(async () => {
  database = await openIdentityDatabase();
  issuer = await startIssuer(NOON);
  open = await openExchange(database);
  const tenant = await keepTenant(database, {
    connection: { issuer: issuer.issuer, audience: 'client-1', jwksUri: issuer.jwksUri },
  });
  await keepMember(database, tenant.id, { subject: 'sub-1', issuer: issuer.issuer });
});
afterAll(() => issuer.stop());

describe('a token', () => {
  test.each([
    ['as a sign-in is', {}, {}],
    ['with typ JWT', {}, { typ: 'JWT' }],
    ['with typ at+jwt', {}, { typ: 'application/at+jwt' }],
    ['for several audiences, one of them ours', { aud: ['other', 'client-1'] }, {}],
    ['that lives a day', { iat: SECONDS - 10, exp: SECONDS - 10 + 86_400 }, {}],
    ['issued 5 s ahead', { iat: SECONDS + 5 }, {}],
    ['that expires next second', { exp: SECONDS + 1 }, {}],
  ])('is accepted %s', async (_how, claims, header) => {
    expect((await open.exchange(await issuer.token(claims, header))).status).toBe(200);
  });

  test.each([
    ['of an issuer that nobody connected', { iss: 'https://stranger.example.com' }, {}],
    ['for another audience', { aud: 'other' }, {}],
    ['for no audience', { aud: undefined }, {}],
    ['for too many audiences', { aud: Array.from({ length: 21 }, () => 'client-1') }, {}],
    ['with typ logout+jwt', {}, { typ: 'logout+jwt' }],
    ['with typ txntoken+jwt', {}, { typ: 'txntoken+jwt' }],
    ['that expired', { exp: SECONDS }, {}],
    ['that never expires', { exp: undefined }, {}],
    ['that was issued at no time', { iat: undefined }, {}],
    ['issued 6 s ahead', { iat: SECONDS + 6 }, {}],
    ['not valid yet', { nbf: SECONDS + 60 }, {}],
    ['that lives longer than a day', { iat: SECONDS - 10, exp: SECONDS - 10 + 86_401 }, {}],
    ['without a subject', { sub: undefined }, {}],
    ['with an empty subject', { sub: '' }, {}],
    ['with a subject that is a number', { sub: 1 }, {}],
    ['with a subject that is an object', { sub: { toString: 'sub-1' } }, {}],
    ['with a subject of 256 characters', { sub: 'x'.repeat(256) }, {}],
    ['that is bound to a key', { cnf: { jkt: 'thumbprint' } }, {}],
    ['with an unknown kid', {}, { kid: 'nobody' }],
    ['with a critical extension that we do not know', {}, { crit: ['exp'], exp: 1 }],
  ])('is refused %s, with one message and its cause in the log alone', async (_how, claims, header) => {
    const token = await issuer.token(claims, header).catch(() => null);
    if (token === null) return expect(header).toHaveProperty('crit'); // jose does not even sign it
    const before = open.logged.length;
    const { status, body } = await open.exchange(token);
    expect({ status, error: body.error, text: body.error_description }).toEqual({
      status: 401,
      error: 'invalid_grant',
      text: 'This sign-in is not accepted, or not any more.',
    });
    expect(open.logged.slice(before)).toMatchObject([{ msg: 'subject token refused', cause: someText }]);
    expect(JSON.stringify([body, open.logged])).not.toContain(token.split('.')[2]);
  });

  test('is refused with a signature of another key', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    expect((await open.exchange(await issuer.token({}, {}, privateKey))).status).toBe(401);
  });

  test('is refused with a shared secret as its key, and with no key', async () => {
    const secret = new TextEncoder().encode('x'.repeat(32));
    expect((await open.exchange(await issuer.token({}, { alg: 'HS256' }, secret))).status).toBe(401);
    const claims = { iss: issuer.issuer, aud: 'client-1', sub: 'sub-1', iat: SECONDS, exp: SECONDS + 60 };
    expect((await open.exchange(new UnsecuredJWT(claims).encode())).status).toBe(401);
  });

  test('is refused with an edited claim', async () => {
    const [header, payload, signature] = (await issuer.token()).split('.');
    const edited = { ...(JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as object), sub: 'sub-2' };
    const token = [header, Buffer.from(JSON.stringify(edited)).toString('base64url'), signature].join('.');
    expect((await open.exchange(token)).status).toBe(401);
  });

  test.each(['garbage', 'a.b.c', 'eyJhbGciOiJFUzI1NiJ9.e30.', '..'])('is refused when it is %s', async (token) => {
    expect((await open.exchange(token)).status).toBe(401);
  });

  test('of the development issuer is refused in every other trust domain', async () => {
    const development = await startIssuer(NOON, { issuer: 'urn:bailiwick:dev' });
    const { jwksUri } = development;
    await keepTenant(database, { connection: { issuer: 'urn:bailiwick:dev', audience: 'client-1', jwksUri } });
    const token = await development.token();
    expect((await open.exchange(token)).status).toBe(200);
    const production = await openExchange(database, { trustDomain: 'urn:bailiwick:prod' });
    const { status, body } = await production.post(form(token, { audience: 'urn:bailiwick:prod' }));
    expect({ status, code: body.reason?.code }).toEqual({ status: 401, code: 'identity.token_refused' });
    await development.stop();
  });
});

describe('an issuer', () => {
  test('counts only for tenants whose own keys verified the token: another’s keys under the same name open nothing', async () => {
    const evil = await startIssuer(NOON, { issuer: issuer.issuer });
    const subject = randomUUID();
    const victim = await keepTenant(database, {
      connection: { issuer: issuer.issuer, audience: 'shared', jwksUri: issuer.jwksUri },
    });
    await keepMember(database, victim.id, { subject, issuer: issuer.issuer });
    const attacker = await keepTenant(database, {
      connection: { issuer: issuer.issuer, audience: 'shared', jwksUri: evil.jwksUri },
    });
    const known = await keepMember(database, attacker.id, { subject, issuer: issuer.issuer });
    const forged = await evil.token({ sub: subject, aud: 'shared' });
    expect((await open.exchange(forged)).body).toMatchObject({ tenant: attacker.id, sub: `person:${known.personId}` });
    expect(await open.exchange(forged, { tenant: victim.slug })).toMatchObject({
      status: 403,
      body: { reason: { code: 'identity.tenant_unknown' } },
    });
    const genuine = await issuer.token({ sub: subject, aud: 'shared' });
    expect((await open.exchange(genuine)).body.tenant).toBe(victim.id);
    expect((await open.exchange(genuine, { tenant: attacker.slug })).status).toBe(403);
    await evil.stop();
  });

  test('leads a person to the lobby whom so far only a tenant with keys of its own claims to know', async () => {
    const evil = await startIssuer(NOON, { issuer: issuer.issuer });
    const subject = randomUUID();
    await keepTenant(database, { connection: { issuer: issuer.issuer, audience: 'first', jwksUri: issuer.jwksUri } });
    const attacker = await keepTenant(database, {
      connection: { issuer: issuer.issuer, audience: 'first', jwksUri: evil.jwksUri },
    });
    await keepMember(database, attacker.id, { subject, issuer: issuer.issuer });
    const { status, body } = await open.exchange(await issuer.token({ sub: subject, aud: 'first' }));
    expect({ status, tenant: body.tenant, sub: body.sub?.startsWith('person:unlinked:') }).toEqual({
      status: 200,
      tenant: null,
      sub: true,
    });
    await evil.stop();
  });

  test('may change its keys: an unknown one makes us read them again, at most every half minute', async () => {
    const rotating = await startIssuer(NOON);
    const tenant = await keepTenant(database, {
      connection: { issuer: rotating.issuer, audience: 'client-1', jwksUri: rotating.jwksUri },
    });
    await keepMember(database, tenant.id, { subject: 'sub-1', issuer: rotating.issuer });
    const many = await Promise.all(
      Array.from({ length: 10 }, async () => (await open.exchange(await rotating.token())).status),
    );
    expect(many).toEqual(Array.from({ length: 10 }, () => 200));
    for (let n = 0; n < 5; n += 1) await open.exchange(await rotating.token({}, { kid: `unknown-${n}` }));
    expect(rotating.reads()).toBe(1);
    await rotating.rotate();
    expect((await open.exchange(await rotating.token())).status).toBe(401);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30_001 });
    expect((await open.exchange(await rotating.token())).status).toBe(200);
    vi.useRealTimers();
    expect(rotating.reads()).toBe(2);
    await rotating.stop();
  });

  test.each([
    ['answers with an error', (response: ResponseOf) => response.writeHead(500).end()],
    [
      'answers with a redirect',
      (response: ResponseOf) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
    ['answers with something else', (response: ResponseOf) => response.end('<html>')],
    ['answers without end', (response: ResponseOf) => response.end('x'.repeat(300 * 1024))],
    ['hangs', () => undefined],
  ])('that %s makes the exchange unavailable, not the token wrong', async (_how, answer) => {
    const failing = await startIssuer(NOON);
    failing.answer((_request, response) => void answer(response));
    await keepTenant(database, {
      connection: { issuer: failing.issuer, audience: 'client-1', jwksUri: failing.jwksUri },
    });
    const begun = performance.now();
    expect(await open.exchange(await failing.token())).toMatchObject({
      status: 503,
      body: { error: 'temporarily_unavailable', reason: { code: 'identity.issuer_unreachable' } },
    });
    expect(performance.now() - begun).toBeLessThan(4_000);
    await open.exchange(await failing.token());
    expect(failing.reads()).toBe(1);
    await failing.stop();
  });

  test('at a private address is never asked, whatever stands in the table', async () => {
    const inside = { issuer: 'https://inside.example.com', audience: 'client-1', jwksUri: 'http://10.0.0.1/jwks' };
    await keepTenant(database, { connection: inside });
    const token = await issuer.token({ iss: inside.issuer });
    expect((await open.exchange(token)).status).toBe(503);
    const production = await openExchange(database, { trustDomain: 'urn:bailiwick:prod' });
    const { status } = await production.post(form(await issuer.token(), { audience: 'urn:bailiwick:prod' }));
    expect(status).toBe(503); // loopback is for development alone
  });
});

type ResponseOf = Parameters<NonNullable<Parameters<TestIssuer['answer']>[0]>>[1];

describe('an exchange request', () => {
  test.each([
    ['grant_type', 'authorization_code'],
    ['subject_token_type', 'urn:bailiwick:token-type:api-key'],
    ['requested_token_type', 'urn:ietf:params:oauth:token-type:access_token'],
    ['audience', 'urn:bailiwick:prod'],
    ['subject_token', ''],
    ['subject_token', 'x'.repeat(16_385)],
    ['tenant', 'x'.repeat(65)],
    ['operator_reason', 'x'.repeat(1001)],
  ])('is refused for its %s', async (name, value) => {
    const { status, body } = await open.exchange(await issuer.token(), { [name]: value });
    expect({ status, error: body.error, code: body.reason?.code }).toEqual({
      status: 400,
      error: 'invalid_request',
      code: 'identity.exchange_malformed',
    });
    expect(body.error_description).toContain(name);
  });

  test('is refused with a parameter that is there twice, and in another format', async () => {
    const body = form(await issuer.token());
    expect((await open.post(`${body}&tenant=acme&tenant=globex`)).status).toBe(400);
    expect((await open.post(body, 'application/json')).status).toBe(400);
    expect((await open.post('')).status).toBe(400);
  });
});
