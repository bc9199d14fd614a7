import { allow, refuse, type Decision } from '@bailiwick/decision';
import type { MachinePolicy } from './policy.js';
import { invalid } from './problem.js';
import type { Steward, StewardRole } from './machine-identity.js';

export interface StewardInput {
  readonly personId: string;
  readonly role: StewardRole;
}

export type StewardsRefusal = 'credentials.steward_missing' | 'credentials.stewards_too_few';

/**
 * Stewards are people who can be asked today, so each must be an active member of this tenant as identity says. One
 * person holds one role, and somebody is the PRIMARY: shared responsibility is nobody's.
 */
export function decideStewards(
  wanted: readonly StewardInput[],
  activeMembers: ReadonlySet<string>,
  policy: MachinePolicy,
  field: string,
): Decision<readonly StewardInput[], StewardsRefusal | 'credentials.invalid_input'> {
  const people = wanted.map((steward) => steward.personId);
  if (wanted.length === 0) return refuse('credentials.steward_missing', { path: [field] });
  if (wanted.length > policy.stewardsMax)
    return invalid([field], `A machine identity has at most ${policy.stewardsMax} stewards.`);
  if (new Set(people).size !== people.length) return invalid([field], 'Each person is a steward once.');
  if (wanted.filter((steward) => steward.role === 'PRIMARY').length !== 1)
    return invalid([field], 'Exactly one steward is PRIMARY.');
  const stranger = people.findIndex((personId) => !activeMembers.has(personId));
  if (stranger >= 0) return refuse('credentials.steward_missing', { path: [field, String(stranger)] });
  const enough = decideEnoughStewards(wanted.length, policy, [field]);
  return enough.allowed ? allow(wanted) : enough;
}

/** The tenant says how many people must be able to answer for each machine; fewer than one is none. */
export function decideEnoughStewards(
  count: number,
  { minStewards }: Pick<MachinePolicy, 'minStewards'>,
  path: readonly string[] = [],
): Decision<undefined, StewardsRefusal> {
  const where = path.length === 0 ? {} : { path };
  if (count === 0) return refuse('credentials.steward_missing', where);
  if (count < minStewards) return refuse('credentials.stewards_too_few', { facts: { count, minStewards }, ...where });
  return allow();
}

/** The first named is the PRIMARY, the others step in for them. */
export function rolesInOrder(personIds: readonly string[]): readonly StewardInput[] {
  return personIds.map((personId, index) => ({ personId, role: index === 0 ? 'PRIMARY' : 'BACKUP' }));
}

export function activeStewards(stewards: readonly Steward[]): readonly Steward[] {
  return stewards.filter((steward) => steward.active);
}
