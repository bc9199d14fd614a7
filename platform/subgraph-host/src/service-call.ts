import { signRequest } from '@bailiwick/request-signature';
import { request, type Dispatcher } from 'undici';
import { Unavailable } from './errors.js';

export interface ServiceCall {
  /** Posts JSON, signed with the profile `service`. Throws `Unavailable` unless the answer is 200. */
  post(
    path: string,
    options: { readonly body: object; readonly token: string | null; readonly requestId: string },
  ): Promise<unknown>;
}

export interface ServicePeer {
  /** This workload. */
  readonly caller: string;
  readonly receiver: string;
  readonly url: URL;
  readonly pairSecrets: Parameters<typeof signRequest>[0]['pairSecrets'];
  readonly dispatcher: Dispatcher;
  readonly timeoutMs: number;
  readonly now: () => Date;
}

/** One domain's signed calls to another. */
export function callService(peer: ServicePeer): ServiceCall {
  return {
    post: async (path, { body, token, requestId }) => {
      const bytes = Buffer.from(JSON.stringify(body));
      const headers = {
        'content-type': 'application/json',
        'x-request-id': requestId,
        ...(token !== null && { 'txn-token': token }),
      };
      const signature = signRequest({
        profile: 'service',
        caller: peer.caller,
        receiver: peer.receiver,
        authority: peer.url.host,
        method: 'POST',
        path,
        query: '',
        headers,
        body: bytes,
        pairSecrets: peer.pairSecrets,
        now: peer.now(),
      });
      try {
        const response = await request(new URL(path, peer.url), {
          method: 'POST',
          headers: { ...headers, ...signature },
          body: bytes,
          dispatcher: peer.dispatcher,
          headersTimeout: peer.timeoutMs,
          bodyTimeout: peer.timeoutMs,
        });
        const answer = await response.body.json();
        if (response.statusCode !== 200) throw new Error(`${peer.receiver} answered ${response.statusCode}`);
        return answer;
      } catch (error) {
        throw new Unavailable(`The ${peer.receiver} domain`, error);
      }
    },
  };
}
