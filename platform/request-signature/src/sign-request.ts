import { randomUUID } from 'node:crypto';
import { secretsOfPair, secretToSignWith, type PairSecrets } from './pair-secret.js';
import { ALGORITHM, coverageOf, LABEL, LIFETIME_SECONDS, TAG, type Profile } from './profile.js';
import { contentDigestOf, isOneLine, isTarget, macOf, signatureBase, type Components } from './signature-base.js';

/** A request that is about to leave. Nothing of it may change after signing. */
export interface RequestToSign {
  readonly profile: Profile;
  /** This workload, and the one that is called: `gateway`, `billing`. */
  readonly caller: string;
  readonly receiver: string;
  /** The receiver's `host[:port]` as it knows itself; `authorityOf(url)`. */
  readonly authority: string;
  readonly method: string;
  readonly path: string;
  /** As in `URL.search`: empty, or with its leading question mark. */
  readonly query: string;
  /** The covered headers that the caller itself sets. `feed` has none of them. */
  readonly headers?: { readonly 'txn-token'?: string | null | undefined; readonly 'x-request-id'?: string | undefined };
  readonly body?: string | Uint8Array;
  readonly pairSecrets: PairSecrets;
  readonly now: Date;
}

/** The headers to add to the request. */
export interface SignatureHeaders {
  readonly 'content-digest'?: string;
  readonly 'signature-input': string;
  readonly signature: string;
}

/** The caller has no secret for this receiver that may sign now: the key files are stale, or the two never talk. */
export class NoPairSecret extends Error {
  override readonly name = 'NoPairSecret';

  constructor(caller: string, receiver: string) {
    super(
      `${caller} holds no secret with which it may sign for ${receiver} now. Make or rotate the keys, and give every workload its new file.`,
    );
  }
}

/** Signs one hop (RFC 9421, HMAC-SHA-256). Throws `NoPairSecret`, or `TypeError` for a request that has no such profile. */
export function signRequest(request: RequestToSign): SignatureHeaders {
  const values = componentsOf(request);
  const coverage = coverageOf(request.profile, values.token !== '');
  if (coverage === null)
    throw new TypeError(
      `A ${request.profile} request ${request.profile === 'feed' ? 'carries no' : 'needs a'} Txn-Token.`,
    );
  const secret = secretToSignWith(secretsOfPair(request.pairSecrets(), request.caller, request.receiver), request.now);
  if (secret === null) throw new NoPairSecret(request.caller, request.receiver);
  const created = Math.floor(request.now.getTime() / 1000);
  const parameters = `${coverage.components};created=${created};expires=${created + LIFETIME_SECONDS};nonce="${randomUUID()}";alg="${ALGORITHM}";keyid="${request.caller}/${secret.kid}";tag="${TAG}"`;
  const mac = macOf(secret.key, signatureBase(coverage, values, parameters));
  const signature = { 'signature-input': `${LABEL}=${parameters}`, signature: `${LABEL}=:${mac.toString('base64')}:` };
  return coverage.body ? { 'content-digest': values.contentDigest, ...signature } : signature;
}

function componentsOf(request: RequestToSign): Components {
  const { method, authority, path, query, profile } = request;
  const isFeed = profile === 'feed';
  const { token, requestId } = contextOf(request);
  if (isFeed !== (requestId === '')) {
    throw new TypeError(`A ${profile} request ${isFeed ? 'carries no' : 'needs an'} X-Request-Id.`);
  }
  const contentDigest = isFeed ? '' : contentDigestOf(request.body ?? '');
  const values = { method, authority, path, query, token, requestId, contentDigest };
  if (!isTarget(values)) throw new TypeError('Sign path and query as URL.pathname and URL.search give them.');
  if (!isOneLine(values)) throw new TypeError('A signed value has a line break.');
  return values;
}

function contextOf({ headers }: RequestToSign): Pick<Components, 'token' | 'requestId'> {
  return { token: headers?.['txn-token'] ?? '', requestId: headers?.['x-request-id'] ?? '' };
}
