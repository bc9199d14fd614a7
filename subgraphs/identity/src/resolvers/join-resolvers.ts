import type { Database } from '@bailiwick/database';
import type { AddressPolicy } from '@bailiwick/subgraph-host/issuer-keys';
import type { IdentityTables } from '../store/tables.js';
import { acceptInvitationResolvers } from './accept-invitation.js';
import { changeMemberResolvers } from './change-member.js';
import { changeTenantResolvers } from './change-tenant.js';
import { connectIdentityProviderResolvers } from './connect-identity-provider.js';
import { createTenantResolvers } from './create-tenant.js';
import { inviteMemberResolvers } from './invite-member.js';
import { membershipResolvers } from './membership.js';
import { personResolvers } from './person.js';
import { sectionResolvers } from './section.js';
import { tenantResolvers } from './tenant.js';
import { viewerResolvers } from './viewer.js';

type ResolverMap = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Identity's part of the graph. */
export function identityResolvers(database: Database<IdentityTables>, policy: AddressPolicy): Record<string, unknown> {
  const maps: readonly ResolverMap[] = [
    viewerResolvers(database),
    tenantResolvers,
    personResolvers,
    membershipResolvers,
    sectionResolvers,
    changeTenantResolvers,
    createTenantResolvers,
    inviteMemberResolvers,
    acceptInvitationResolvers(database),
    changeMemberResolvers,
    connectIdentityProviderResolvers(policy),
  ];
  const types = new Set(maps.flatMap((map) => Object.keys(map)));
  return Object.fromEntries([...types].map((type) => [type, Object.assign({}, ...maps.map((map) => map[type]))]));
}
