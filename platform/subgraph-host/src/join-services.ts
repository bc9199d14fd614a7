import { createConsistencyTokens } from '@bailiwick/events';
import { createTransactionTokenSigner, type TransactionTokenSigner } from '@bailiwick/transaction-token';
import { Agent, type Dispatcher } from 'undici';
import { askOverHttp, searchOverHttp } from './ask-access.js';
import type { DomainServices, ScopeSearch } from './definition.js';
import type { HostOptions } from './host-options.js';
import { isMinter, issuerOf } from './minters.js';
import { callService } from './service-call.js';
import type { AccessAsker } from './session.js';

const ASK_TIMEOUT_MS = 2_000;

export interface JoinedServices<Tables> {
  readonly services: DomainServices<Tables>;
  /** Null unless the domain mints. */
  readonly signer: TransactionTokenSigner | null;
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
  return { services: { ...shared, tokens: signer }, signer, close: () => dispatcher.close() };
}

function accessPeer<Tables>(
  caller: string,
  { peers, keys: { pairSecrets }, now }: HostOptions<Tables>,
  dispatcher: Dispatcher,
): AccessAsker & ScopeSearch {
  const url = peers['access'];
  if (url === undefined) return { ask: unasked, search: unasked };
  const call = callService({
    caller,
    receiver: 'access',
    url,
    pairSecrets,
    dispatcher,
    timeoutMs: ASK_TIMEOUT_MS,
    now,
  });
  return { ...askOverHttp(call), ...searchOverHttp(call) };
}

function unasked(): Promise<never> {
  return Promise.reject(new Error('This domain was started without the URL of access.'));
}
