import { orRefuse } from '@bailiwick/decision';
import { decideAcceptance, type Acceptance, type AcceptanceFacts } from '../domain/acceptance.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { ownerStanding } from '../domain/owner-standing.js';
import { NO_CHAIN } from '../domain/ownership-chain.js';
import { decideTransfer, type PendingOwner } from '../domain/transfer.js';
import { listTenantOwners } from '../store/leaving.js';
import { findPolicy } from '../store/machine-policy.js';
import { countLevelsBelow, listOwnerships } from '../store/ownership.js';
import {
  insertOwnershipChange,
  listPendingOwners,
  replaceOwner,
  replacePendingOwner,
} from '../store/ownership-change.js';
import { listStewards, replaceStewards } from '../store/steward.js';
import { moveIdentity, noteOnIdentity } from '../store/transition.js';
import { actorOf, personOf, whyOf, type CredentialsSession, type Tx } from './context.js';
import { ownerInput, readOwnershipFacts, type GraphOwnerInput } from './declare.js';
import { identityChange } from './identity-lifecycle.js';

interface AcceptInput {
  readonly id: string;
  readonly expectedVersion: number;
}
type TransferInput = AcceptInput & { readonly owner: GraphOwnerInput; readonly reason: string };

async function transfer(tx: Tx, identity: MachineIdentity, input: TransferInput, session: CredentialsSession) {
  const facts = await readOwnershipFacts(tx, session, input.owner, identity.id);
  const owner = orRefuse(decideTransfer(identity, ownerInput(input.owner), facts, input));
  await replacePendingOwner(tx, identity.id, { owner, by: actorOf(session), at: session.now, note: input.reason });
  await noteOnIdentity(tx, identity, whyOf(session, 'credentials.ownership_offered', input.reason));
}

async function accept(tx: Tx, identity: MachineIdentity, input: AcceptInput, session: CredentialsSession) {
  const pending = (await listPendingOwners(tx, [identity.id])).get(identity.id) ?? null;
  const facts = await readAcceptanceFacts(tx, session, identity, pending);
  const acceptance = orRefuse(decideAcceptance(identity, facts, input.expectedVersion));
  await keepAcceptance(tx, session, { ...identity, owner: acceptance.owner }, acceptance);
  if (pending !== null) {
    const { owner: to, note } = pending;
    const change = { from: identity.owner, to, by: actorOf(session), at: session.now, note };
    await insertOwnershipChange(tx, identity.id, change);
  }
}

async function readAcceptanceFacts(
  tx: Tx,
  session: CredentialsSession,
  identity: MachineIdentity,
  pending: PendingOwner | null,
): Promise<AcceptanceFacts> {
  const owner = pending?.owner ?? identity.owner;
  const ownership = (await listOwnerships(tx, [{ ...identity, owner }])).get(identity.id);
  const chain = ownership?.chain ?? NO_CHAIN;
  const standings = chain.owners.map((each, index) => {
    const facts = ownership?.owners[index] ?? { label: each.kind, tenant: null, agent: null, runtime: null };
    return { label: facts.label, code: ownerStanding(each, facts).code };
  });
  return {
    pending,
    personId: personOf(session),
    stewards: await listStewards(tx, identity.id),
    agentStewards: owner.kind === 'AUTONOMOUS_AGENT' ? await listStewards(tx, owner.agentId) : [],
    tenantOwners: await listTenantOwners(tx, session.now),
    chain,
    levelsBelow: await countLevelsBelow(tx, identity.id),
    standings,
    policy: await findPolicy(tx),
  };
}

async function keepAcceptance(
  tx: Tx,
  session: CredentialsSession,
  identity: MachineIdentity,
  { owner, state, stewards }: Acceptance,
): Promise<void> {
  await replaceOwner(tx, identity.id, owner);
  if (stewards !== null) await replaceStewards(tx, identity.id, stewards, session.now);
  const why = whyOf(session, 'credentials.ownership_accepted');
  await (state === identity.state ? noteOnIdentity(tx, identity, why) : moveIdentity(tx, identity, state, why));
}

export const transferResolvers = {
  Mutation: {
    transferOwnership: identityChange('credentials.machine.transfer', transfer),
    acceptOwnership: identityChange('credentials.machine.transfer', accept),
  },
};
