// One tenant, one machine and its key in a fresh PostgreSQL database, and the domain as `main.ts` joins it. Access answers at
// once and without a network: what is measured and killed here is credentials alone.
import { createSecretKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { credentials } from '@bailiwick/credentials';
import { migrate, openPostgres } from '@bailiwick/database';
import { createFreshDatabase } from '@bailiwick/database/testing';
import { aPersonContext, testDomain } from '@bailiwick/subgraph-host/testing';
import { createTransactionTokenSigner } from '@bailiwick/transaction-token';

const DEV = 'urn:bailiwick:dev';
const log = { error: () => undefined };

/** A migrated database on the server, for the application's login. */
export async function newDatabase(server) {
  const { ownerUrl, appUrl, appRole } = await createFreshDatabase(server, credentials.name);
  await migrate({ url: ownerUrl, domain: credentials, appRole });
  return appUrl;
}

export function openDatabase(url, poolSize = 4) {
  return openPostgres({ url, domain: credentials, log, poolSize });
}

/** Counts what each part costs: `spent.search` is how often access was asked. */
export async function openRig(url, poolSize) {
  const database = await openDatabase(url, poolSize);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = {
    kid: 'k1',
    privateKey,
    publicJwk: publicKey.export({ format: 'jwk' }),
    signFrom: new Date(0),
    acceptUntil: null,
  };
  const pepper = { kid: 'p1', key: createSecretKey(randomBytes(32)), signFrom: new Date(0), acceptUntil: null };
  const clock = () => new Date();
  const tokens = createTransactionTokenSigner({
    issuer: `${DEV}:credentials`,
    audience: DEV,
    keys: () => [key],
    now: clock,
  });
  const scopes = { search: (_token, context) => Promise.resolve([...(context.limits ?? [])]) };
  const settings = { environment: 'live', peppers: () => [pepper] };
  const services = { clock, tokens, scopes, trustDomain: DEV, settings };
  const domain = await testDomain(credentials, database, { services });
  const tenantId = randomUUID();
  const rig = { database, domain, tenantId, person: randomUUID(), tokens, settings, trustDomain: DEV };
  await hearOf(rig);
  return { ...rig, secret: await issueKey(rig) };
}

async function hearOf({ database, domain, tenantId, person }) {
  const identity = domain.parts.subscriptions.find(({ source }) => source === 'identity');
  const hear = (type, subject, data) =>
    database.inSystem('consume', (tx) =>
      identity.apply(
        {
          ...{
            specversion: '1.0',
            id: randomUUID(),
            source: 'urn:bailiwick:identity',
            requestid: null,
            sequence: '1.1',
          },
          ...{ time: new Date().toISOString(), tenantid: tenantId, type, subject, data },
        },
        tx,
        database,
      ),
    );
  const tenant = {
    slug: `t-${tenantId.slice(0, 8)}`,
    name: 'Acme',
    kind: 'CUSTOMER',
    state: 'ACTIVE',
    stateReason: null,
  };
  await hear('identity.tenant.changed', tenantId, { id: tenantId, ...tenant, version: 1 });
  const member = { state: 'ACTIVE', duties: [], voluntary: null, version: 1 };
  await hear('identity.membership.changed', person, { membershipId: person, personId: person, ...member });
}

async function issueKey({ domain, tenantId, person }) {
  const change = async (mutation, type, input) => {
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selections[mutation]} errors { code message } } }`;
    const { data, errors } = await domain.execute(aPersonContext(tenantId, person), query, {
      input: { ...input, idempotencyKey: randomUUID() },
    });
    const payload = data?.[mutation];
    if (errors.length > 0 || payload.errors.length > 0) throw new Error(JSON.stringify([errors, payload?.errors]));
    return payload;
  };
  const actions = ['billing.invoice.read', 'billing.invoice.send'];
  const { machineIdentity } = await change('declareMachineIdentity', 'DeclareMachineIdentityInput', {
    ...{ name: 'invoice-sync', owner: { kind: 'TENANT', ref: tenantId }, environment: 'live', stewardIds: [person] },
    ...{ responsibility: { statement: 'Sends invoices.', actions, dataClasses: ['invoices'] }, runtimeIds: [] },
  });
  await change('activateMachineIdentity', 'MachineIdentityRefInput', { id: machineIdentity.id, expectedVersion: 1 });
  const { secret } = await change('issueCredential', 'IssueCredentialInput', {
    ...{ machineIdentityId: machineIdentity.id, name: 'nightly', purpose: 'The nightly run.', ceiling: actions },
    ...{ runtimeIds: [], expiresInDays: 30 },
  });
  return secret;
}

const selections = {
  declareMachineIdentity: 'machineIdentity { id }',
  activateMachineIdentity: 'machineIdentity { id }',
  issueCredential: 'secret',
};

/** One exchange as the gateway asks for it, behind the listener. */
export async function exchange({ domain, secret }) {
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token_type: 'urn:ietf:params:oauth:token-type:txn_token',
    subject_token_type: 'urn:bailiwick:token-type:api-key',
    audience: DEV,
    subject_token: secret,
    client_address: '203.0.113.7',
  };
  const route = domain.parts.serviceRoutes.find(({ path }) => path === '/token-exchange');
  const { status, body } = await route.handle({
    ...{ caller: 'gateway', method: 'POST', path: '/token-exchange', query: new URLSearchParams(), context: null },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(new URLSearchParams(form).toString()),
    requestId: randomUUID(),
  });
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body.access_token;
}
