import { randomUUID } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import { until } from '../harness/time.js';

const ANA = 'ana@acme.example';
const INSECURE = { [oauth.allowInsecureRequests]: true } as const;
const WHO = '{ viewer { authenticatedBy principal { __typename } } }';

let platform: TestPlatform;
let server: oauth.AuthorizationServer;
let client: { readonly id: string; readonly secret: string };

beforeAll(async () => {
  platform = await startTestPlatform();
  const issuer = platform.tokenIssuer;
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...INSECURE });
  server = await oauth.processDiscoveryResponse(issuer, found);
  client = await issueClient();
});
afterAll(() => platform.remove());

/** For the demo's own machine, as somebody who administers it would ask for it. */
async function issueClient(): Promise<typeof client> {
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
    kind: 'CLIENT_SECRET',
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

async function tokenOf(DPoP?: oauth.DPoPHandle): Promise<string> {
  const named = { client_id: client.id };
  const auth = oauth.ClientSecretBasic(client.secret);
  const options = { ...INSECURE, ...(DPoP && { DPoP }) };
  const response = await oauth.clientCredentialsGrantRequest(server, named, auth, {}, options);
  return (await oauth.processClientCredentialsResponse(server, named, response)).access_token;
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
    const call = async () => {
      const headers = new Headers({ 'content-type': 'application/json' });
      const body = JSON.stringify({ query: WHO });
      const url = new URL('/graphql', platform.gateway);
      const options = { ...INSECURE, DPoP: handle };
      return (await oauth.protectedResourceRequest(token, 'POST', url, headers, body, options)).status;
    };
    expect([await call(), await call()]).toEqual([200, 200]);
    expect((await platform.ask({ query: WHO, as: `Bearer ${token}` })).status).toBe(401);
  });

  test('is refused within a second of its token’s revocation, although the gateway kept what it made of it', async () => {
    const token = await tokenOf();
    const ask = () => platform.ask({ query: WHO, as: `Bearer ${token}` });
    expect((await ask()).status).toBe(200);
    const auth = oauth.ClientSecretBasic(client.secret);
    const revoked = await oauth.revocationRequest(server, { client_id: client.id }, auth, token, INSECURE);
    expect(revoked.status).toBe(200);
    const { value, afterMs } = await until(ask, ({ status }) => status !== 200);
    expect(value.status).toBe(401);
    expect(afterMs).toBeLessThan(3_000);
    expect((await platform.ask({ query: WHO, as: `Bearer ${await tokenOf()}` })).status).toBe(200);
  });

  test('gets nowhere with its secret alone', async () => {
    expect((await platform.ask({ query: WHO, as: `Bearer ${client.secret}` })).status).toBe(401);
  });
});
