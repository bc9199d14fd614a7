/** Used for an exchange of the secret, where an action stands otherwise. */
export const EXCHANGED = '';
/** A use whose version nobody knows: its exchange was made before this was recorded. */
export const VERSION_UNKNOWN = 0;
const NO_RUNTIME = '00000000-0000-0000-0000-000000000000';

/** What is counted together: the same use of the same version from the same place within a minute. */
export interface UseKey {
  readonly credentialId: string;
  readonly versionNumber: number;
  readonly action: string;
  readonly effect: 'ALLOW' | 'DENY';
  readonly code: string;
  readonly runtimeId: string | null;
  readonly address: string | null;
}

/** What a key holds instead of nothing, because nothing is never equal to itself. */
export function placeOf({ runtimeId, address }: Pick<UseKey, 'runtimeId' | 'address'>) {
  return { runtimeId: runtimeId ?? NO_RUNTIME, address: address ?? '' };
}

export function runtimeAt(runtimeId: string): string | null {
  return runtimeId === NO_RUNTIME ? null : runtimeId;
}

const MINUTE_MS = 60_000;

export function minuteOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS);
}

/** Reports of a minute come late: replicas flush within a second, the domains' hosts report each second and try again. */
const LATE_MS = 5_000;

/** When a minute's count is put into the audit log. What comes later still is put there as more of the same minute. */
export function closesAt(minute: Date): Date {
  return new Date(minute.getTime() + MINUTE_MS + LATE_MS);
}

/** Actions that a credential may use and did not: what a narrower ceiling would take away without anybody noticing. */
export function unusedCeiling(ceiling: readonly string[], used: ReadonlySet<string>): readonly string[] {
  return ceiling.filter((action) => !used.has(action));
}

export const USAGE_DAYS_MAX = 366;
