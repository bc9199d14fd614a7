/** Who was seen with one version of a secret: from what runtime, if one was shown, and what address. */
export interface VersionConsumer {
  readonly versionNumber: number;
  readonly runtimeId: string | null;
  readonly address: string | null;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
}

/** How far the callers of a secret have moved to its successor. */
export interface Drain {
  readonly known: number;
  readonly laggards: readonly VersionConsumer[];
  readonly percent: number;
  /** Nobody is left behind, and for a while nobody has used the old version. */
  readonly drained: boolean;
}

/**
 * Longer than a gateway keeps a token, which is 30 seconds. A caller with the old secret must come back to the exchange
 * within it, also one that shares its address with a caller who has moved: so whoever is still there shows.
 */
export const QUIET_SECONDS = 45;
/** Addresses of callers that are gone for so long are forgotten; pods come and go. Two months, so that what is monthly is known. */
const KNOWN_FOR_DAYS = 62;

/**
 * A caller has moved once its latest use is one of the successor. Drained is more than that: the successor is in use, and
 * the old version has been quiet for longer than a token lives. A caller that never returns keeps the old version until the
 * overlap ends, because nobody can tell "gone" from "monthly".
 */
export function measureDrain(
  consumers: readonly VersionConsumer[],
  { fromVersion, toVersion }: { readonly fromVersion: number; readonly toVersion: number },
  now: Date,
): Drain {
  const since = now.getTime() - KNOWN_FOR_DAYS * 86_400_000;
  const old = consumers.filter((each) => each.versionNumber === fromVersion && each.lastSeen.getTime() >= since);
  const moved = new Map(
    consumers.filter((each) => each.versionNumber === toVersion).map((each) => [placeOf(each), each]),
  );
  const laggards = old.filter((each) => {
    const successor = moved.get(placeOf(each));
    return successor === undefined || successor.lastSeen < each.lastSeen;
  });
  const quietSince = now.getTime() - QUIET_SECONDS * 1_000;
  const quiet = old.every((each) => each.lastSeen.getTime() <= quietSince);
  return {
    known: old.length,
    laggards: laggards.toSorted((a, b) => b.lastSeen.getTime() - a.lastSeen.getTime()),
    percent: old.length === 0 ? 100 : Math.floor((100 * (old.length - laggards.length)) / old.length),
    drained: moved.size > 0 && laggards.length === 0 && quiet,
  };
}

function placeOf({ runtimeId, address }: VersionConsumer): string {
  return `${runtimeId ?? ''}|${address ?? ''}`;
}
