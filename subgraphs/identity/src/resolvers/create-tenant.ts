import { randomUUID } from 'node:crypto';
import type { TenantTransaction } from '@bailiwick/database';
import { orRefuse, refuse, type Actor } from '@bailiwick/decision';
import type { MutationInput } from '@bailiwick/subgraph-host';
import { newTenantId } from '../domain/derived-id.js';
import { decideInvitation } from '../domain/invitation.js';
import { decideCreator, decideTenantCreation, type TenantRequest } from '../domain/tenant-creation.js';
import { emitSetup, emitTenant } from '../store/facts.js';
import { insertInvitation } from '../store/invitation.js';
import { insertSetup } from '../store/setup.js';
import type { IdentityTables } from '../store/tables.js';
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
      const own = await session.readOpen(findTenant);
      const created = {
        id: newTenantId(session.principal.id, input.idempotencyKey),
        by: actorOf(session),
        now: session.now,
      };
      return session.change(
        'identity.tenant.create',
        null,
        (tx) => {
          orRefuse(decideCreator(own));
          return makeTenant(tx, input, created);
        },
        { newTenantId: created.id, remember: (payload) => ({ ...payload, invitationToken: null }) },
      );
    },
  },
};

interface Created {
  readonly id: string;
  readonly by: Actor;
  readonly now: Date;
}

async function makeTenant(tx: TenantTransaction<IdentityTables>, request: TenantRequest, created: Created) {
  const { by, now } = created;
  const { tenant, ownerEmail } = orRefuse(decideTenantCreation(request, created));
  if (!(await insertTenant(tx, tenant)))
    orRefuse(refuse('identity.slug_taken', { facts: { slug: tenant.slug }, path: ['slug'] }));
  const setup = await insertSetup(tx, now);
  const inviter = { actor: { ...by, duty: 'tenant-operations' }, duties: [] };
  const made = { id: randomUUID(), now };
  const invitation = orRefuse(decideInvitation({ ...OWNER_INVITATION, email: ownerEmail }, inviter, tenant, made));
  const invitationToken = newInvitationToken();
  await insertInvitation(tx, invitation, invitationToken);
  await emitTenant(tx, tenant);
  await emitSetup(tx, tenant.id, setup);
  return {
    tenantRef: { id: tenant.id, slug: tenant.slug, name: tenant.name },
    invitationId: invitation.id,
    invitationToken,
  };
}
