import type { KeyObject } from 'node:crypto';

/** A secret with its times. They travel with it, so that a rotation needs no coordination between workloads. */
export interface DatedSecret {
  readonly kid: string;
  /** 256 bits or more. A `KeyObject`, because it prints as nothing in logs and errors. */
  readonly key: KeyObject;
  /** Accepted from the moment it is loaded, used for signing only from here on: by then every receiver has loaded it. */
  readonly signFrom: Date;
  /** Null until the secret is rotated out. */
  readonly acceptUntil: Date | null;
}

/** The secret of one caller at one receiver: a leaked one speaks for that caller, at that receiver only. */
export interface PairSecret extends DatedSecret {
  readonly caller: string;
  readonly receiver: string;
}

/** The secrets as they are now. Asked again for every request, so that a rotation needs no restart. */
export type PairSecrets = () => readonly PairSecret[];

/** The newest secret that may sign now, or null. */
export function secretToSignWith<Secret extends DatedSecret>(secrets: readonly Secret[], now: Date): Secret | null {
  let newest: Secret | null = null;
  for (const secret of secrets) {
    if (secret.signFrom > now || !isAccepted(secret, now)) continue;
    if (newest === null || secret.signFrom > newest.signFrom) newest = secret;
  }
  return newest;
}

/** The secret named `kid` if it is accepted now, or null. */
export function secretToAccept<Secret extends DatedSecret>(
  secrets: readonly Secret[],
  kid: string,
  now: Date,
): Secret | null {
  for (const secret of secrets) {
    if (secret.kid === kid && isAccepted(secret, now)) return secret;
  }
  return null;
}

/** What one caller and one receiver share. */
export function secretsOfPair(secrets: readonly PairSecret[], caller: string, receiver: string): readonly PairSecret[] {
  return secrets.filter((secret) => secret.caller === caller && secret.receiver === receiver);
}

function isAccepted(secret: DatedSecret, now: Date): boolean {
  return secret.acceptUntil === null || now < secret.acceptUntil;
}
