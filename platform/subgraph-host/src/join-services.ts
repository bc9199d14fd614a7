import { randomUUID } from 'node:crypto';
import { createConsistencyTokens } from '@bailiwick/events';
import { mayCall } from '@bailiwick/request-signature';
import { createTransactionTokenSigner, type TransactionTokenSigner } from '@bailiwick/transaction-token';
import { Agent, type Dispatcher } from 'undici';
import type { KeepActionUses } from './action-uses.js';
import { askOverHttp, searchOverHttp } from './ask-access.js';
import type { DomainServices, ScopeSearch } from './definition.js';
import type { HostOptions } from './host-options.js';
import { isMinter, issuerOf } from './minters.js';
import { reportOverHttp } from './report-action-uses.js';
import { callService, type ServiceCall } from './service-call.js';
import type { AccessAsker } from './session.js';

const ASK_TIMEOUT_MS = 2_000;

export interface JoinedServices<Tables> {
  readonly services: DomainServices<Tables>;
  /** Null unless the domain mints. */
  readonly signer: TransactionTokenSigner | null;
  /** To credentials, over HTTP. Null where its URL is not known, and in its own process. */
  readonly reportUses: KeepActionUses | null;
  readonly close: () => Promise<void>;
}

/** What a domain is assembled from, out of what it was started with. */
export function joinServices<Tables>(domain: string, options: HostOptions<Tables>): JoinedServices<Tables> {
  const { database, now, log, trustDomain, settings, keys } = options;
  const dispatcher = new Agent({ connections: 32, keepAliveTimeout: 30_000 });
  const access = accessPeer(domain, options, dispatcher);
  const consistencyTokens = createConsistencyTokens(keys.consistencyKeys, now);
  const signer = isMinter(domain)
    ? createTransactionTokenSigner({
        issuer: issuerOf(trustDomain, domain),
        audience: trustDomain,
        keys: keys.tokenSigningKeys,
        now,
      })
    : null;
  const shared = { database, access, scopes: access, consistencyTokens, clock: now, log, trustDomain, settings };
  const credentials = mayReport(domain) ? peer(domain, 'credentials', options, dispatcher) : null;
  const reportUses = credentials === null ? null : reportOverHttp(credentials, randomUUID);
  return { services: { ...shared, tokens: signer }, signer, reportUses, close: () => dispatcher.close() };
}

function accessPeer<Tables>(
  caller: string,
  options: HostOptions<Tables>,
  dispatcher: Dispatcher,
): AccessAsker & ScopeSearch {
  const call = peer(caller, 'access', options, dispatcher);
  if (call === null) return { ask: unasked, search: unasked };
  return { ...askOverHttp(call), ...searchOverHttp(call) };
}

/** A domain that the workload table does not know as a reporter would only be refused. */
function mayReport(caller: string): boolean {
  return mayCall({ caller, receiver: 'credentials', method: 'POST', path: '/action-uses' });
}

function peer<Tables>(
  caller: string,
  receiver: string,
  { peers, keys: { pairSecrets }, now }: HostOptions<Tables>,
  dispatcher: Dispatcher,
): ServiceCall | null {
  const url = peers[receiver];
  if (url === undefined) return null;
  return callService({ caller, receiver, url, pairSecrets, dispatcher, timeoutMs: ASK_TIMEOUT_MS, now });
}

function unasked(): Promise<never> {
  return Promise.reject(new Error('This domain was started without the URL of access.'));
}
