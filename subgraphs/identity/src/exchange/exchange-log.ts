import { DatabaseUnavailable, type TenantTransaction } from '@bailiwick/database';
import type { Actor, Refused } from '@bailiwick/decision';
import { keepAuditEntries, type AuditEntry, type DomainServices } from '@bailiwick/subgraph-host';
import { reasons, type IdentityCode } from '../domain/reasons.js';
import type { Standing, TenantChoice } from '../domain/tenant-choice.js';
import { listMembersByPerson } from '../store/person.js';
import type { IdentityTables } from '../store/tables.js';
import { reasonOf } from './exchange-answer.js';

export type LogServices = Pick<DomainServices<IdentityTables>, 'database' | 'log'>;

/** One exchange: for which request, when, and the name of the token that it makes if it makes one. */
export interface Occasion {
  readonly requestId: string;
  readonly now: Date;
  readonly txn: string;
}

type Tx = TenantTransaction<IdentityTables>;
type Member = Extract<TenantChoice, { readonly kind: 'MEMBER' }>;
type Outcome = Pick<AuditEntry, 'effect' | 'reason' | 'txn'>;

/** The person by the name of the tenant that knows them. */
export async function findActor(tx: Tx, personId: string): Promise<Actor> {
  const known = await listMembersByPerson(tx, [personId]);
  return { kind: 'PERSON', id: personId, label: known.get(personId)?.person.displayName ?? personId };
}

/** A decided exchange, for the log of the tenant that it is about. Where a stranger's went, nobody can read. */
export function exchangeEntry(
  { requestId, now }: Occasion,
  actors: readonly Actor[],
  outcome: Outcome & { readonly visit?: string },
): AuditEntry {
  const { effect, reason, txn, visit } = outcome;
  return {
    ...{ at: now, kind: 'EXCHANGE', action: 'identity.tenant.enter', mutation: 'tokenExchange', errorCode: null },
    ...{ effect, reason, txn, actors, requestId },
    resource: visit === undefined ? null : { type: 'operator_entry', id: visit },
  };
}

/**
 * A member is let in with the entry in the transaction that looks up their name: one statement more. Where only access's
 * answer will tell whether they are, the entry waits for it. A log that takes no entry keeps no member out.
 */
export async function enterAsMember(services: LogServices, choice: Member, occasion: Occasion): Promise<Actor> {
  const { database, log } = services;
  const { standing, tenant, onlyIfPermitted } = choice;
  const { requestId } = occasion;
  const find = (tx: Tx) => findActor(tx, standing.personId);
  const findAndKeep = async (tx: Tx): Promise<Actor> => {
    const person = await find(tx);
    await keepAuditEntries<IdentityTables>(tx, [exchangeEntry(occasion, [person], accepted(occasion))]);
    return person;
  };
  if (onlyIfPermitted) return database.inTenant(tenant.id, find, { readOnly: true });
  try {
    return await database.inTenant(tenant.id, findAndKeep, { requestId });
  } catch (error) {
    if (error instanceof DatabaseUnavailable) throw error;
    log.error({ err: error, tenantId: tenant.id, requestId }, 'exchange not kept');
    return database.inTenant(tenant.id, find, { readOnly: true });
  }
}

/** What access's answer came to, for a tenant that lets in only who may do something there. */
export async function keepPermitted(
  services: LogServices,
  { standing }: Member,
  occasion: Occasion,
  refused: Refused<IdentityCode> | null,
): Promise<void> {
  await keep(services, standing, occasion, refused === null ? accepted(occasion) : denied(refused));
}

/** The answer is the same whether it can be kept or not. */
export async function keepRefused(
  services: LogServices,
  standing: Standing | null,
  occasion: Occasion,
  refused: Refused<IdentityCode>,
): Promise<void> {
  if (standing !== null) await keep(services, standing, occasion, denied(refused));
}

async function keep(
  { database, log }: LogServices,
  { tenant, personId }: Standing,
  occasion: Occasion,
  outcome: Outcome,
): Promise<void> {
  const { requestId } = occasion;
  const write = async (tx: Tx): Promise<void> => {
    await keepAuditEntries<IdentityTables>(tx, [exchangeEntry(occasion, [await findActor(tx, personId)], outcome)]);
  };
  try {
    await database.inTenant(tenant.id, write, { requestId });
  } catch (error) {
    log.error({ err: error, tenantId: tenant.id, requestId }, 'exchange not kept');
  }
}

function accepted({ txn }: Occasion): Outcome {
  return { effect: 'ALLOW', reason: reasons.reason('identity.entered_as_member'), txn };
}

function denied(refused: Refused<IdentityCode>): Outcome {
  const isAnswer = reasons.entries[refused.code].exchange !== 503;
  return { effect: isAnswer ? 'DENY' : 'FAIL', reason: reasonOf(refused), txn: null };
}
