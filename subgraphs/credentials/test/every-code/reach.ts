import { randomUUID } from 'node:crypto';
import { Unavailable } from '@bailiwick/subgraph-host';
import type { Reason } from '@bailiwick/decision';
import type { CodeOf } from '../../src/domain/trust/link-codes.js';
import type { ShownInstance } from '../../src/domain/proof-kind.js';
import { aCredential, aRuntime, days, NOON } from '../builders.js';
import { activeMachine, change, issueKey, registerRuntime } from '../machines.js';
import { begin } from '../rotation-steps.js';
import { openWorld, tenantFact, type World } from '../world.js';
import { aCopiedKey } from './copied-key.js';
import { byFacts, type Said, type Scene, type Tell } from './scene.js';

const ELSEWHERE = 'a0000000-0000-4000-8000-00000000dead';

export const TENANT_BOUNDARY: Readonly<Record<CodeOf<'TENANT_BOUNDARY'> | 'identity.tenant_suspended', Tell>> = {
  'credentials.not_home_tenant': async ({ decide }) => ({
    denied: await decide({ actingTenantId: ELSEWHERE }),
    remedied: await decide(),
  }),
  'credentials.grant_missing': async ({ world, decide }) => {
    const reaching = await activeMachine(world, { boundary: 'GRANTED_TENANTS' });
    const { id: credentialId } = await issueKey(world, reaching);
    const denied = await decide({ credentialId, actingTenantId: ELSEWHERE });
    return { denied, remedied: await decide({ credentialId }) };
  },
  'credentials.platform_duty_required': async ({ machine, tenant, decide }) => {
    const service = { owner_kind: 'INTERNAL_SERVICE', owner_name: 'reporting', owner_duty: 'support' } as const;
    await tenant((tx) =>
      tx
        .updateTable('machine_identity')
        .set({ ...service, boundary: 'PLATFORM_WIDE' })
        .where('id', '=', machine)
        .execute(),
    );
    return { denied: await decide({ actingTenantId: ELSEWHERE }), remedied: await decide() };
  },
  'credentials.tenant_unknown': async ({ world }) => {
    const platform = await openWorld({ kind: 'PLATFORM' });
    const owner = { kind: 'INTERNAL_SERVICE', ref: 'invoice-sync', duty: 'support' };
    const service = await activeMachine(platform, { owner, boundary: 'PLATFORM_WIDE' });
    const { secret } = await issueKey(platform, service);
    const ask = async (tenant: string): Promise<Said> => {
      const { status, body } = await platform.exchange(secret, { tenant });
      return { effect: status === 200 ? 'ALLOW' : 'DENY', code: body.reason?.code ?? 'credentials.trusted' };
    };
    return { denied: await ask(ELSEWHERE), remedied: await ask(world.tenantId) };
  },
  'credentials.tenant_not_in_service': (scene) => inAnotherState(scene, { state: 'PROVISIONING' }),
  'identity.tenant_suspended': (scene) =>
    inAnotherState(scene, { state: 'SUSPENDED', stateReason: said('identity.tenant_suspended', 'IDENTITY') }),
};

const bound = { credential: aCredential({ runtimeIds: [aRuntime().id] }), boundRuntimes: [aRuntime()] };
const attestor = {
  issuer: 'https://k8s.example',
  subjectPattern: 'system:*',
  audience: 'us',
  jwksUri: 'https://k8s.example/keys',
};
const attested = { ...bound, address: null, boundRuntimes: [aRuntime({ networks: [], attestors: [attestor] })] };
const attestation = {
  ...{ issuer: attestor.issuer, jwksUri: attestor.jwksUri, subject: 'system:sa:one', audiences: ['us'] },
  ...{ at: NOON, process: null },
};
const instance: ShownInstance = {
  id: 'f0000000-0000-4000-8000-000000000001',
  runtimeId: aRuntime().id,
  keyThumbprint: 'thumb',
  locked: false,
  isSuperseded: false,
};

const LOCK = 'mutation($input: LockRuntimeInput!) { lockRuntime(input: $input) { errors { code } } }';

