import type { DatedEntry } from './key-file.js';
import { grouped } from './grouped.js';
import { newSecret, newSigningKey, type KeyRing } from './key-ring.js';

export interface RotationTimes {
  readonly now: Date;
  /** How long a new key is only accepted: longer than every workload needs to reload its file. Default 60 s. */
  readonly leadSeconds?: number;
  /** How long the old one is still accepted after that: longer than anything signed with it lives. Default 300 s. */
  readonly overlapSeconds?: number;
}

/** Five minutes of a token's life, and some for clocks that differ. */
const ACCESS_TOKEN_OVERLAP_SECONDS = 305;

/** Two keys are valid already. A third would mean that somebody's file is older than its keys. */
export class RotationInProgress extends Error {
  override readonly name = 'RotationInProgress';
  readonly until: Date;

  constructor(until: Date) {
    super(
      `The last rotation is not over: two keys are still valid until ${until.toISOString()}. Rotate again after that.`,
    );
    this.until = until;
  }
}

/**
 * Gives every key its successor. The new one is accepted as soon as a workload has reloaded and signs after the lead;
 * the old one is accepted until the overlap is over. At no moment does a sender use what a receiver does not know.
 */
export function rotated(ring: KeyRing, { now, leadSeconds = 60, overlapSeconds = 300 }: RotationTimes): KeyRing {
  const signFrom = new Date(now.getTime() + leadSeconds * 1000);
  const acceptUntil = new Date(signFrom.getTime() + overlapSeconds * 1000);
  const replace = <Entry extends DatedEntry>(
    entries: readonly Entry[],
    group: (entry: Entry) => string,
    successor: (entry: Entry) => Entry,
    until: Date = acceptUntil,
  ): Entry[] =>
    [...grouped(entries, group).values()].flatMap((of) => succeeded(of, successor, now, until.toISOString()));
  return {
    workloads: ring.workloads,
    signingKeys: replace(
      ring.signingKeys,
      ({ minter }) => minter,
      ({ minter }) => ({ ...newSigningKey(signFrom), minter }),
    ),
    accessTokenKeys: replace(
      ring.accessTokenKeys,
      ({ issuer }) => issuer,
      ({ issuer }) => ({ ...newSigningKey(signFrom), issuer }),
      // Signed with the old key, a token lives on for five minutes, whatever the hops need.
      new Date(signFrom.getTime() + Math.max(overlapSeconds, ACCESS_TOKEN_OVERLAP_SECONDS) * 1000),
    ),
    pairSecrets: replace(
      ring.pairSecrets,
      ({ caller, receiver }) => `${caller} ${receiver}`,
      ({ caller, receiver }) => ({ ...newSecret(signFrom), caller, receiver }),
    ),
    consistencyKeys: replace(
      ring.consistencyKeys,
      () => '',
      () => newSecret(signFrom),
    ),
    // Kept for good: stored hashes name the pepper that made them.
    peppers: [...ring.peppers, newSecret(signFrom)],
  };
}

function succeeded<Entry extends DatedEntry>(
  entries: readonly Entry[],
  successor: (entry: Entry) => Entry,
  now: Date,
  acceptUntil: string,
): readonly Entry[] {
  const valid = entries.filter((entry) => entry.acceptUntil === null || new Date(entry.acceptUntil) > now);
  const ends = valid.flatMap((entry) => (entry.acceptUntil === null ? [] : [new Date(entry.acceptUntil)]));
  if (valid.length > 1) throw new RotationInProgress(new Date(Math.min(...ends.map((end) => end.getTime()))));
  const [last] = entries.slice(-1);
  const retiring = valid.map((entry) => ({ ...entry, acceptUntil }));
  return last === undefined ? [] : [...retiring, successor(last)];
}
