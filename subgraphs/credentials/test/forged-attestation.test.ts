import { decodeJwt } from 'jose';
import { sql } from '@bailiwick/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueKey } from './machines.js';
import { openIssuer, tokenOf } from './oauth-world.js';
import { AUDIENCE, openWorkloads, pod, SUBJECT, tokenIn, type Workloads } from './workloads.js';

let cluster: Workloads;
/** Signs whatever it is asked to, in the name of the cluster's issuer, with keys of its own. */
let forger: Awaited<ReturnType<typeof openIssuer>>;
beforeAll(async () => {
  cluster = await openWorkloads();
  forger = await openIssuer(cluster.federation.issuer);
});
afterAll(() => {
  cluster.close();
  forger.close();
});

/** Everything as the cluster's own, but for where the keys are: those are whoever's who issues it. */
const issueForged = async (runtimeIds: readonly string[]) => {
  const federation = { ...cluster.federation, jwksUri: forger.jwksUri };
  return (await issueKey(cluster.world, cluster.machine, { kind: 'FEDERATED_OIDC', federation, runtimeIds })).id;
};
const forged = () => forger.token(SUBJECT, AUDIENCE, undefined, pod('forged'));
const machineOf = async (token: string) => (await cluster.world.exchange(token, ACCESS_TOKEN)).claims?.['tctx'];
const trustOf = async (credentialId: string) => {
  const trust = 'trust { level factors { name level } }';
  const input = { credentialId, action: 'billing.invoice.read', actingTenantId: cluster.world.tenantId };
  const { data } = await cluster.world.run(
    `query($input: DecideTrustInput!) { credential(id: "${credentialId}") { ${trust} } decideTrust(input: $input) { effect ${trust} } }`,
    { input: { ...input, runtimeId: cluster.runtime } },
  );
  return data as { credential: { trust: Trust }; decideTrust: { trust: Trust; effect: string } }; // as asked
};
const ACCESS_TOKEN = { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' };
interface Trust {
  readonly level: string;
  readonly factors: readonly { readonly name: string; readonly level: string }[];
}
const levelOf = ({ factors }: Trust, name: string) => factors.find((factor) => factor.name === name)?.level;

describe('a workload token that is signed with keys which the credential’s creator chose', () => {
  test('shows no runtime, whatever issuer it names, and is refused where the credential is bound to one', async () => {
    const credential = await issueForged([cluster.runtime]);
    const { status, body } = await cluster.presentAs(credential, await forged());
    expect([status, body['error']]).toEqual([401, 'invalid_client']);
  });

  test('makes no key an instance of the runtime', async () => {
    const [credential, key] = [await issueForged([cluster.runtime]), await cluster.newKey()];
    expect((await cluster.presentAs(credential, await forged(), key)).status).toBe(401);
    expect(await cluster.instances()).toEqual([]);
  });

  test('locks nobody out, whichever process it says is back', async () => {
    const [credential, key] = [await issueForged([]), await cluster.newKey()];
    for (const uid of ['old', 'new']) await cluster.present(pod(uid), key);
    await cluster.presentAs(credential, await forger.token(SUBJECT, AUDIENCE, undefined, pod('old')), key);
    expect(await cluster.instanceOf(key)).toMatchObject({ generation: 2, locked: false });
  });

  test('is worth as much as a key of theirs, and no more', async () => {
    const credential = await issueForged([]);
    const answer = await cluster.presentAs(credential, await forged());
    expect(answer.status).toBe(200);
    const acting = await machineOf(tokenOf(answer));
    expect(acting).toMatchObject({ machine: { credential, trust: 'T1_BEARER' } });
    expect(acting).not.toHaveProperty('machine.runtime');
    const bound = await trustOf(await issueForged([cluster.runtime]));
    const own = await trustOf(cluster.credential);
    for (const { trust } of [bound.credential, bound.decideTrust])
      expect([levelOf(trust, 'proof'), levelOf(trust, 'runtime')]).toEqual(['T2_BOUND', 'T2_BOUND']);
    for (const { trust } of [own.credential, own.decideTrust])
      expect([levelOf(trust, 'proof'), levelOf(trust, 'runtime')]).toEqual(['T3_ATTESTED', 'T3_ATTESTED']);
  });
});

describe('a token that was issued before anybody kept whose keys had verified it', () => {
  test('shows no runtime', async () => {
    const token = tokenIn(await cluster.present(pod('a')));
    const exchanged = async () => (await cluster.world.exchange(token, ACCESS_TOKEN)).status;
    expect(await exchanged()).toBe(200);
    await cluster.world.database.inTenant(cluster.world.tenantId, (tx) =>
      sql`update access_token set attestation = attestation - 'jwksUri' where jti = ${decodeJwt(token).jti}`.execute(
        tx,
      ),
    );
    expect(await exchanged()).toBe(401);
  });
});
