import type { Credential } from '../credential.js';
import type { MachineIdentity } from '../machine-identity.js';

/** No token outlives what it rests on: the credential, the responsibility, and the date of its review. */
export function endOf(
  credential: Pick<Credential, 'expiresAt'>,
  { responsibility }: Pick<MachineIdentity, 'responsibility'>,
): Date {
  const ends = [
    credential.expiresAt,
    responsibility.reviewDueAt,
    ...(responsibility.endsAt === null ? [] : [responsibility.endsAt]),
  ];
  return new Date(Math.min(...ends.map((end) => end.getTime())));
}
