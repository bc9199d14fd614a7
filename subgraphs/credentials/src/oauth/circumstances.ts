import { clientAddress } from '@bailiwick/config';
import type { ProviderContext } from 'oidc-provider/lib/provider.js';
import type { IncomingMessage } from 'node:http';

/** What is known of a request before anything in it is believed. */
export interface RequestCircumstances {
  readonly requestId: string;
  readonly address: string | null;
}

const known = new WeakMap<IncomingMessage, RequestCircumstances>();

export function keepCircumstances(
  inner: IncomingMessage,
  outer: IncomingMessage,
  requestId: string,
  proxies: number,
): void {
  known.set(inner, { requestId, address: clientAddress(outer, proxies) });
}

export function circumstancesOf({ req }: ProviderContext): RequestCircumstances {
  return known.get(req) ?? { requestId: 'unknown', address: null };
}
