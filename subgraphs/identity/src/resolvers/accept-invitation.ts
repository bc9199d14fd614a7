import { randomUUID } from 'node:crypto';
import type { Database, TenantTransaction } from '@bailiwick/database';
import { orRefuse, refuse } from '@bailiwick/decision';
import type { CallerSession, MutationInput } from '@bailiwick/subgraph-host';
import { decideAcceptance } from '../domain/acceptance.js';
import { decideWords } from '../domain/words.js';
import { findInvitationByHash } from '../store/directory.js';
import { findPersonByLinks } from '../store/standing.js';
import { isConnected } from '../store/identity-provider.js';
import { invitationHash, lockInvitation } from '../store/invitation.js';
import { lockNewestMembership } from '../store/membership.js';
import { findLinkedPerson } from '../store/person-link.js';
import { lockTenant } from '../store/tenant.js';
import type { IdentityTables } from '../store/tables.js';
import { isInvitationToken } from './invitation-token.js';
import { joinTenant } from './join-tenant.js';
import type { Context } from './context.js';

interface AcceptInput extends MutationInput {
  readonly token: string;
  readonly displayName?: string | null;
}

/** Who accepts, as the token exchange vouched for: a hash of (issuer, subject), and exactly whose keys signed for it. */
interface Acceptor {
  readonly subjectHash: string;
  readonly connection: string;
  readonly issuer: string;
}

export function acceptInvitationResolvers(database: Database<IdentityTables>) {
  return {
    Mutation: {
      acceptInvitation: async (_parent: unknown, { input }: { readonly input: AcceptInput }, { caller }: Context) => {
        const acceptor = acceptorOf(caller);
        const found = await lookUp(database, input.token, acceptor);
        // A token that nobody knows is refused in a tenant that does not exist: the same way, at the same cost.
        return caller.changeByToken(
          found.invitation?.tenantId ?? randomUUID(),
          'identity.invitation.accept',
          (tx) => accept(tx, { ...found, acceptor, caller, input }),
          { keepRefusal: found.invitation !== null },
        );
      },
    },
  };
}

interface Found {
  readonly invitation: { readonly tenantId: string; readonly id: string } | null;
  /** The same subject's person in another tenant that trusts the same keys. */
  readonly personElsewhere: string | null;
}

async function lookUp(database: Database<IdentityTables>, token: string, acceptor: Acceptor | null): Promise<Found> {
  if (!isInvitationToken(token) || acceptor === null) return { invitation: null, personElsewhere: null };
  return database.inSystem('directory', async (tx) => ({
    invitation: await findInvitationByHash(tx, invitationHash(token)),
    personElsewhere: await findPersonByLinks(tx, acceptor.subjectHash, [acceptor.connection]),
  }));
}

interface Acceptance extends Found {
  readonly acceptor: Acceptor | null;
  readonly caller: CallerSession<IdentityTables>;
  readonly input: AcceptInput;
}

/** The tenant is locked, so that two invitations accepted at once by one subject make one person. */
async function accept(tx: TenantTransaction<IdentityTables>, acceptance: Acceptance) {
  const { caller, input } = acceptance;
  const acceptor = acceptance.acceptor ?? orRefuse<never>(refuse('identity.people_only'));
  const tenant = await lockTenant(tx);
  const invitation = acceptance.invitation === null ? null : await lockInvitation(tx, acceptance.invitation.id);
  if (tenant === null || invitation === null)
    return orRefuse<never>(refuse('identity.invitation_unknown', { path: ['token'] }));
  const personId = (await findLinkedPerson(tx, acceptor.subjectHash)) ?? acceptance.personElsewhere;
  const membership = personId === null ? null : await lockNewestMembership(tx, personId);
  const facts = { tenant, personId, membership, issuerConnected: await isConnected(tx, acceptor.connection) };
  const outcome = orRefuse(decideAcceptance(invitation, facts, caller.now));
  const tenantRef = { id: tenant.id, slug: tenant.slug, name: tenant.name };
  if (outcome === 'REPEATED') return { tenantRef, membershipId: membership?.id ?? null, personId };
  const displayName =
    input.displayName == null
      ? invitation.email
      : orRefuse(decideWords(input.displayName, 'displayName', { min: 1, max: 120 }));
  const joined = await joinTenant(tx, {
    tenant,
    invitation,
    displayName,
    acceptor,
    personId,
    subject: caller.subject,
    now: caller.now,
  });
  return { tenantRef, membershipId: joined.id, personId: joined.personId };
}

function acceptorOf({ authentication, principal }: CallerSession<IdentityTables>): Acceptor | null {
  const { subjectHash, client, issuer } = authentication;
  if (subjectHash === null || client === null || principal?.kind === 'MACHINE') return null;
  return { subjectHash, connection: client, issuer };
}
