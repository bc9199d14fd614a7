import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT, calculateJwkThumbprint, exportJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activeMachine, issueKey, reasoned } from './machines.js';
import { ask, listen, openIssuer, serve, tokenOf, type Endpoint } from './oauth-world.js';
import { AUDIENCE, insertCluster, SUBJECT } from './workloads.js';
import { openWorld, type World } from './world.js';

const ACCESS_TOKEN = { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' };
const GATEWAY = 'http://127.0.0.1:4000/graphql';
const WORKLOAD_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

let world: World;
let endpoint: Endpoint;
let machine: string;
let workloads: Awaited<ReturnType<typeof openIssuer>>;

beforeAll(async () => {
  const listening = await listen();
  world = await openWorld({ tokenIssuer: listening.issuer });
  endpoint = await serve(world, listening);
  workloads = await openIssuer();
  machine = await activeMachine(world);
});
afterAll(() => {
  endpoint.close();
  workloads.close();
});

const secretClient = (overrides = {}) => issueKey(world, machine, { kind: 'CLIENT_SECRET', ...overrides });
const exchange = (token: string, form = {}) => world.exchange(token, { ...ACCESS_TOKEN, ...form });

describe('the token endpoint', () => {
  test('says of itself only what can be reached', () => {
    expect(endpoint.server).toMatchObject({
      issuer: endpoint.issuer,
      token_endpoint: `${endpoint.issuer}/oauth/token`,
      introspection_endpoint: `${endpoint.issuer}/oauth/introspect`,
      revocation_endpoint: `${endpoint.issuer}/oauth/revoke`,
      grant_types_supported: ['client_credentials', WORKLOAD_GRANT],
      response_types_supported: [],
    });
    expect(Object.keys(endpoint.server)).not.toContain('authorization_endpoint');
  });

  test.each([
    ['client_secret_basic', oauth.ClientSecretBasic],
    ['client_secret_post', oauth.ClientSecretPost],
  ] as const)('takes a client secret as %s for a token of five minutes', async (_name, method) => {
    const { id, secret } = await secretClient();
    expect(secret).toMatch(/^bwc_live_/);
    const answer = await ask(endpoint, id, method(secret));
    expect([answer.status, answer.body['token_type'], answer.body['expires_in']]).toEqual([200, 'Bearer', 300]);
    const token = tokenOf(answer);
    expect(decodeProtectedHeader(token)).toMatchObject({ typ: 'at+jwt', alg: 'EdDSA' });
    expect(decodeJwt(token)).toMatchObject({
      iss: endpoint.issuer,
      aud: 'urn:bailiwick:dev:gateway',
      sub: id,
      client_id: id,
    });
    const { status, claims, body } = await exchange(token);
    expect([status, claims?.['sub'], body['cache']]).toEqual([200, `machine:${machine}`, { store: true, seconds: 30 }]);
  });

  test('answers an unknown client, a wrong secret and an API key alike', async () => {
    const { id, secret } = await secretClient();
    const key = await issueKey(world, machine);
    const wrong = secret.slice(0, 30) + (secret[30] === 'a' ? 'b' : 'a') + secret.slice(31);
    const answers = await Promise.all([
      ask(endpoint, id, oauth.ClientSecretBasic(wrong)),
      ask(endpoint, id, oauth.ClientSecretBasic('nonsense')),
      ask(endpoint, randomUUID(), oauth.ClientSecretBasic(secret)),
      ask(endpoint, 'no-uuid', oauth.ClientSecretBasic(secret)),
      ask(endpoint, key.id, oauth.ClientSecretBasic(key.secret)),
      ask(endpoint, key.id, oauth.ClientSecretBasic(secret)),
      ask(endpoint, id, oauth.ClientSecretBasic(secret.replace('_live_', '_test_'))),
    ]);
    const expected = '{"error":"invalid_client","error_description":"client authentication failed"}';
    expect(answers.map(({ status, text }) => [status, text])).toEqual(answers.map(() => [401, expected]));
  });

  test('gives no token to a client that is suspended, says no more than to a stranger, and keeps why, once', async () => {
    const { id, secret } = await secretClient();
    await reasoned(world, 'suspendCredential', { id, expectedVersion: 1 });
    const answer = await ask(endpoint, id, oauth.ClientSecretBasic(secret));
    expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_client']);
    const { data } = await world.run(
      `{ trustDecisions(filter: { credentialId: "${id}" }) { edges { node { reason { code } } } } }`,
    );
    expect(data?.['trustDecisions']).toEqual({ edges: [{ node: { reason: { code: 'credentials.suspended' } } }] });
  });

  test('has no token for anybody but the gateway', async () => {
    const { id, secret } = await secretClient();
    const parameters = { resource: 'https://elsewhere.example' };
    const answer = await ask(endpoint, id, oauth.ClientSecretBasic(secret), { parameters });
    expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_target']);
  });

  test('never takes a client secret for an API key at the gateway', async () => {
    const { secret } = await secretClient();
    expect((await world.exchange(secret)).status).toBe(401);
  });
});

describe('a client that signs its assertions', () => {
  const pair = generateKeyPairSync('ed25519');
  const assertion = (id: string, overrides: Record<string, unknown> = {}, key = pair.privateKey) =>
    new SignJWT({ iss: id, sub: id, aud: endpoint.issuer, jti: randomUUID(), ...overrides })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(key);
  const present = async (id: string, text: string) => {
    const response = await fetch(`${endpoint.issuer}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: id,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: text,
      }),
    });
    return [response.status, ((await response.json()) as { error?: string }).error ?? 'none'];
  };
  let id: string;
  beforeAll(async () => {
    const publicJwk = await exportJWK(pair.publicKey);
    const issued = await issueKey(world, machine, { kind: 'PRIVATE_KEY_JWT', publicJwk });
    expect(issued.secret).toBe('null');
    ({ id } = issued);
  });

  test('gets a token, as an independent client makes the assertion', async () => {
    const { subtle } = globalThis.crypto;
    const key = await subtle.importKey(
      'pkcs8',
      pair.privateKey.export({ format: 'der', type: 'pkcs8' }),
      'Ed25519',
      false,
      ['sign'],
    );
    const answer = await ask(endpoint, id, oauth.PrivateKeyJwt(key));
    expect(answer.status).toBe(200);
    const { claims } = await exchange(tokenOf(answer));
    expect(claims?.['sub']).toBe(`machine:${machine}`);
  });

  test('is refused like a stranger for another audience, a used one, another key and a long life', async () => {
    const once = await assertion(id);
    expect(await present(id, once)).toEqual([200, 'none']);
    const other = generateKeyPairSync('ed25519').privateKey;
    const refused = [
      await present(id, once),
      await present(id, await assertion(id, { aud: 'https://elsewhere.example' })),
      await present(id, await assertion(id, {}, other)),
      await present(id, await assertion(id, { jti: undefined })),
      await present(randomUUID(), await assertion(id)),
    ];
    expect(refused.slice(0, 4)).toEqual(refused.slice(0, 4).map(() => [401, 'invalid_client']));
    await world.settle();
    const { data } = await world.run(
      `{ trustDecisions(filter: { credentialId: "${id}", effect: DENY }) { edges { node { reason { code } } } } }`,
    );
    const codes = (data?.['trustDecisions'] as { edges: { node: { reason: { code: string } } }[] }).edges.map(
      ({ node }) => node.reason.code,
    );
    expect(codes).toEqual(
      expect.arrayContaining([
        'credentials.assertion_audience',
        'credentials.proof_replayed',
        'credentials.proof_invalid',
      ]),
    );
  });
});

describe('a token that is bound to a key', () => {
  const bound = async () => {
    const { id, secret } = await secretClient();
    const keys = await oauth.generateKeyPair('ES256', { extractable: true });
    const handle = oauth.DPoP({}, keys);
    const answer = await ask(endpoint, id, oauth.ClientSecretBasic(secret), { DPoP: handle });
    return { id, keys, answer, token: tokenOf(answer) };
  };
  const proofFor = async (
    token: string,
    { privateKey, publicKey }: oauth.CryptoKeyPair,
    overrides: Record<string, unknown> = {},
  ) => {
    const { createHash } = await import('node:crypto');
    const ath = createHash('sha256').update(token).digest('base64url');
    const jwk = await exportJWK(publicKey);
    const claims = {
      jti: randomUUID(),
      htm: 'POST',
      htu: GATEWAY,
      ath,
      iat: Math.floor(Date.now() / 1000),
      ...overrides,
    };
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk }).sign(privateKey);
  };
  const withProof = (proof: string) => ({ dpop_proof: proof, http_method: 'POST', http_url: GATEWAY });

  test('is exchanged with a proof of that key, and is never answered from memory', async () => {
    const { token, keys, answer } = await bound();
    expect(answer.body['token_type']).toBe('DPoP');
    const jkt = await calculateJwkThumbprint(await exportJWK(keys.publicKey));
    expect(decodeJwt(token)['cnf']).toEqual({ jkt });
    const { status, body } = await exchange(token, withProof(await proofFor(token, keys)));
    expect([status, body['cache']]).toEqual([200, { store: false, seconds: 0 }]);
  });

  test('is refused without a proof, with a used one, with one for something else, and with another key’s', async () => {
    const { id, token, keys } = await bound();
    const used = await proofFor(token, keys);
    expect((await exchange(token, withProof(used))).status).toBe(200);
    const other = await oauth.generateKeyPair('ES256', { extractable: true });
    const forms = [
      {},
      withProof(used),
      withProof(await proofFor(token, keys, { htm: 'GET' })),
      withProof(await proofFor(token, keys, { htu: 'https://elsewhere.example/graphql' })),
      withProof(await proofFor(token, keys, { ath: 'x' })),
      withProof(await proofFor(token, keys, { iat: Math.floor(Date.now() / 1000) - 120 })),
      withProof(await proofFor(token, other)),
    ];
    const statuses = [];
    for (const form of forms) statuses.push((await exchange(token, form)).status);
    expect(statuses).toEqual(forms.map(() => 401));
    await world.settle();
    const { data } = await world.run(
      `{ trustDecisions(filter: { credentialId: "${id}", effect: DENY }) { edges { node { reason { code } } } } }`,
    );
    const codes = (data?.['trustDecisions'] as { edges: { node: { reason: { code: string } } }[] }).edges.map(
      ({ node }) => node.reason.code,
    );
    expect(codes.toReversed()).toEqual([
      'credentials.proof_missing',
      'credentials.proof_replayed',
      ...Array.from({ length: 5 }, () => 'credentials.proof_invalid'),
    ]);
  });
});

describe('a workload that another issuer vouches for', () => {
  let id: string;
  let runtime: string;
  beforeAll(async () => {
    const federation = {
      issuer: workloads.issuer,
      audience: AUDIENCE,
      subjectPattern: 'system:serviceaccount:billing:*',
      jwksUri: workloads.jwksUri,
    };
    runtime = await insertCluster(world, federation);
    ({ id } = await issueKey(world, machine, { kind: 'FEDERATED_OIDC', federation, runtimeIds: [runtime] }));
  });
  const present = (assertion: string, DPoP?: oauth.DPoPHandle) =>
    ask(endpoint, id, oauth.None(), { grant: WORKLOAD_GRANT, parameters: { assertion }, ...(DPoP && { DPoP }) });

  test('gets a token without a secret, in the runtime that its issuer attests', async () => {
    const answer = await present(await workloads.token(SUBJECT, AUDIENCE));
    expect(answer.status).toBe(200);
    const { status, claims } = await exchange(tokenOf(answer), { client_address: '198.51.100.1' });
    expect([status, claims?.['tctx']]).toMatchObject([200, { machine: { credential: id, runtime } }]);
  });

  test('makes the key that it binds its token to an instance of that runtime', async () => {
    const keys = await oauth.generateKeyPair('ES256', { extractable: true });
    const answer = await present(await workloads.token(SUBJECT, AUDIENCE), oauth.DPoP({}, keys));
    expect(answer.body['token_type']).toBe('DPoP');
    const keyThumbprint = await calculateJwkThumbprint(await exportJWK(keys.publicKey));
    const rows = await world.database.inTenant(world.tenantId, (tx) =>
      tx
        .selectFrom('runtime_instance')
        .select(['runtime_id', 'locked'])
        .where('key_thumbprint', '=', keyThumbprint)
        .execute(),
    );
    expect(rows).toEqual([{ runtime_id: runtime, locked: false }]);
  });

  test('is refused like a stranger for another audience, subject, issuer’s key or form', async () => {
    const forger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const answers = [
      await present(await workloads.token(SUBJECT, 'https://elsewhere.example')),
      await present(await workloads.token('system:serviceaccount:other:nightly', AUDIENCE)),
      await present(await workloads.token(SUBJECT, AUDIENCE, forger)),
      await present('no.token'),
      await ask(endpoint, id, oauth.None()),
      await ask(endpoint, randomUUID(), oauth.None(), { grant: WORKLOAD_GRANT, parameters: { assertion: 'x' } }),
    ];
    expect(answers.map(({ status, body }) => [status, body['error']])).toEqual(
      answers.map(() => [401, 'invalid_client']),
    );
    await world.settle();
    const { data } = await world.run(
      `{ trustDecisions(filter: { credentialId: "${id}", effect: DENY }) { edges { node { reason { code } } } } }`,
    );
    const codes = (data?.['trustDecisions'] as { edges: { node: { reason: { code: string } } }[] }).edges.map(
      ({ node }) => node.reason.code,
    );
    expect(new Set(codes)).toEqual(
      new Set(['credentials.assertion_audience', 'credentials.issuer_untrusted', 'credentials.proof_invalid']),
    );
  });
});
