import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import { FOLLOWS_WITHIN_MS, until } from '../harness/time.js';

const ANA = 'ana@acme.example';
// eslint-disable-next-line @typescript-eslint/no-deprecated -- loopback has no TLS; the name is meant to stand out
const INSECURE = { [oauth.allowInsecureRequests]: true } as const;
const WHO = '{ viewer { authenticatedBy principal { __typename } } }';

let platform: TestPlatform;
let server: oauth.AuthorizationServer;
let client: Client;
let issuerOfWorkloads: Awaited<ReturnType<typeof openWorkloadIssuer>>;

interface Client {
  readonly id: string;
  readonly secret: string | null;
}

beforeAll(async () => {
  platform = await startTestPlatform();
  const issuer = platform.tokenIssuer;
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...INSECURE });
  server = await oauth.processDiscoveryResponse(issuer, found);
  client = await issueClient({ kind: 'CLIENT_SECRET' });
  issuerOfWorkloads = await openWorkloadIssuer();
});
afterAll(async () => {
  issuerOfWorkloads.close();
  await platform.remove();
});

/** For the demo's own machine, as somebody who administers it would ask for it. */
async function issueClient(proof: Record<string, unknown>): Promise<Client> {
  const { data } = await platform.ask({
    query: '{ machineIdentities(first: 50) { edges { node { id state responsibility { actions } } } } }',
    as: ANA,
  });
  const { id, responsibility } = data?.['machineIdentities'].edges
    .map(({ node }: { node: { state: string } }) => node)
    .find(({ state }: { state: string }) => state === 'ACTIVE');
  const input = {
    machineIdentityId: id,
    name: 'pipeline',
    purpose: 'Calls as an OAuth client.',
    ...proof,
    ceiling: responsibility.actions,
    runtimeIds: [],
    expiresInDays: 30,
    idempotencyKey: randomUUID(),
  };
  const issued = await platform.ask({
    query: `mutation($input: IssueCredentialInput!) { issueCredential(input: $input) { credential { id } secret errors { code message } } }`,
    variables: { input },
    as: ANA,
  });
  expect(issued.data?.['issueCredential'].errors).toEqual([]);
  return { id: issued.data?.['issueCredential'].credential.id, secret: issued.data?.['issueCredential'].secret };
}

const secretOf = ({ secret }: Client) => oauth.ClientSecretBasic(String(secret));

async function tokenOf(DPoP?: oauth.DPoPHandle, { id } = client, auth = secretOf(client)): Promise<string> {
  const named = { client_id: id };
  const options = { ...INSECURE, ...(DPoP && { DPoP }) };
  const response = await oauth.clientCredentialsGrantRequest(server, named, auth, {}, options);
  return (await oauth.processClientCredentialsResponse(server, named, response)).access_token;
}

/** One request with a token that is bound to the handle's key. */
async function call(token: string, DPoP: oauth.DPoPHandle): Promise<number> {
  const headers = new Headers({ 'content-type': 'application/json' });
  const url = new URL('/graphql', platform.gateway);
  const body = JSON.stringify({ query: WHO });
  return (await oauth.protectedResourceRequest(token, 'POST', url, headers, body, { ...INSECURE, DPoP })).status;
}

/** A cluster's issuer, which publishes its keys on this machine. */
async function openWorkloadIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'w1', alg: 'ES256' }] });
  const published = createServer((_request, response) => response.end(keys)).listen(0, '127.0.0.1');
  await once(published, 'listening');
  const issuer = `http://127.0.0.1:${(published.address() as AddressInfo).port}`; // a TCP server's address
  const token = (subject: string) =>
    new SignJWT()
      .setProtectedHeader({ alg: 'ES256', kid: 'w1' })
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience('bailiwick')
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(privateKey);
  return { issuer, token, close: () => published.close() };
}

describe('an OAuth client', () => {
  test('calls the gateway with the access token that it got at the token endpoint', async () => {
    const { status, data } = await platform.ask({ query: WHO, as: `Bearer ${await tokenOf()}` });
    expect([status, data?.['viewer'].principal.__typename]).toEqual([200, 'MachineIdentity']);
  });

  test('calls it with a token that is bound to its key, each time with a new proof', async () => {
    const keys = await oauth.generateKeyPair('ES256');
    const handle = oauth.DPoP({}, keys);
    const token = await tokenOf(handle);
    expect([await call(token, handle), await call(token, handle)]).toEqual([200, 200]);
    expect((await platform.ask({ query: WHO, as: `Bearer ${token}` })).status).toBe(401);
  });

  test.each([false, true])('calls it with a token for its signed assertion (bound: %s)', async (bound) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const signer = await issueClient({ kind: 'PRIVATE_KEY_JWT', publicJwk: await exportJWK(publicKey) });
    expect(signer.secret).toBeNull();
    const handle = bound ? oauth.DPoP({}, await oauth.generateKeyPair('ES256')) : undefined;
    const token = await tokenOf(handle, signer, oauth.PrivateKeyJwt(privateKey));
    const status = handle
      ? await call(token, handle)
      : (await platform.ask({ query: WHO, as: `Bearer ${token}` })).status;
    expect(status).toBe(200);
  });

  test.each([false, true])('calls it as a workload that has no secret at all (bound: %s)', async (bound) => {
    const { issuer, token: vouch } = issuerOfWorkloads;
    const subjectPattern = 'system:serviceaccount:billing:*';
    const federation = { issuer, audience: 'bailiwick', subjectPattern, jwksUri: `${issuer}/keys` };
    const { id } = await issueClient({ kind: 'FEDERATED_OIDC', federation });
    const handle = bound ? oauth.DPoP({}, await oauth.generateKeyPair('ES256')) : undefined;
    const options = { ...INSECURE, ...(handle && { DPoP: handle }) };
    const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    const parameters = { assertion: await vouch('system:serviceaccount:billing:nightly') };
    const named = { client_id: id };
    const response = await oauth.genericTokenEndpointRequest(server, named, oauth.None(), grant, parameters, options);
    const { access_token: token } = await oauth.processGenericTokenEndpointResponse(server, named, response);
    const status = handle
      ? await call(token, handle)
      : (await platform.ask({ query: WHO, as: `Bearer ${token}` })).status;
    expect(status).toBe(200);
  });

  test('is refused within a second of its token’s revocation, although the gateway kept what it made of it', async () => {
    const token = await tokenOf();
    const ask = () => platform.ask({ query: WHO, as: `Bearer ${token}` });
    expect((await ask()).status).toBe(200);
    const auth = secretOf(client);
    const revoked = await oauth.revocationRequest(server, { client_id: client.id }, auth, token, INSECURE);
    expect(revoked.status).toBe(200);
    const { value, afterMs } = await until(ask, ({ status }) => status !== 200);
    expect(value.status).toBe(401);
    expect(afterMs).toBeLessThan(FOLLOWS_WITHIN_MS);
    expect((await platform.ask({ query: WHO, as: `Bearer ${await tokenOf()}` })).status).toBe(200);
  });

  test('gets nowhere with its secret alone', async () => {
    expect((await platform.ask({ query: WHO, as: `Bearer ${String(client.secret)}` })).status).toBe(401);
  });
});
