import { randomUUID } from 'node:crypto';
import { refuse, type Actor } from '@bailiwick/decision';
import type { DomainServices, ServiceRequest, ServiceResponse, ServiceRoute } from '@bailiwick/subgraph-host';
import { KeysUnreachable, type KeySets } from '@bailiwick/subgraph-host/issuer-keys';
import { decideTenantChoice, standingOfRefused, type ChoiceFacts, type TenantChoice } from '../domain/tenant-choice.js';
import { findPersonByLinks, findTenantByReference, listStandings } from '../store/standing.js';
import type { IdentityTables } from '../store/tables.js';
import { enterAsOperator } from './enter-as-operator.js';
import { enterAsMember, findActor, keepPermitted, keepRefused, type Occasion } from './exchange-log.js';
import { mintedAnswer, refusedAnswer } from './exchange-answer.js';
import { readExchangeRequest, type ExchangeRequest } from './exchange-request.js';
import { contextFor, mint } from './mint.js';
import { SubjectTokenRefused } from './presented-token.js';
import type { ScopeMemory } from './scope-memory.js';
import { verifySubject, type VerifiedSubject } from './verify-subject.js';

export interface Exchange {
  readonly services: DomainServices<IdentityTables>;
  readonly keySets: KeySets;
  readonly memory: ScopeMemory;
}

/** A person's token for a Txn-Token (RFC 8693). Behind the hop signature, for the gateway alone. */
export function tokenExchangeRoute(exchange: Exchange): ServiceRoute {
  return { method: 'POST', path: '/token-exchange', handle: (request) => exchangeToken(exchange, request) };
}

/** Read → verify → choose the tenant → leave a trace → mint → answer. */
async function exchangeToken(exchange: Exchange, incoming: ServiceRequest): Promise<ServiceResponse> {
  const { services } = exchange;
  const now = services.clock();
  const request = readExchangeRequest(incoming, services.trustDomain);
  if (!request.allowed) return refusedAnswer(request);
  const { requestId, caller } = request.value;
  const verified = await verify(exchange, request.value, now);
  if ('allowed' in verified) return refusedAnswer(verified);
  const occasion = { requestId, now, txn: randomUUID() };
  const facts = await findChoices(services, request.value, verified);
  const choice = decideTenantChoice(facts);
  if (!choice.allowed) {
    await keepRefused(services, standingOfRefused(facts), occasion, choice);
    return refusedAnswer(choice);
  }
  const person = await findPerson(services, choice.value, verified, occasion);
  const context = contextFor(choice.value, verified, person, { txn: occasion.txn, caller });
  if (choice.value.kind === 'OPERATOR') await enterAsOperator(services, choice.value, context.actors, occasion);
  const minted = await mint(exchange, choice.value, context, requestId, now);
  if (choice.value.kind === 'MEMBER' && choice.value.onlyIfPermitted)
    await keepPermitted(services, choice.value, occasion, minted.allowed ? null : minted);
  return minted.allowed ? mintedAnswer(minted.value, verified.expiresAt, now) : refusedAnswer(minted);
}

/** One message for the caller whatever was wrong with the token; what it was goes to the log, without the token. */
async function verify({ services, keySets }: Exchange, request: ExchangeRequest, now: Date) {
  const { database, trustDomain, log } = services;
  try {
    return await verifySubject({ database, keySets, trustDomain }, request.subjectToken, now);
  } catch (error) {
    const { requestId } = request;
    if (error instanceof SubjectTokenRefused) {
      log.info({ requestId, cause: error.message }, 'subject token refused');
      return refuse('identity.token_refused');
    }
    if (!(error instanceof KeysUnreachable)) throw error;
    log.warn({ requestId, cause: error.message }, 'issuer keys unreachable');
    return refuse('identity.issuer_unreachable');
  }
}

async function findChoices(
  { database }: DomainServices<IdentityTables>,
  { tenant: requested, operatorReason }: ExchangeRequest,
  verified: VerifiedSubject,
): Promise<ChoiceFacts> {
  const facts = await database.inSystem('directory', async (tx) => ({
    standings: await listStandings(tx, verified.subjectHash, verified.fingerprints),
    requestedTenant: requested === null ? null : await findTenantByReference(tx, requested),
  }));
  return { requested, operatorReason, ...facts };
}

/** The person behind the subject. Null: not linked yet. A member's sign-in is kept where their name is looked up. */
async function findPerson(
  services: DomainServices<IdentityTables>,
  choice: TenantChoice,
  verified: VerifiedSubject,
  occasion: Occasion,
): Promise<Actor | null> {
  const { database } = services;
  if (choice.kind === 'MEMBER') return enterAsMember(services, choice, occasion);
  if (choice.kind === 'LOBBY') {
    const id = await database.inSystem('directory', (tx) =>
      findPersonByLinks(tx, verified.subjectHash, verified.fingerprints),
    );
    return id === null ? null : { kind: 'PERSON', id, label: id };
  }
  const { personId, tenant } = choice.standing;
  return database.inTenant(tenant.id, (tx) => findActor(tx, personId), { readOnly: true });
}
