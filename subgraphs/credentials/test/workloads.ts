import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import type { Federation } from '../src/domain/credential.js';
import { insertRuntime } from '../src/store/runtime.js';
import { activeMachine, change, issueKey } from './machines.js';
import { ask, listen, openIssuer, serve, tokenOf, type Answer } from './oauth-world.js';
import { openWorld, type World } from './world.js';

export const AUDIENCE = 'https://bailiwick.example';
export const SUBJECT = 'system:serviceaccount:billing:nightly';
const GATEWAY = 'http://127.0.0.1:4000/graphql';

type Claims = Readonly<Record<string, unknown>>;

/** What a cluster says of a pod. */
export const pod = (uid: string): Claims => ({
  'kubernetes.io': { namespace: 'billing', pod: { name: 'nightly-0', uid } },
});

/** A cluster of one tenant, whose pods ask for access tokens with tokens of their own, and with keys of their own or not. */
export interface Workloads {
  readonly world: World;
  readonly machine: string;
  readonly credential: string;
  readonly runtime: string;
  readonly newKey: () => Promise<oauth.CryptoKeyPair>;
  readonly present: (claims: Claims, key?: oauth.CryptoKeyPair) => Promise<Answer>;
  /** What the cluster's tokens are taken by, also as its runtime's attestor. */
  readonly federation: Federation;
  /** Whatever somebody signed, for whichever credential. */
  readonly presentAs: (credential: string, assertion: string, key?: oauth.CryptoKeyPair) => Promise<Answer>;
  /** At the gateway, with an access token that is bound to the key. */
  readonly use: (token: string, key: oauth.CryptoKeyPair) => Promise<number>;
  readonly instances: () => Promise<readonly Instance[]>;
  readonly instanceOf: (key: oauth.CryptoKeyPair) => Promise<Instance | undefined>;
  readonly lock: (instanceId: string, locked: boolean) => Promise<void>;
  /** What the owner finds about it: the last answer, and all that were no. */
  readonly lastDecision: () => Promise<Decided>;
  readonly denials: () => Promise<readonly string[]>;
  readonly close: () => void;
}

interface Decided {
  readonly effect: string;
  readonly code: string;
}

interface Instance {
  readonly id: string;
  readonly keyThumbprint: string;
  readonly generation: number;
  readonly locked: boolean;
  readonly lockReason: string | null;
}

export async function openWorkloads(): Promise<Workloads> {
  const [listening, issuer] = [await listen(), await openIssuer()];
  const world = await openWorld({ tokenIssuer: listening.issuer });
  const endpoint = await serve(world, listening);
  const machine = await activeMachine(world);
  const federation = {
    ...{ issuer: issuer.issuer, audience: AUDIENCE, jwksUri: issuer.jwksUri },
    subjectPattern: 'system:serviceaccount:billing:*',
  };
  const runtime = await insertCluster(world, federation);
  const issued = await issueKey(world, machine, { kind: 'FEDERATED_OIDC', federation, runtimeIds: [runtime] });
  const instances = () => listInstances(world, runtime);
  const presentAs: Workloads['presentAs'] = (credential, assertion, key) =>
    ask(endpoint, credential, oauth.None(), {
      ...{ grant: 'urn:ietf:params:oauth:grant-type:jwt-bearer', parameters: { assertion } },
      ...(key !== undefined && { DPoP: oauth.DPoP({}, key) }),
    });
  return {
    ...{ world, machine, runtime, credential: issued.id, instances, federation, presentAs },
    newKey: () => oauth.generateKeyPair('ES256', { extractable: true }),
    present: async (claims, key) => presentAs(issued.id, await issuer.token(SUBJECT, AUDIENCE, undefined, claims), key),
    use: (token, key) => use(world, token, key),
    instanceOf: async ({ publicKey }) => {
      const thumbprint = await calculateJwkThumbprint(await exportJWK(publicKey));
      return (await instances()).find(({ keyThumbprint }) => keyThumbprint === thumbprint);
    },
    lock: (instanceId, locked) => lock(world, runtime, instanceId, locked),
    lastDecision: async () => (await listDecisions(world, issued.id)).at(-1) ?? { effect: 'NONE', code: 'none' },
    denials: async () =>
      (await listDecisions(world, issued.id)).filter(({ effect }) => effect === 'DENY').map(({ code }) => code),
    close: () => {
      endpoint.close();
      issuer.close();
    },
  };
}

export const tokenIn = (answer: Answer): string => {
  if (answer.status !== 200) throw new Error(`no token: ${answer.text}`);
  return tokenOf(answer);
};

/** Past the rule for addresses, which wants https: the issuer of a test is on loopback. */
export async function insertCluster(world: World, attestor: Federation): Promise<string> {
  const id = randomUUID();
  const row = {
    id,
    name: 'cluster',
    kind: 'KUBERNETES',
    environment: 'live',
    networks: [],
    createdAt: world.now,
  } as const;
  await world.database.inTenant(world.tenantId, (tx) => insertRuntime(tx, { ...row, attestors: [attestor] }));
  return id;
}

async function use(world: World, token: string, { privateKey, publicKey }: oauth.CryptoKeyPair): Promise<number> {
  const claims = {
    ...{ jti: randomUUID(), htm: 'POST', htu: GATEWAY, iat: Math.floor(Date.now() / 1000) },
    ath: createHash('sha256').update(token).digest('base64url'),
  };
  const header = { alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) };
  const proof = await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
  const { status } = await world.exchange(token, {
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    ...{ dpop_proof: proof, http_method: 'POST', http_url: GATEWAY },
  });
  return status;
}

async function listInstances(world: World, runtime: string): Promise<readonly Instance[]> {
  const fields = 'id keyThumbprint generation locked lockReason';
  const { data } = await world.run(`{ runtimes(first: 100) { edges { node { id instances { ${fields} } } } } }`);
  const { edges } = data?.['runtimes'] as { edges: { node: { id: string; instances: Instance[] } }[] }; // as asked
  return edges.find(({ node }) => node.id === runtime)?.node.instances ?? [];
}

async function lock(world: World, id: string, instanceId: string, locked: boolean): Promise<void> {
  const input = { id, instanceId, locked, reason: 'Somebody has looked.', idempotencyKey: randomUUID() };
  const mutation = 'mutation($input: LockRuntimeInput!) { lockRuntime(input: $input) { errors { code } } }';
  const { errors } = await change(world, mutation, input);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
}

/** In the order in which they were made. */
async function listDecisions(world: World, credentialId: string): Promise<readonly Decided[]> {
  const decision = 'edges { node { effect reason { code } } }';
  const { data } = await world.run(
    `{ trustDecisions(first: 100, filter: { credentialId: "${credentialId}" }) { ${decision} } }`,
  );
  const { edges } = data?.['trustDecisions'] as { edges: { node: { effect: string; reason: { code: string } } }[] }; // as asked
  return edges.map(({ node: { effect, reason } }) => ({ effect, code: reason.code })).toReversed();
}
