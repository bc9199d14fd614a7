import { allow, type Decision, type TrustLevel } from '@bailiwick/decision';
import { invalid } from '../problem.js';

/** A change that somebody thinks of making. Each part is null where it is not thought of. */
export interface WhatIfChange {
  /** Credentials, or machine identities with all of theirs. */
  readonly revoke: readonly string[] | null;
  readonly rotateWithOverlapHours: number | null;
  readonly personLeaves: string | null;
  readonly tenantSuspended: string | null;
  readonly runtimeLocked: string | null;
  readonly requireTrust: TrustLevel | null;
  readonly narrowCeiling: readonly string[] | null;
  /** What `rotateWithOverlapHours`, `requireTrust` and `narrowCeiling` are about. Null is every credential. */
  readonly credentialIds: readonly string[] | null;
}

export type WhatIfInput = { readonly [Part in keyof WhatIfChange]?: WhatIfChange[Part] | undefined };

export const WHAT_IF_DAYS_MAX = 90;
const IDS_MAX = 1_000;
const OVERLAP_HOURS_MAX = 720;

/** A question without a change has no answer, and one about everybody's past takes too long. */
export function decideWhatIf(input: WhatIfInput, days: number): Decision<WhatIfChange, 'credentials.invalid_input'> {
  const change: WhatIfChange = { ...NOTHING, ...withoutUndefined(input) };
  const { revoke, rotateWithOverlapHours: hours, credentialIds, ...others } = change;
  const parts = [revoke, hours, ...Object.values(others)];
  if (parts.every((part) => part === null)) return invalid(['change'], 'Name at least one change.');
  if (!(days >= 1 && days <= WHAT_IF_DAYS_MAX))
    return invalid(['days'], `Between 1 and ${WHAT_IF_DAYS_MAX} days are replayed.`);
  if (hours !== null && !(hours >= 0 && hours <= OVERLAP_HOURS_MAX))
    return invalid(['change', 'rotateWithOverlapHours'], `An overlap has 0 to ${OVERLAP_HOURS_MAX} hours.`);
  if (isTooMany(revoke)) return invalid(['change', 'revoke'], `At most ${IDS_MAX} ids.`);
  if (isTooMany(credentialIds)) return invalid(['change', 'credentialIds'], `At most ${IDS_MAX} ids.`);
  return allow({ ...change, revoke: lowered(revoke), credentialIds: lowered(credentialIds) });
}

/** A rotation breaks nobody while both secrets are accepted: what it comes to is seen when the overlap is over. */
export function whenItTells({ rotateWithOverlapHours }: WhatIfChange, now: Date): Date {
  return new Date(now.getTime() + (rotateWithOverlapHours ?? 0) * 3_600_000);
}

const NOTHING: WhatIfChange = {
  revoke: null,
  rotateWithOverlapHours: null,
  personLeaves: null,
  tenantSuspended: null,
  runtimeLocked: null,
  requireTrust: null,
  narrowCeiling: null,
  credentialIds: null,
};

function withoutUndefined(input: WhatIfInput): Partial<WhatIfChange> {
  return Object.fromEntries(Object.entries(input).filter(([, part]) => part !== undefined));
}

function isTooMany(ids: readonly string[] | null): boolean {
  return ids !== null && ids.length > IDS_MAX;
}

function lowered(ids: readonly string[] | null): readonly string[] | null {
  return ids?.map((id) => id.toLowerCase()) ?? null;
}
