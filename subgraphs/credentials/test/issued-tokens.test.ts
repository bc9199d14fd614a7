import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as oauth from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activeMachine, issueKey, revoke } from './machines.js';
import { ask, INSECURE, listen, serve, tokenOf, type Endpoint } from './oauth-world.js';
import { aSigningKey, newPepper, openWorld, type World } from './world.js';

const ACCESS_TOKEN = { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' };

let world: World;
let endpoint: Endpoint;
let machine: string;

beforeAll(async () => {
  const listening = await listen();
  world = await openWorld({ tokenIssuer: listening.issuer });
  endpoint = await serve(world, listening);
  machine = await activeMachine(world);
});
afterAll(() => {
  endpoint.close();
});

const secretClient = () => issueKey(world, machine, { kind: 'CLIENT_SECRET' });
const exchange = (token: string) => world.exchange(token, ACCESS_TOKEN);

describe('what was issued', () => {
  const introspect = async (id: string, auth: oauth.ClientAuth, token: string) => {
    const response = await oauth.introspectionRequest(endpoint.server, { client_id: id }, auth, token, INSECURE);
    return (await response.json()) as Record<string, unknown>;
  };

  test('is live also while its stewards owe something, such as a rotation that is due soon', async () => {
    const owing = await issueKey(world, machine, { kind: 'CLIENT_SECRET', rotateEveryDays: 1 });
    const auth = oauth.ClientSecretBasic(owing.secret);
    const token = tokenOf(await ask(endpoint, owing.id, auth));
    const { data } = await world.run('query($input: DecideTrustInput!) { decideTrust(input: $input) { effect } }', {
      input: { credentialId: owing.id, action: 'billing.invoice.read', actingTenantId: world.tenantId },
    });
    expect(data?.['decideTrust']).toEqual({ effect: 'ALLOW_WITH_OBLIGATIONS' });
    expect(await introspect(owing.id, auth, token)).toMatchObject({ active: true });
  });

  test('is introspected and revoked by the client that it was issued to, alone', async () => {
    const { id, secret } = await secretClient();
    const other = await secretClient();
    const auth = oauth.ClientSecretBasic(secret);
    const [first, second] = [tokenOf(await ask(endpoint, id, auth)), tokenOf(await ask(endpoint, id, auth))];
    expect(await introspect(id, auth, first)).toMatchObject({
      active: true,
      client_id: id,
      token_type: 'Bearer',
      iss: endpoint.issuer,
    });
    expect(await introspect(other.id, oauth.ClientSecretBasic(other.secret), first)).toEqual({ active: false });
    expect(await introspect(id, auth, `${first}x`)).toEqual({ active: false });
    await oauth.revocationRequest(
      endpoint.server,
      { client_id: other.id },
      oauth.ClientSecretBasic(other.secret),
      first,
      INSECURE,
    );
    expect((await exchange(first)).status).toBe(200);
    const revoked = await oauth.revocationRequest(endpoint.server, { client_id: id }, auth, first, INSECURE);
    expect(revoked.status).toBe(200);
    expect(await introspect(id, auth, first)).toEqual({ active: false });
    expect([(await exchange(first)).status, (await exchange(second)).status]).toEqual([401, 200]);
    expect(await world.events('txn_token.withdrawn')).not.toEqual([]);
  });

  test.each(['CREDENTIAL', 'IDENTITY'] as const)('ends with its %s, whatever its exp says', async (scope) => {
    const owner = await activeMachine(world);
    const { id, secret } = await issueKey(world, owner, { kind: 'CLIENT_SECRET' });
    const token = tokenOf(await ask(endpoint, id, oauth.ClientSecretBasic(secret)));
    expect((await exchange(token)).status).toBe(200);
    await revoke(world, scope, scope === 'CREDENTIAL' ? id : owner);
    expect((await exchange(token)).status).toBe(401);
  });

  test('is worth nothing with its signature alone: the row must be there', async () => {
    const { id, secret } = await secretClient();
    const token = tokenOf(await ask(endpoint, id, oauth.ClientSecretBasic(secret)));
    const { jti } = decodeJwt(token);
    await world.database.inTenant(world.tenantId, (tx) =>
      tx.deleteFrom('access_token').where('jti', '=', String(jti)).execute(),
    );
    expect((await exchange(token)).status).toBe(401);
  });
});

describe('the keys of access tokens', () => {
  const published = async () => {
    const { keys } = (await (await fetch(`${endpoint.issuer}/oauth/jwks`)).json()) as {
      keys: Record<string, unknown>[];
    };
    return keys;
  };

  test('are published without their private parts, and are not those of Txn-Tokens', async () => {
    const keys = await published();
    expect(keys.map(({ kid, d }) => [kid, d])).toEqual([['a1', undefined]]);
    const key = await issueKey(world, machine);
    const txnToken = String((await world.exchange(key.secret)).body['access_token']);
    expect(decodeProtectedHeader(txnToken).kid).not.toBe('a1');
    expect((await exchange(txnToken)).status).toBe(401);
  });

  test('are rotated without a restart, and what the old one signed is still taken', async () => {
    const { id, secret } = await secretClient();
    const old = tokenOf(await ask(endpoint, id, oauth.ClientSecretBasic(secret)));
    world.accessTokenKeys.push(aSigningKey('a2', new Date(Date.now() - 1_000)));
    const fresh = tokenOf(await ask(endpoint, id, oauth.ClientSecretBasic(secret)));
    expect([old, fresh].map((token) => decodeProtectedHeader(token).kid)).toEqual(['a1', 'a2']);
    expect((await published()).map(({ kid }) => kid)).toEqual(['a1', 'a2']);
    expect([(await exchange(old)).status, (await exchange(fresh)).status]).toEqual([200, 200]);
  });
});

describe('rotating the pepper', () => {
  test('breaks no key and no client secret; new ones are hashed under the new', async () => {
    const [key, client] = [await issueKey(world, machine), await secretClient()];
    world.peppers.push(newPepper('p2', new Date(world.now.getTime() - 1_000)));
    const later = await secretClient();
    expect((await world.exchange(key.secret)).status).toBe(200);
    for (const { id, secret } of [client, later])
      expect((await ask(endpoint, id, oauth.ClientSecretPost(secret))).status).toBe(200);
    const rows = await world.database.inTenant(world.tenantId, (tx) =>
      tx
        .selectFrom('credential_version')
        .select(['credential_id', 'pepper_kid'])
        .where('credential_id', 'in', [client.id, later.id])
        .execute(),
    );
    expect(new Map(rows.map((row) => [row.credential_id, row.pepper_kid]))).toEqual(
      new Map([
        [client.id, 'p1'],
        [later.id, 'p2'],
      ]),
    );
  });
});
