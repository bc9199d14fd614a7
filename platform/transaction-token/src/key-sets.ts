import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type CompactJWSHeaderParameters,
  type CryptoKey,
  type FetchImplementation,
  type JSONWebKeySet,
} from 'jose';

/** An issuer's keys: where they are published, a fixed set, or a live one within this process. */
export type KeySource = URL | JSONWebKeySet | (() => JSONWebKeySet);

/** Finds the key of a token's header. Rejects with jose's `JWKSNoMatchingKey`, or with whatever kept it from asking. */
export type KeyFinder = (header: CompactJWSHeaderParameters) => Promise<CryptoKey>;

export interface RemoteKeyTimes {
  /**
   * After a fetch, an unknown `kid` triggers no other for this long. With the 2 s in which a minter reads its new file
   * it bounds a rotation's lead from below. May be short: only a workload that signed its hop gets its token looked at.
   */
  readonly cooldownSeconds?: number;
  /** Cached keys older than this are fetched again in the background, so that a withdrawn key stops working. */
  readonly refreshSeconds?: number;
  /** After a failed fetch nobody tries again for this long. */
  readonly retrySeconds?: number;
}

export function keyFinder(source: KeySource, times: RemoteKeyTimes): KeyFinder {
  if (source instanceof URL) return remoteFinder(source, times);
  return typeof source === 'function' ? liveFinder(source) : createLocalJWKSet(source);
}

function liveFinder(source: () => JSONWebKeySet): KeyFinder {
  return async (header) => createLocalJWKSet(source())(header);
}

/**
 * jose fetches, caches and coalesces. Added here: cached keys answer while their host is down, a refresh never delays
 * a request, and failures are throttled too, so that a flood of forged kids is no flood of fetches.
 */
function remoteFinder(
  url: URL,
  { cooldownSeconds = 1, refreshSeconds = 60, retrySeconds = 1 }: RemoteKeyTimes,
): KeyFinder {
  let refreshedAt = 0;
  const keys = createRemoteJWKSet(url, {
    cacheMaxAge: Infinity,
    cooldownDuration: cooldownSeconds * 1000,
    timeoutDuration: 3000,
    [customFetch]: throttleFailures(retrySeconds * 1000),
  });
  return (header) => {
    const stale = keys.jwks() !== undefined && Date.now() - refreshedAt > refreshSeconds * 1000;
    if (stale || refreshedAt === 0) refreshedAt = Date.now();
    if (stale) keys.reload().catch(() => undefined); // the cached keys go on answering
    return keys(header);
  };
}

function throttleFailures(pause: number): FetchImplementation {
  let failure: { readonly at: number; readonly error: unknown } | null = null;
  return async (url, options) => {
    if (failure !== null && Date.now() - failure.at < pause) throw failure.error;
    try {
      const response = await fetch(url, options);
      if (response.status !== 200) throw new Error(`The key set answered with status ${response.status}.`);
      failure = null;
      return response;
    } catch (error) {
      failure = { at: Date.now(), error };
      throw error;
    }
  };
}
