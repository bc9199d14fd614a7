import { randomUUID } from 'node:crypto';
import type { CodeOf } from '../../src/domain/trust/link-codes.js';
import { formatKey } from '../../src/domain/secret-format.js';
import { DEFAULT_POLICY } from '../../src/domain/policy.js';
import { replacePolicy } from '../../src/store/machine-policy.js';
import { activeMachine, change, issueKey, reasoned, revoke } from '../machines.js';
import { begin } from '../rotation-steps.js';
import { anotherKey, at, byFacts, moveKey, moveMachine, anotherMachine, type Tell } from './scene.js';

const APPROVE = 'mutation($input: CredentialRefInput!) { approveCredential(input: $input) { errors { code } } }';

export const AUTHENTICITY: Readonly<Record<CodeOf<'AUTHENTICITY'>, Tell>> = {
  'credentials.credential_malformed': byFacts({ proof: 'MALFORMED', credential: null }, { proof: 'MATCHED' }),
  'credentials.wrong_environment': async ({ world, decide }) => {
    const machine = await activeMachine(world, { environment: 'test' });
    const denied = await decide({ credentialId: (await issueKey(world, machine)).id });
    return { denied, remedied: await decide() };
  },
  'credentials.credential_unknown': async ({ world, decide }) => {
    const machine = await activeMachine(world);
    const ask = () => decide({ credentialId: null, machineIdentityId: machine });
    const denied = await ask();
    await issueKey(world, machine);
    return { denied, remedied: await ask() };
  },
  'credentials.secret_mismatch': async ({ key, exchange }) => {
    const reference = key.secret.split('_')[2] ?? '';
    const denied = await exchange(formatKey('live', reference, new Uint8Array(32).fill(9)));
    return { denied, remedied: await exchange() };
  },
  'credentials.proof_missing': byFacts({ proof: 'MISSING' }, { proof: 'MATCHED', proofKind: 'DPOP' }),
  'credentials.proof_invalid': byFacts({ proof: 'INVALID' }, { proof: 'MATCHED', proofKind: 'DPOP' }),
  'credentials.proof_replayed': byFacts({ proof: 'REPLAYED' }, { proof: 'MATCHED', proofKind: 'PRIVATE_KEY' }),
  'credentials.issuer_untrusted': byFacts({ proof: 'ISSUER_UNTRUSTED' }, { proof: 'MATCHED' }),
  'credentials.assertion_audience': byFacts({ proof: 'ASSERTION_AUDIENCE' }, { proof: 'MATCHED' }),
};

export const LIVENESS: Readonly<Record<CodeOf<'LIVENESS'>, Tell>> = {
  'credentials.compromised': async (scene) => {
    await moveKey(scene, 'COMPROMISED');
    return { denied: await scene.decide(), remedied: await anotherKey(scene) };
  },
  'credentials.revoked': async (scene) => {
    await revoke(scene.world, 'CREDENTIAL', scene.key.id);
    return { denied: await scene.decide(), remedied: await anotherKey(scene) };
  },
  'credentials.retired': async (scene) => {
    await moveMachine(scene, scene.machine, 'RETIRED');
    return { denied: await scene.decide(), remedied: await anotherMachine(scene) };
  },
  'credentials.quarantined': async (scene) => {
    await moveMachine(scene, scene.machine, 'QUARANTINED');
    const denied = await scene.decide();
    await moveMachine(scene, scene.machine, 'ACTIVE');
    return { denied, remedied: await scene.decide() };
  },
  'credentials.suspended': async ({ world, key, decide }) => {
    await reasoned(world, 'suspendCredential', { id: key.id, expectedVersion: key.version });
    const denied = await decide();
    await reasoned(world, 'resumeCredential', { id: key.id, expectedVersion: key.version + 1 });
    return { denied, remedied: await decide() };
  },
  'credentials.pending_approval': async ({ world, machine, tenant, decide }) => {
    const policy = (fourEyesActions: readonly string[]) =>
      tenant((tx) => replacePolicy(tx, { ...DEFAULT_POLICY, fourEyesActions }));
    await policy(['billing.invoice.read']);
    const { id: credentialId, version } = await issueKey(world, machine);
    const denied = await decide({ credentialId });
    await change(
      world,
      APPROVE,
      { id: credentialId, expectedVersion: version, idempotencyKey: randomUUID() },
      world.ben,
    );
    await policy([]);
    return { denied, remedied: await decide({ credentialId }) };
  },
  'credentials.not_yet_valid': async (scene) => {
    const { world, machine, decide } = scene;
    const tomorrow = new Date(world.now.getTime() + 86_400_000).toISOString();
    const { id: credentialId } = await issueKey(world, machine, { notBefore: tomorrow });
    const denied = await decide({ credentialId });
    return { denied, remedied: await at(scene, 1, () => decide({ credentialId })) };
  },
  'credentials.expired': async (scene) => {
    const { world, machine, decide } = scene;
    const { id: credentialId } = await issueKey(world, machine, { expiresInDays: 1 });
    return at(scene, 1, async () => ({ denied: await decide({ credentialId }), remedied: await anotherKey(scene) }));
  },
  'credentials.version_retired': async ({ world, key, exchange }) => {
    const { secret } = await begin(world, key.id, { overlapHours: 0 });
    return { denied: await exchange(), remedied: await exchange(String(secret)) };
  },
  'credentials.dormant': async (scene) => {
    await moveKey(scene, 'DORMANT');
    const denied = await scene.decide();
    await begin(scene.world, scene.key.id);
    return { denied, remedied: await scene.decide() };
  },
  'credentials.uses_exhausted': async (scene) => {
    const { world, machine, exchange } = scene;
    const { secret } = await issueKey(world, machine, { maxUses: 1 });
    await exchange(secret);
    return { denied: await exchange(secret), remedied: await anotherKey(scene) };
  },
};
