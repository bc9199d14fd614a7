import { refuse, type Actor, type Decision } from '@bailiwick/decision';
import type { DomainServices, ServiceRequest, ServiceResponse, ServiceRoute } from '@bailiwick/subgraph-host';
import type { IdentityCode } from '../domain/reasons.js';
import { decideTenantChoice, type TenantChoice } from '../domain/tenant-choice.js';
import { findPersonByLinks, findTenantByReference, listStandings } from '../store/standing.js';
import { listMembersByPerson } from '../store/person.js';
import type { IdentityTables } from '../store/tables.js';
import { enterAsOperator } from './enter-as-operator.js';
import { mintedAnswer, refusedAnswer } from './exchange-answer.js';
import { readExchangeRequest, type ExchangeRequest } from './exchange-request.js';
import { KeysUnreachable } from './fetch-key-set.js';
import type { KeySets } from './key-sets.js';
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
  const verified = await verify(exchange, request.value, now);
  if ('allowed' in verified) return refusedAnswer(verified);
  const choice = await chooseTenant(services, request.value, verified);
  if (!choice.allowed) return refusedAnswer(choice);
  const person = await findActor(services, choice.value, verified);
  const context = contextFor(choice.value, verified, person, request.value.caller);
  if (choice.value.kind === 'OPERATOR')
    await enterAsOperator(services, choice.value, context.actors, request.value.requestId, now);
  const minted = await mint(exchange, choice.value, context, request.value.requestId, now);
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

async function chooseTenant(
  { database }: DomainServices<IdentityTables>,
  request: ExchangeRequest,
  verified: VerifiedSubject,
): Promise<Decision<TenantChoice, IdentityCode>> {
  const requested = request.tenant;
  const facts = await database.inSystem('directory', async (tx) => ({
    standings: await listStandings(tx, verified.subjectHash, verified.fingerprints),
    requestedTenant: requested === null ? null : await findTenantByReference(tx, requested),
  }));
  return decideTenantChoice({ requested, operatorReason: request.operatorReason, ...facts });
}

/** The person behind the subject, by the name of the tenant that knows them. Null: not linked yet. */
async function findActor(
  { database }: DomainServices<IdentityTables>,
  choice: TenantChoice,
  verified: VerifiedSubject,
): Promise<Actor | null> {
  if (choice.kind === 'LOBBY') {
    const id = await database.inSystem('directory', (tx) =>
      findPersonByLinks(tx, verified.subjectHash, verified.fingerprints),
    );
    return id === null ? null : { kind: 'PERSON', id, label: id };
  }
  const { personId, tenant } = choice.standing;
  const known = await database.inTenant(tenant.id, (tx) => listMembersByPerson(tx, [personId]), { readOnly: true });
  return { kind: 'PERSON', id: personId, label: known.get(personId)?.person.displayName ?? personId };
}
