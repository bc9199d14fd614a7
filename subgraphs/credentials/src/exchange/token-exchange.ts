import type { Database } from '@bailiwick/database';
import type { ServiceRequest, ServiceResponse, ServiceRoute } from '@bailiwick/subgraph-host';
import { TOKEN_BYTES_MAX, TokenTooLarge } from '@bailiwick/transaction-token';
import { reasons } from '../domain/reasons.js';
import { findTenantId } from '../store/directory.js';
import { findTenantFact } from '../store/fact.js';
import { isUuid } from '../store/stored-json.js';
import type { CredentialsTables } from '../store/tables.js';
import { granted, malformed, refusedHolder, refusedStranger } from './answers.js';
import type { Evidence } from './evidence.js';
import { readExchangeForm, type ExchangeForm } from './exchange-form.js';
import type { Trusted } from './accept.js';
import type { HomeMemory } from './home-memory.js';
import { judge, type JudgeServices, type Presentation, type Verdict } from './judge.js';
import { prove } from './prove.js';
import { LIFETIME_SECONDS, mint, type MintServices } from './mint.js';
import { listHomesOf, recognise } from './recognise.js';
import type { StrangerLog } from './stranger-log.js';

export interface ExchangeServices extends MintServices, JudgeServices {
  readonly database: Database<CredentialsTables>;
  readonly strangers: StrangerLog;
  readonly homes: HomeMemory;
}

/** A tenant that nobody has: what is looked for there is looked for as long as anywhere else. */
export const NOBODYS = '00000000-0000-4000-8000-000000000000';

/** POST /token-exchange: form → key or token → home → proof and chain in one transaction → Txn-Token. */
export function tokenExchangeRoute(services: ExchangeServices): ServiceRoute {
  return { method: 'POST', path: '/token-exchange', handle: (request) => exchange(services, request) };
}

async function exchange(services: ExchangeServices, request: ServiceRequest): Promise<ServiceResponse> {
  const form = readExchangeForm(request.body, request.headers['content-type'], services.trustDomain);
  if ('problem' in form) return malformed(form.problem);
  const recognised = await recognise(form, services.settings, services.clock());
  if ('code' in recognised) {
    services.log.info({ requestId: request.requestId, code: recognised.code }, 'credential refused');
    return refusedStranger();
  }
  const verdict = await judgeAtItsHome(services, form, recognised.evidence, request);
  if (verdict.told === 'STRANGER') return refusedStranger();
  if (verdict.told === 'HOLDER') return refusedHolder(verdict.reason, verdict.decisionId);
  return mintFor(services, verdict, request.requestId);
}

/** Two tenants may share a reference by coincidence: the home whose secret matches is the credential's. */
async function judgeAtItsHome(
  services: ExchangeServices,
  form: ExchangeForm,
  evidence: Evidence,
  request: ServiceRequest,
): Promise<Verdict> {
  const asked = { form, evidence, request };
  const known = evidence.kind === 'KEY' ? services.homes.recall(evidence.key.whole) : null;
  if (known !== null && (form.tenant === null || form.tenant === known))
    return judgeAt(services, known, { id: known, fact: null }, asked);
  const { database } = services;
  const homes = await listHomesOf(database, evidence);
  const requested = form.tenant === null ? null : await resolveTenant(database, form.tenant);
  const fact =
    requested === null ? null : await database.inTenant(requested, (tx) => findTenantFact(tx), { readOnly: true });
  for (const home of homes.length === 0 ? [NOBODYS] : homes) {
    const verdict = await judgeAt(services, home, { id: requested ?? home, fact }, asked);
    if (verdict.told !== 'STRANGER') return verdict;
  }
  return { told: 'STRANGER', keep: null };
}

interface Asked {
  readonly form: ExchangeForm;
  readonly evidence: Evidence;
  readonly request: ServiceRequest;
}

/** A key that proved something is remembered with its home; what strangers were refused is kept behind their answer. */
async function judgeAt(
  services: ExchangeServices,
  home: string,
  acting: Presentation['acting'],
  { form, evidence, request: { requestId, caller } }: Asked,
): Promise<Verdict> {
  const presentation = { home, acting, address: form.clientAddress, requestId, caller };
  const verdict = await services.database.inTenant(
    home,
    async (tx) => judge(tx, services, presentation, await prove(tx, evidence, services.settings, services.clock())),
    { requestId },
  );
  if (verdict.told === 'STRANGER') {
    if (verdict.keep !== null) services.strangers.add(home, requestId, verdict.keep);
  } else if (evidence.kind === 'KEY') services.homes.remember(evidence.key.whole, home);
  return verdict;
}

async function resolveTenant(database: Database<CredentialsTables>, tenant: string): Promise<string> {
  const known = await database.inSystem('directory', (tx) => findTenantId(tx, tenant));
  return known ?? (isUuid(tenant) ? tenant : NOBODYS);
}

async function mintFor(
  services: ExchangeServices,
  { context, end, mayBeCached, decisionId }: Trusted,
  requestId: string,
): Promise<ServiceResponse> {
  const left = Math.floor((end.getTime() - services.clock().getTime()) / 1000);
  const lifetimeSeconds = Math.max(1, Math.min(LIFETIME_SECONDS, left));
  try {
    const token = await mint(services, context, lifetimeSeconds, requestId);
    return granted({ token, lifetimeSeconds, subject: context.subject, tenantId: context.tenantId ?? '', mayBeCached });
  } catch (error) {
    if (!(error instanceof TokenTooLarge)) throw error;
    return refusedHolder(
      reasons.reason('credentials.limits_too_large', { facts: { bytes: error.bytes, maxBytes: TOKEN_BYTES_MAX } }),
      decisionId,
    );
  }
}
