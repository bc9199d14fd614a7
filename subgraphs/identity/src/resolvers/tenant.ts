import { readiness, SETUP_STEPS, type Setup } from '../domain/setup.js';
import { stateReason, type Tenant } from '../domain/tenant.js';
import { listProviders } from '../store/identity-provider.js';
import { findSetup } from '../store/setup.js';
import { findTenant } from '../store/tenant.js';
import type { Context, IdentitySession } from './context.js';
import { resolveMembers } from './members.js';

export interface TenantParent {
  readonly id: string;
}

type Field<Result> = (parent: TenantParent, args: unknown, context: Context) => Promise<Result>;

/** The signed tenant and no other: a foreign one is null, like a missing one. */
export function tenantOf(session: IdentitySession, id: string): TenantParent | null {
  return id === session.tenantId ? { id } : null;
}

export const tenantResolvers = {
  Query: {
    tenant: (_parent: unknown, _args: unknown, { session }: Context): TenantParent => ({ id: session.tenantId }),
  },
  Tenant: {
    __resolveReference: ({ id }: TenantParent, { session }: Context): TenantParent | null => tenantOf(session, id),
    slug: field((tenant) => tenant.slug),
    name: field((tenant) => tenant.name),
    kind: field((tenant) => tenant.kind),
    state: field((tenant) => tenant.state),
    stateReason: field(stateReason),
    version: field((tenant) => tenant.version),
    platformSetup: async (_parent: TenantParent, _args: unknown, { session }: Context) => platformSetup(session),
    members: resolveMembers,
    identityProviders: async (_parent: TenantParent, _args: unknown, { session }: Context) =>
      session.read('identity.tenant.read', listProviders),
  },
  SetupStep: {
    byHand: ({ key }: { readonly key: string }) => SETUP_STEPS.find((step) => step.key === key)?.completedBy === null,
  },
};

/** The set-up as the graph shows it; asked once per request, whoever asks. */
export async function platformSetup(session: IdentitySession): Promise<object | null> {
  const setup = await loadSetup(session);
  if (setup === null) return null;
  const { ready, reason } = readiness(setup);
  const steps = SETUP_STEPS.map(({ key, label, required }) => {
    const done = setup.completed.find((step) => step.key === key);
    return {
      key,
      label,
      required,
      done: done !== undefined,
      doneAt: done?.doneAt ?? null,
      doneBy: done?.doneBy ?? null,
    };
  });
  return { ready, reason, steps, version: setup.version, asOf: setup.changedAt };
}

export async function loadSetup(session: IdentitySession): Promise<Setup | null> {
  return session.load('setup', session.tenantId, async () =>
    ownRow(session, await session.read('identity.setup.read', findSetup)),
  );
}

/** What every member may know about the tenant that they act in. */
function field<Result>(pick: (tenant: Tenant) => Result): Field<Result | null> {
  return async (_parent, _args, { session }) => {
    const tenant = await session.load('tenant', session.tenantId, async () =>
      ownRow(session, await session.readOpen(findTenant)),
    );
    return tenant === null ? null : pick(tenant);
  };
}

function ownRow<Row>(session: IdentitySession, row: Row | null): ReadonlyMap<string, Row> {
  return new Map(row === null ? [] : [[session.tenantId, row]]);
}
