import { allow, refuse, type Decision } from '@bailiwick/decision';
import type { MachineIdentity, Steward } from './machine-identity.js';
import { decideRuntimes } from './declaration.js';
import { decideGain } from './grace.js';
import { daysAfter, type MachinePolicy } from './policy.js';
import { invalid, isReadable } from './problem.js';
import type { CredentialsCode } from './reasons.js';
import { isOverlap, OVERLAP_HOURS_MAX } from './rotation.js';
import { firstOutside } from './responsibility.js';
import { networkProblem, type Runtime } from './runtime.js';
import { activeStewards } from './stewards.js';

export interface IssueInput {
  readonly name: string;
  readonly purpose: string;
  readonly ceiling: readonly string[];
  readonly runtimeIds: readonly string[];
  readonly networks: readonly string[];
  readonly expiresInDays: number;
  readonly notBefore: Date | null;
  readonly rotateEveryDays: number | null;
  /** How long each rotation lets both versions live. Null leaves it to the rotation. */
  readonly overlapHours: number | null;
  readonly maxUses: number | null;
}

export interface IssueFacts {
  readonly identity: MachineIdentity;
  readonly stewards: readonly Steward[];
  readonly runtimes: readonly Runtime[];
  readonly policy: MachinePolicy;
}

export type Issue = Omit<IssueInput, 'expiresInDays' | 'notBefore'> & {
  readonly notBefore: Date;
  readonly expiresAt: Date;
};

/**
 * A Txn-Token holds at most 4 KB. The ceiling stands in it once as limits and, what access allows of it, once more as
 * scope; with the rest of the claims and base64, 1400 bytes always fit.
 */
export const CEILING_BYTES_MAX = 1400;
/** Access is asked about each action of the ceiling in one hop, which takes 50 with the issuing itself. */
export const CEILING_ACTIONS_MAX = 49;

/**
 * A credential is lent power: no more than the machine answers for, no longer than the tenant allows, and only while
 * somebody active answers for it. There is no credential without an end.
 */
export function decideIssue(input: IssueInput, facts: IssueFacts, now: Date): Decision<Issue, CredentialsCode> {
  const { identity, stewards, runtimes } = facts;
  const gain = decideGain(identity, ['machineIdentityId']);
  if (!gain.allowed) return gain;
  if (identity.state !== 'ACTIVE')
    return refuse('credentials.machine_not_active', { facts: { state: identity.state }, path: ['machineIdentityId'] });
  if (activeStewards(stewards).length === 0)
    return refuse('credentials.steward_missing', { path: ['machineIdentityId'] });
  const problem = problemOf(input, now);
  if (problem !== null) return invalid(problem.path, problem.text);
  const ceiling = decideCeiling(input.ceiling, identity.responsibility.actions);
  if (!ceiling.allowed) return ceiling;
  const bound = decideRuntimes(input.runtimeIds, runtimes, identity.environment, ['runtimeIds']);
  if (!bound.allowed) return bound;
  if (input.overlapHours !== null && !isOverlap(input.overlapHours))
    return refuse('credentials.overlap_out_of_range', {
      facts: { maxHours: OVERLAP_HOURS_MAX },
      path: ['overlapHours'],
    });
  const validity = decideValidity(input, facts.policy, now);
  if (!validity.allowed) return validity;
  const { name, purpose, networks, rotateEveryDays, overlapHours, maxUses } = input;
  return allow({
    name: name.trim(),
    purpose: purpose.trim(),
    ceiling: ceiling.value,
    runtimeIds: bound.value,
    networks,
    rotateEveryDays,
    overlapHours,
    maxUses,
    ...validity.value,
  });
}

/** Never wider than the responsibility, and small enough to travel in every token. */
export function decideCeiling(
  ceiling: readonly string[],
  responsibility: readonly string[],
): Decision<
  readonly string[],
  'credentials.action_outside_responsibility' | 'credentials.limits_too_large' | 'credentials.invalid_input'
> {
  const actions = [...new Set(ceiling)].sort();
  if (actions.length === 0)
    return invalid(['ceiling'], 'A ceiling has at least one action; an empty one would allow nothing.');
  const outside = firstOutside(ceiling, responsibility);
  if (outside >= 0) {
    const facts = { action: ceiling[outside] ?? '', what: 'machine identity' };
    return refuse('credentials.action_outside_responsibility', { facts, path: ['ceiling', String(outside)] });
  }
  const bytes = Buffer.byteLength(JSON.stringify(actions));
  if (bytes > CEILING_BYTES_MAX || actions.length > CEILING_ACTIONS_MAX)
    return refuse('credentials.limits_too_large', { facts: { bytes, maxBytes: CEILING_BYTES_MAX }, path: ['ceiling'] });
  return allow(actions);
}

function decideValidity(
  input: IssueInput,
  policy: MachinePolicy,
  now: Date,
): Decision<{ notBefore: Date; expiresAt: Date }, CredentialsCode> {
  const { expiresInDays } = input;
  if (!(expiresInDays >= 1 && expiresInDays <= policy.credentialMaxDays))
    return refuse('credentials.expiry_out_of_range', {
      facts: { maxDays: policy.credentialMaxDays },
      path: ['expiresInDays'],
    });
  const expiresAt = daysAfter(now, expiresInDays);
  const notBefore = input.notBefore ?? now;
  if (notBefore >= expiresAt) return invalid(['notBefore'], 'A credential starts before it expires.');
  return allow({ notBefore: notBefore < now ? now : notBefore, expiresAt });
}

function problemOf(input: IssueInput, now: Date): { readonly path: readonly string[]; readonly text: string } | null {
  const { name, purpose, networks, rotateEveryDays, maxUses, notBefore } = input;
  if (!isReadable(name, 80)) return { path: ['name'], text: 'A name has 1 to 80 characters.' };
  if (!isReadable(purpose, 500))
    return { path: ['purpose'], text: 'A purpose has 1 to 500 characters: say what the credential is for.' };
  if (maxUses !== null && maxUses < 1) return { path: ['maxUses'], text: 'A limit on uses is at least 1.' };
  if (rotateEveryDays !== null && (rotateEveryDays < 1 || rotateEveryDays > 365))
    return { path: ['rotateEveryDays'], text: 'A secret is rotated every 1 to 365 days.' };
  if (notBefore !== null && Number.isNaN(notBefore.getTime()))
    return { path: ['notBefore'], text: `A time such as ${now.toISOString()}.` };
  const network = networkProblem(networks);
  return network === null ? null : { path: ['networks', ...network.path], text: network.text };
}
