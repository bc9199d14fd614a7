import { randomUUID } from 'node:crypto';
import type { TenantTransaction } from '@bailiwick/database';
import { emitWithdrawal } from '@bailiwick/events';
import type { Invitation } from '../domain/invitation.js';
import { newMembership, type Membership } from '../domain/membership.js';
import { completeOn } from '../domain/setup.js';
import type { Tenant } from '../domain/tenant.js';
import { emitAcceptance, emitMembership } from '../store/facts.js';
import { replaceInvitation } from '../store/invitation.js';
import { hasOtherActiveMembers, insertMembership } from '../store/membership.js';
import { insertLink } from '../store/person-link.js';
import { insertPerson } from '../store/person.js';
import { lockSetup } from '../store/setup.js';
import type { IdentityTables } from '../store/tables.js';
import { keepSetup } from './keep-setup.js';

type Tx = TenantTransaction<IdentityTables>;

export interface Joining {
  readonly tenant: Tenant;
  readonly invitation: Invitation;
  readonly displayName: string;
  readonly acceptor: { readonly subjectHash: string; readonly issuer: string };
  /** Null for somebody whom nobody knows yet. */
  readonly personId: string | null;
  /** The subject that the caller's token names. */
  readonly subject: string;
  readonly now: Date;
}

const ADMINISTRATORS = ['owner', 'admin'];

/** Keeps person, link and membership together with the used invitation, and tells the other domains. */
export async function joinTenant(tx: Tx, joining: Joining): Promise<Membership> {
  const { invitation, acceptor, now } = joining;
  const person = { id: joining.personId ?? randomUUID(), displayName: joining.displayName, email: invitation.email };
  await insertPerson(tx, person, now);
  await insertLink(tx, { ...acceptor, personId: person.id, linkedAt: now });
  const membership = newMembership({ id: randomUUID(), personId: person.id, duties: invitation.duties, since: now });
  await insertMembership(tx, membership);
  await replaceInvitation(tx, { ...invitation, state: 'ACCEPTED', acceptedBy: person.id });
  await emitMembership(tx, membership);
  await emitAcceptance(tx, invitation, person.id);
  // Tokens of the lobby, and those for the only tenant so far, would go on being used for half a minute.
  await emitWithdrawal<IdentityTables>(tx, { sub: joining.subject }, now);
  await noticeAdministrator(tx, joining, person);
  return membership;
}

/** The first to join is the owner who was invited with the tenant; only a second administrator is the one whom the step asks for. */
async function noticeAdministrator(
  tx: Tx,
  { tenant, invitation, now }: Joining,
  person: { readonly id: string; readonly displayName: string },
) {
  if (!invitation.roleIds.some((roleId) => ADMINISTRATORS.includes(roleId))) return;
  if (!(await hasOtherActiveMembers(tx, person.id))) return;
  const setup = await lockSetup(tx);
  const by = { kind: 'PERSON', id: person.id, label: person.displayName } as const;
  const completed = setup === null ? null : completeOn('ADMINISTRATOR_JOINED', setup, by, now);
  if (completed !== null) await keepSetup(tx, tenant, completed);
}