export const RUNTIME: Readonly<Record<CodeOf<'RUNTIME'>, Tell>> = {
  'credentials.runtime_not_bound': async ({ world, machine, exchange }) => {
    const { secret } = await issueKey(world, machine, { runtimeIds: [await registerRuntime(world)] });
    const denied = await exchange(secret, { client_address: '198.51.100.1' });
    return { denied, remedied: await exchange(secret, { client_address: '203.0.113.7' }) };
  },
  'credentials.runtime_unattested': byFacts(attested, { ...attested, attestation }),
  'credentials.runtime_locked': async ({ world, machine, decide }) => {
    const runtime = await registerRuntime(world);
    const { id: credentialId } = await issueKey(world, machine, { runtimeIds: [runtime] });
    const lock = (locked: boolean) =>
      change(world, LOCK, { id: runtime, locked, reason: 'It was taken over.', idempotencyKey: randomUUID() });
    await lock(true);
    const denied = await decide({ credentialId, runtimeId: runtime });
    await lock(false);
    return { denied, remedied: await decide({ credentialId, runtimeId: runtime }) };
  },
  'credentials.attestation_stale': byFacts(
    { ...attested, attestation: { ...attestation, at: days(-1) } },
    { ...attested, attestation },
  ),
  'credentials.runtime_key_mismatch': byFacts(
    { ...bound, instance: { ...instance, runtimeId: 'd0000000-0000-4000-8000-000000000009' } },
    { ...bound, instance },
  ),
  'credentials.network_not_allowed': async ({ world, machine, exchange }) => {
    const { secret } = await issueKey(world, machine, { networks: ['203.0.113.0/24'] });
    const denied = await exchange(secret, { client_address: '198.51.100.1' });
    return { denied, remedied: await exchange(secret, { client_address: '203.0.113.7' }) };
  },
  'credentials.runtime_environment': byFacts({ ...bound, boundRuntimes: [aRuntime({ environment: 'test' })] }, bound),
  'credentials.clone_suspected': aCopiedKey,
};

export const REST: Readonly<
  Record<CodeOf<'DELEGATION'> | CodeOf<'TRUST_LEVEL'> | CodeOf<'PERMISSIONS'> | CarriedCode, Tell>
> = {
  'credentials.delegation_required': async ({ decide }) => ({
    denied: await decide({ delegationId: ELSEWHERE }),
    remedied: await decide(),
  }),
  'credentials.risk_signal': async ({ world, key, tenant, decide }) => {
    const before = new Date(world.now.getTime() - 1);
    await tenant((tx) =>
      tx.updateTable('credential').set({ suspicious_since: before }).where('id', '=', key.id).execute(),
    );
    const denied = await decide();
    await begin(world, key.id, { overlapHours: 0 });
    return { denied, remedied: await decide() };
  },
  'credentials.trust_too_low': byFacts({}, { ...bound, proofKind: 'PRIVATE_KEY' }, 'T2_BOUND'),
  'credentials.permissions_unavailable': ({ world, decide }) =>
    whileAccess(world, decide, () => Promise.reject(new Unavailable('Access'))),
  'access.no_grant': carried('access.no_grant', 'ACCESS'),
  'access.not_permitted': carried('access.not_permitted', 'ACCESS'),
  'billing.feature_not_in_plan': carried('billing.feature_not_in_plan', 'BILLING'),
  'billing.limit_reached': carried('billing.limit_reached', 'BILLING'),
};

type CarriedCode = 'access.no_grant' | 'access.not_permitted' | 'billing.feature_not_in_plan' | 'billing.limit_reached';

function said(code: Reason['code'], owner: Reason['owner']): Reason {
  return { code, owner, message: 'In its owner’s own words.', since: null, remedy: null };
}

async function inAnotherState({ world, decide }: Scene, state: Record<string, unknown>) {
  const version = world.now.getTime() + (versions += 2);
  await world.hear('identity.tenant.changed', world.tenantId, tenantFact(world, { ...state, version }));
  const denied = await decide();
  await world.hear('identity.tenant.changed', world.tenantId, tenantFact(world, { version: version + 1 }));
  return { denied, remedied: await decide() };
}
let versions = 0;

/** What another domain decides is told by its answer; how its remedy is carried out is its own. */
function carried(code: CarriedCode, owner: Reason['owner']): Tell {
  const no = { allowed: false, reason: said(code, owner), decisionId: ELSEWHERE };
  return ({ world, decide }) => whileAccess(world, decide, () => Promise.resolve([no]));
}

async function whileAccess(world: World, decide: Scene['decide'], answer: () => ReturnType<World['access']['ask']>) {
  const { ask } = world.access;
  world.access.ask = (context, requestId, checks) =>
    checks.some(({ action }) => action === 'billing.invoice.read') ? answer() : ask(context, requestId, checks);
  const denied = await decide();
  world.access.ask = ask;
  return { denied, remedied: await decide() };
}
