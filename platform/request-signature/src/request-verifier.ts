import { timingSafeEqual } from 'node:crypto';
import { checkNonce, checkTimes } from './check-times.js';
import { NonceMemory } from './nonce-memory.js';
import { secretsOfPair, secretToAccept, type PairSecrets } from './pair-secret.js';
import { ALGORITHM, coverageOf, TAG, type Coverage, type Profile } from './profile.js';
import { hopHeaders, type HopHeaders, type ReceivedHeaders } from './received-headers.js';
import { contentDigestOf, isOneLine, isTarget, macOf, signatureBase, type Components } from './signature-base.js';
import { parseSignature, parseSignatureInput, type SignatureInput } from './signature-input.js';
import { SignatureRefused, type SignatureRefusalCause } from './signature-refused.js';
import { EVENTS_PATH, profileOf, WORKLOAD_TABLE, type WorkloadTable } from './workload-table.js';

export interface RequestVerifierOptions {
  /** This workload's own name. */
  readonly receiver: string;
  /** Its own configured `host[:port]`; never taken from `Host`, which the sender writes. */
  readonly authority: string;
  readonly pairSecrets: PairSecrets;
  /** Nonces from before this moment are not remembered, so signatures from before it are refused. */
  readonly startedAt: Date;
  readonly now: () => Date;
  /** How many unexpired nonces are kept per caller. Default 150 000, which is 10 000 requests a second. */
  readonly nonceCapacity?: number;
  readonly table?: WorkloadTable;
}

/** A request as it came in. `path` and `query` are the request target's own text, split at its first question mark. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  /** Empty, or with its leading question mark. */
  readonly query: string;
  readonly headers: ReceivedHeaders;
  readonly body: string | Uint8Array;
}

/** What a verified hop proves. */
export interface VerifiedRequest {
  readonly caller: string;
  readonly profile: Profile;
  /** The forwarded Txn-Token, covered by the signature but not itself verified. */
  readonly token: string | null;
  readonly requestId: string | null;
}

export interface RequestVerifier {
  /** The first second whose signatures are accepted: `startedAt`, rounded up. Listen from then on and no caller is refused for it. */
  readonly acceptsFrom: Date;
  /** Throws `SignatureRefused`. */
  verify(request: ReceivedRequest): VerifiedRequest;
}

type Checked = RequestVerifierOptions & { readonly table: WorkloadTable };

/** Verifies hops at one receiver. Holds the nonces that it has seen: make one per process. */
export function createRequestVerifier(options: RequestVerifierOptions): RequestVerifier {
  const checked: Checked = { ...options, table: options.table ?? WORKLOAD_TABLE };
  const capacity = options.nonceCapacity ?? 150_000;
  // One memory per caller, so that a caller gone wild fills its own and shuts out nobody else.
  const memories = new Map<string, NonceMemory>();
  const firstSecond = Math.ceil(options.startedAt.getTime() / 1000);
  const verify = (request: ReceivedRequest): VerifiedRequest => {
    const headers = hopHeaders(request.headers);
    const input = parseSignatureInput(present(headers['signature-input']));
    const profile = allowedProfile(checked, request, input);
    const now = options.now();
    checkSignature(checked, request, headers, input, profile, now);
    checkTimes(input, now.getTime() / 1000, firstSecond);
    const memory = memories.get(input.caller) ?? new NonceMemory(capacity);
    memories.set(input.caller, memory);
    checkNonce(memory, input, now);
    return { caller: input.caller, profile, token: headers['txn-token'], requestId: headers['x-request-id'] };
  };
  return { acceptsFrom: new Date(firstSecond * 1000), verify };
}

/** The table is asked first: who may not call here needs no key. */
function allowedProfile({ receiver, table }: Checked, request: ReceivedRequest, input: SignatureInput): Profile {
  const { method, path } = request;
  const eventTypes = path === EVENTS_PATH ? eventTypesOf(request.query) : null;
  const profile = profileOf({ caller: input.caller, receiver, method, path, eventTypes }, table);
  if (profile === null) throw new SignatureRefused('call_forbidden', input.caller);
  return profile;
}

function eventTypesOf(query: string): readonly string[] {
  return new URLSearchParams(query).getAll('types').flatMap((types) => types.split(','));
}

function checkSignature(
  checked: Checked,
  request: ReceivedRequest,
  headers: HopHeaders,
  input: SignatureInput,
  profile: Profile,
  now: Date,
): void {
  const refuse = (cause: SignatureRefusalCause) => new SignatureRefused(cause, input.caller);
  if (input.algorithm !== ALGORITHM) throw refuse('algorithm_not_allowed');
  if (input.tag !== TAG) throw refuse('tag_not_ours');
  const coverage = coverageOf(profile, headers['txn-token'] !== null);
  if (coverage === null) throw refuse(profile === 'feed' ? 'header_not_covered' : 'header_missing');
  if (input.components !== coverage.components) throw refuse('components_wrong');
  const values = componentsOf(checked, request, headers, coverage);
  const secret = secretToAccept(secretsOfPair(checked.pairSecrets(), input.caller, checked.receiver), input.kid, now);
  if (secret === null) throw refuse('secret_unknown');
  const expected = macOf(secret.key, signatureBase(coverage, values, input.parameters));
  if (!timingSafeEqual(expected, parseSignature(present(headers.signature)))) throw refuse('signature_wrong');
  const digest = coverage.body ? contentDigestOf(request.body) : '';
  if (digest !== values.contentDigest || (!coverage.body && request.body.length > 0)) throw refuse('digest_wrong');
}

/** A header of ours that the signature does not cover could be anybody's, so its presence refuses the request. */
function componentsOf(
  { authority }: Checked,
  request: ReceivedRequest,
  headers: HopHeaders,
  coverage: Coverage,
): Components {
  const { method, path, query } = request;
  const [contentDigest, requestId] = [headers['content-digest'], headers['x-request-id']];
  if (!coverage.body && (contentDigest !== null || requestId !== null))
    throw new SignatureRefused('header_not_covered');
  const values = {
    ...{ method, authority, path, query, token: headers['txn-token'] ?? '' },
    contentDigest: coverage.body ? present(contentDigest) : '',
    requestId: coverage.body ? present(requestId) : '',
  };
  if (!isTarget(values) || !isOneLine(values)) throw new SignatureRefused('request_malformed');
  return values;
}

function present(value: string | null): string {
  if (value === null) throw new SignatureRefused('header_missing');
  return value;
}
