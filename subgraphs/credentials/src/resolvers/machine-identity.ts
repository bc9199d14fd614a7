import { platformDuty } from '../domain/boundary.js';
import type { CredentialState } from '../domain/credential.js';
import type { MachineIdentity, Steward } from '../domain/machine-identity.js';
import type { Owner } from '../domain/owner.js';
import { identityStateReason } from '../domain/state-reason.js';
import type { Context, CredentialsSession } from './context.js';
import {
  loadCredentialsOfIdentity,
  loadMachineIdentity,
  loadHome,
  loadMachineUse,
  loadOwnerStandings,
  loadOwnership,
  loadOwnershipChanges,
  loadPendingOwner,
  loadRuntimesOfIdentity,
  loadStewards,
  loadTransitions,
} from './load.js';
import { presentOwner, type OwnerParent } from './owner.js';
import { trustOfIdentity } from './trust-at-best.js';

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
  ownershipHistory: async ({ id }, _: never, { session }) => {
    const changes = (await loadOwnershipChanges(session, id)) ?? [];
    return Promise.all(
      changes.map(async ({ from, to, by, at, note }) => {
        const [next, last] = await presentAll(session, from === null ? [to] : [to, from]);
        return { to: next, from: last ?? null, by, at, reason: note };
      }),
    );
  },
  pendingOwner: async ({ id }, _: never, { session }) => {
    const pending = await loadPendingOwner(session, id);
    return pending === null ? null : (await presentAll(session, [pending.owner]))[0];
  },
  stewards: async ({ id }, _: never, { session }) => (await loadStewards(session, id)) ?? [],
  homeTenant: ({ tenantId }) => ({ __typename: 'Tenant', id: tenantId }),
  boundary: ({ boundary, owner }) => ({
    mode: boundary,
    duty: boundary === 'PLATFORM_WIDE' ? platformDuty(owner) : null,
    mayActIn: async (_: unknown, { session }: Context) => {
      const home = await loadHome(session);
      return home === null
        ? []
        : [{ tenant: { id: home.tenantId, slug: home.slug, name: home.name }, via: 'HOME', until: null }];
    },
  }),
  runtimes: async ({ id }, _: never, { session }) => (await loadRuntimesOfIdentity(session, id)) ?? [],
  credentials: async ({ id }, { state }: { readonly state?: readonly CredentialState[] | null }, { session }) => {
    const all = (await loadCredentialsOfIdentity(session, id)) ?? [];
    return state ? all.filter((credential) => state.includes(credential.state)) : all;
  },
  trust: (identity, _: never, { session }) => trustOfIdentity(identity, session),
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

/** Owners of the past and the future, each with what it rests on today. */
async function presentAll(session: CredentialsSession, owners: readonly Owner[]): Promise<readonly OwnerParent[]> {
  return Promise.all(owners.map(async (owner) => presentOwner(owner, await loadOwnerStandings(session, owner))));
}
