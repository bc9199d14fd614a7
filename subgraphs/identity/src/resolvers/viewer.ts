import type { Database } from '@bailiwick/database';
import { listOwnTenants, type OwnTenant } from '../store/membership-of.js';
import type { IdentityTables } from '../store/tables.js';
import type { Context } from './context.js';

/** Who is asking, from the signed context alone; only the list of tenants needs the database. */
export function viewerResolvers(database: Database<IdentityTables>) {
  return {
    Query: {
      viewer: (_parent: unknown, _args: unknown, context: Context) => ({
        principal: principalOf(context),
        tenant: context.inLobby ? null : { id: context.session.tenantId },
        actors: context.caller.actors,
        authenticatedBy: context.caller.authentication.issuer,
      }),
    },
    Viewer: { tenants: (_parent: unknown, _args: unknown, context: Context) => ownTenants(database, context) },
  };
}

function principalOf({ caller }: Context) {
  if (caller.principal === null) return null;
  const { kind, id } = caller.principal;
  return { __typename: kind === 'PERSON' ? 'Person' : 'MachineIdentity', id };
}

/** A person's own, and only those that this very sign-in leads to: see `listOwnTenants`. */
async function ownTenants(database: Database<IdentityTables>, { caller }: Context): Promise<readonly OwnTenant[]> {
  const { subjectHash, client } = caller.authentication;
  if (subjectHash === null || client === null) return [];
  return database.inSystem('membership_of', (tx) => listOwnTenants(tx, subjectHash, client));
}
