import { randomUUID } from 'node:crypto';
import { orRefuse, refuse } from '@bailiwick/decision';
import type { MutationInput } from '@bailiwick/subgraph-host';
import { newTenantId } from '../domain/derived-id.js';
import { decideInvitation } from '../domain/invitation.js';
import { decideCreator, decideTenantCreation, type TenantRequest } from '../domain/tenant-creation.js';
import { emitSetup, emitTenant } from '../store/facts.js';
import { insertInvitation } from '../store/invitation.js';
import { insertSetup } from '../store/setup.js';
import { findTenant, insertTenant } from '../store/tenant.js';
import { actorOf, type Context } from './context.js';
import { newInvitationToken } from './invitation-token.js';

const OWNER_INVITATION = { roleIds: ['owner'], duties: [], expiresInDays: 14 };

type CreateTenantInput = MutationInput & TenantRequest;

/**
 * Runs in the new tenant's own transaction, whose id follows from the operator and the key. The operator gets no
 * `Tenant` back: theirs is another one, and a foreign tenant is never resolvable.
 */
export const createTenantResolvers = {
  Mutation: {
    createTenant: async (_parent: unknown, { input }: { readonly input: CreateTenantInput }, { session }: Context) => {
      const id = newTenantId(session.principal.id, input.idempotencyKey);
      const own = await session.readOpen(findTenant);
      const by = actorOf(session);
      return session.change(
        'identity.tenant.create',
        null,
        async (tx) => {
          orRefuse(decideCreator(own));
          const { tenant, ownerEmail } = orRefuse(decideTenantCreation(input, { id, by, now: session.now }));
          if (!(await insertTenant(tx, tenant)))
            orRefuse(refuse('identity.slug_taken', { facts: { slug: tenant.slug }, path: ['slug'] }));
          const setup = await insertSetup(tx, session.now);
          const inviter = { actor: { ...by, duty: 'tenant-operations' }, duties: [] };
          const offer = { ...OWNER_INVITATION, email: ownerEmail };
          const invitation = orRefuse(decideInvitation(offer, inviter, tenant, { id: randomUUID(), now: session.now }));
          const invitationToken = newInvitationToken();
          await insertInvitation(tx, invitation, invitationToken);
          await emitTenant(tx, tenant);
          await emitSetup(tx, tenant.id, setup);
          const tenantRef = { id: tenant.id, slug: tenant.slug, name: tenant.name };
          return { tenantRef, invitationId: invitation.id, invitationToken };
        },
        { newTenantId: id, remember: (payload) => ({ ...payload, invitationToken: null }) },
      );
    },
  },
};
