import type { ServiceRequest, ServiceResponse, ServiceRoute } from '@bailiwick/subgraph-host';
import { TOKEN_BYTES_MAX, TokenTooLarge } from '@bailiwick/transaction-token';
import { reasons } from '../domain/reasons.js';
import { granted, malformed, refusedHolder, refusedStranger } from './answers.js';
import { readExchangeForm } from './exchange-form.js';
import type { Trusted } from './accept.js';
import { judgeAtItsHome, type HomeServices } from './judge-at-its-home.js';
import { LIFETIME_SECONDS, mint, type MintServices } from './mint.js';
import { recognise } from './recognise.js';

export type ExchangeServices = MintServices & HomeServices;

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
  const verdict = await judgeAtItsHome(services, { form, evidence: recognised.evidence, request });
  if (verdict.told === 'STRANGER') return refusedStranger();
  if (verdict.told === 'HOLDER') return refusedHolder(verdict.reason, verdict.decisionId);
  return mintFor(services, verdict, request.requestId);
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
