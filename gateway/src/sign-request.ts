import { authorityOf, signRequest, type PairSecrets } from '@bailiwick/request-signature';
import type { Upstream, UpstreamResponse } from './upstream.js';

/** The name under which every other workload knows this one. */
export const GATEWAY = 'gateway';

export interface Hop {
  readonly url: URL;
  readonly receiver: string;
  readonly requestId: string;
  readonly contentType: string;
  readonly accept: string;
  readonly body: string;
  readonly transactionToken: string | null;
}

export interface Hops {
  send(upstream: Upstream, hop: Hop): Promise<UpstreamResponse>;
}

/**
 * What leaves this process: the request id, the caller's Txn-Token, and a signature over both, the body and the
 * address (RFC 9421). Nothing of the client's own headers is ever copied onto a hop.
 */
export function createSignedHops(pairSecrets: PairSecrets, now: () => Date): Hops {
  return {
    send: (upstream, hop) => {
      const { url, requestId, transactionToken } = hop;
      const own = {
        'x-request-id': requestId,
        ...(transactionToken === null ? {} : { 'txn-token': transactionToken }),
      };
      const body = Buffer.from(hop.body);
      const signature = signRequest({
        profile: transactionToken === null ? 'service' : 'graphql',
        caller: GATEWAY,
        receiver: hop.receiver,
        authority: authorityOf(url),
        method: 'POST',
        path: url.pathname,
        query: url.search,
        headers: own,
        body,
        pairSecrets,
        now: now(),
      });
      return upstream.post({
        path: `${url.pathname}${url.search}`,
        headers: { ...plainHeaders(hop), ...own, ...signature },
        body,
      });
    },
  };
}

/** For graphs that are not ours: no exchange, so there is no context to sign for. */
export function createUnsignedHops(): Hops {
  return {
    send: (upstream, hop) => {
      const path = `${hop.url.pathname}${hop.url.search}`;
      return upstream.post({
        path,
        headers: { ...plainHeaders(hop), 'x-request-id': hop.requestId },
        body: Buffer.from(hop.body),
      });
    },
  };
}

function plainHeaders(hop: Hop): Record<string, string> {
  return { 'content-type': hop.contentType, accept: hop.accept };
}
