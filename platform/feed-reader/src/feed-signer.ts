import { signRequest, type RequestToSign } from '@bailiwick/request-signature';

/** Signs one `GET` of a feed. Asked again for every connection, because a signature lives for seconds. */
export type FeedSigner = (target: URL) => Readonly<Record<string, string>>;

/** The signer that everything but a test uses: profile `feed`, with the pair's secret. */
export function feedSigner(
  hop: Pick<RequestToSign, 'caller' | 'receiver' | 'pairSecrets'> & { readonly now: () => Date },
): FeedSigner {
  return (target) => {
    const { caller, receiver, pairSecrets } = hop;
    const line = { method: 'GET', authority: target.host, path: target.pathname, query: target.search };
    return { ...signRequest({ profile: 'feed', caller, receiver, pairSecrets, ...line, now: hop.now() }) };
  };
}
