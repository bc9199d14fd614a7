import type { CodeOf } from '../../src/domain/trust/link-codes.js';
import type { Owner } from '../../src/domain/owner.js';
import { ownerColumns } from '../../src/store/machine-identity-row.js';
import { activeMachine, ACTIONS, change, issueKey, setStewards } from '../machines.js';
import { memberFact } from '../world.js';
import { anotherMachine, at, moveMachine, type Scene, type Tell } from './scene.js';

const DAY_MS = 86_400_000;

export const RESPONSIBILITY: Readonly<Record<CodeOf<'RESPONSIBILITY'>, Tell>> = {
  'credentials.responsibility_missing': async (scene) => {
    await scene.tenant((tx) =>
      tx.updateTable('machine_identity').set({ actions: [] }).where('id', '=', scene.machine).execute(),
    );
    return { denied: await scene.decide(), remedied: await anotherMachine(scene) };
  },
  'credentials.responsibility_ended': async (scene) => {
    const { world, decide } = scene;
    const endsAt = new Date(world.now.getTime() + DAY_MS).toISOString();
    const responsibility = { statement: 'One day.', actions: ACTIONS, dataClasses: [], endsAt };
    const ending = await issueKey(world, await activeMachine(world, { responsibility }));
    return at(scene, 1, async () => ({
      denied: await decide({ credentialId: ending.id }),
      remedied: await anotherMachine(scene),
    }));
  },
  'credentials.review_overdue': (scene) =>
    at(scene, 181, async () => ({ denied: await scene.decide(), remedied: await anotherMachine(scene) })),
  'credentials.action_outside_responsibility': async ({ decide }) => ({
    denied: await decide({ action: 'billing.invoice.send' }),
    remedied: await decide({ action: 'billing.invoice.read' }),
  }),
};

export const OWNER: Readonly<Record<CodeOf<'OWNER'>, Tell>> = {
  'credentials.owner_unknown': async (scene) => {
    await own(scene, scene.machine, { kind: 'INTERNAL_SERVICE', service: 'nobody', duty: 'support' });
    const denied = await scene.decide();
    await own(scene, scene.machine, { kind: 'INTERNAL_SERVICE', service: 'reporting', duty: 'support' });
    return { denied, remedied: await scene.decide() };
  },
  'credentials.owner_chain_broken': async (scene) => {
    const agent = await activeMachine(scene.world, { name: 'agent' });
    await own(scene, scene.machine, { kind: 'AUTONOMOUS_AGENT', agentId: agent });
    await own(scene, agent, { kind: 'AUTONOMOUS_AGENT', agentId: scene.machine });
    const denied = await scene.decide();
    await own(scene, agent, { kind: 'TENANT', tenantId: scene.world.tenantId, team: null });
    return { denied, remedied: await scene.decide() };
  },
  'credentials.owner_suspended': async (scene) => {
    const { world, decide } = scene;
    const agent = await activeMachine(world, { name: 'agent' });
    const owned = await activeMachine(world, { owner: { kind: 'AUTONOMOUS_AGENT', ref: agent } });
    const { id: credentialId } = await issueKey(world, owned);
    await moveMachine(scene, agent, 'SUSPENDED');
    const denied = await decide({ credentialId });
    const activate = `mutation($input: MachineIdentityRefInput!) { activateMachineIdentity(input: $input) { errors { code } } }`;
    const resumed = await change(world, activate, { id: agent, expectedVersion: 3, idempotencyKey: agent });
    return { denied, remedied: resumed.errors.length === 0 ? await decide({ credentialId }) : 'refused' };
  },
  'credentials.orphaned': async (scene) => {
    await moveMachine(scene, scene.machine, 'ORPHANED');
    const denied = await scene.decide();
    await setStewards(scene.world, scene.machine, 3, scene.world.ben);
    return { denied, remedied: await scene.decide() };
  },
  'credentials.steward_missing': async ({ world, decide }) => {
    await world.hear(
      'identity.membership.changed',
      world.ana,
      memberFact(world.ana, { state: 'SUSPENDED', version: 2 }),
    );
    const denied = await decide();
    await world.hear('identity.membership.changed', world.ana, memberFact(world.ana, { version: 3 }));
    return { denied, remedied: await decide() };
  },
};

/** As if it had been declared so. */
async function own({ tenant }: Scene, id: string, owner: Owner): Promise<void> {
  await tenant((tx) => tx.updateTable('machine_identity').set(ownerColumns(owner)).where('id', '=', id).execute());
}
