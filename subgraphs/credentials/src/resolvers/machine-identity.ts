import { platformDuty } from '../domain/boundary.js';
import type { CredentialState } from '../domain/credential.js';
import type { MachineIdentity, Steward } from '../domain/machine-identity.js';
import { identityStateReason } from '../domain/state-reason.js';
import type { Context, CredentialsSession } from './context.js';
import {
  loadCredentialsOfIdentity,
  loadMachineIdentity,
  loadMachineUse,
  loadOwnership,
  loadRuntimesOfIdentity,
  loadStewards,
  loadTransitions,
} from './load.js';
import { presentOwner, type OwnerParent } from './owner.js';

type Field<Args = unknown> = (identity: MachineIdentity, args: Args, context: Context) => unknown;

const fields: Readonly<Record<string, Field<never>>> = {
  stateReason: async (identity, _: never, { session }) =>
    identityStateReason(identity, (await loadTransitions(session, identity.id))?.[0] ?? null),
  transitions: async ({ id }, _: never, { session }) => (await loadTransitions(session, id)) ?? [],
  owner: async (identity, _: never, { session }) => (await ownersOf(identity, session))[0],
  ultimateOwner: async (identity, _: never, { session }) => {
    const ownership = await loadOwnership(session, identity.id);
    return ownership?.chain.complete === true ? (await ownersOf(identity, session)).at(-1) : null;
  },
  ownershipChain: (identity, _: never, { session }) => ownersOf(identity, session),
  stewards: async ({ id }, _: never, { session }) => (await loadStewards(session, id)) ?? [],
  homeTenant: ({ tenantId }) => ({ __typename: 'Tenant', id: tenantId }),
  boundary: ({ boundary, owner }) => ({
    mode: boundary,
    duty: boundary === 'PLATFORM_WIDE' ? platformDuty(owner) : null,
  }),
  runtimes: async ({ id }, _: never, { session }) => (await loadRuntimesOfIdentity(session, id)) ?? [],
  credentials: async ({ id }, { state }: { readonly state?: readonly CredentialState[] | null }, { session }) => {
    const all = (await loadCredentialsOfIdentity(session, id)) ?? [];
    return state ? all.filter((credential) => state.includes(credential.state)) : all;
  },
  lastUsed: async ({ id }, _: never, { session }) => {
    const use = await loadMachineUse(session, id);
    return use === null || use.at === null ? null : { at: use.at, address: use.address };
  },
  uses: async ({ id }, _: never, { session }) => (await loadMachineUse(session, id))?.uses ?? '0',
};

export const machineIdentityResolvers = {
  MachineIdentity: {
    ...fields,
    __resolveReference: ({ id }: { readonly id: string }, { session }: Context) => loadMachineIdentity(session, id),
  },
  Steward: { person: ({ personId }: Steward) => ({ __typename: 'Person', id: personId }) },
};

async function ownersOf(identity: MachineIdentity, session: CredentialsSession): Promise<readonly OwnerParent[]> {
  const ownership = await loadOwnership(session, identity.id);
  return (ownership?.chain.owners ?? []).map((owner, index) => presentOwner(owner, ownership?.owners[index] ?? null));
}
