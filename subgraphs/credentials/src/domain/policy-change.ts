import { allow, refuse, type Decision, type Refused } from '@bailiwick/decision';
import { OWNER_KINDS } from './owner.js';
import type { MachinePolicy } from './policy.js';
import { invalid, outdated } from './problem.js';
import { isActionName } from './responsibility.js';

/** What a tenant may choose of its policy. The other limits are the platform's. */
export type PolicyChoice = Pick<
  MachinePolicy,
  | 'ownerGraceDays'
  | 'minStewards'
  | 'responsibilityReviewDays'
  | 'allowedOwnerKinds'
  | 'credentialMaxDays'
  | 'dormantAfterDays'
  | 'crossTenantMaxDays'
  | 'maxDelegationDepth'
  | 'staleReadSeconds'
  | 'fourEyesActions'
>;

/** From and to, both included. No tenant can wish itself a limit beyond what is safe for it. */
export const POLICY_BOUNDS = {
  ownerGraceDays: [1, 30],
  minStewards: [1, 10],
  responsibilityReviewDays: [1, 365],
  credentialMaxDays: [1, 365],
  dormantAfterDays: [1, 365],
  crossTenantMaxDays: [1, 90],
  maxDelegationDepth: [1, 5],
  staleReadSeconds: [1, 30],
} as const satisfies Partial<Record<keyof PolicyChoice, readonly [number, number]>>;
const BOUNDED = [
  'ownerGraceDays',
  'minStewards',
  'responsibilityReviewDays',
  'credentialMaxDays',
  'dormantAfterDays',
  'crossTenantMaxDays',
  'maxDelegationDepth',
  'staleReadSeconds',
] as const satisfies readonly (keyof typeof POLICY_BOUNDS)[];
export const FOUR_EYES_ACTIONS_MAX = 100;

type PolicyRefusal = 'credentials.version_conflict' | 'credentials.policy_out_of_range' | 'credentials.invalid_input';

/**
 * A tenant sets the limits of its own machines, within bounds that keep it safe. What is already there keeps what it has:
 * a shorter life holds for the next credential, a larger number of stewards for the next time that somebody names them.
 */
export function decidePolicyChange(
  policy: MachinePolicy,
  choice: Partial<PolicyChoice>,
  expectedVersion: number,
): Decision<MachinePolicy, PolicyRefusal> {
  if (policy.version !== expectedVersion) return outdated(policy.version);
  const problem = outOfRange(choice) ?? unreadable(choice);
  if (problem !== null) return problem;
  const { allowedOwnerKinds: kinds, fourEyesActions: actions } = choice;
  return allow({
    ...policy,
    ...choice,
    ...(kinds && { allowedOwnerKinds: OWNER_KINDS.filter((kind) => kinds.includes(kind)) }),
    ...(actions && { fourEyesActions: [...new Set(actions)].sort() }),
    version: policy.version + 1,
  });
}

function outOfRange(choice: Partial<PolicyChoice>): Refused<'credentials.policy_out_of_range'> | null {
  for (const field of BOUNDED) {
    const [least, most] = POLICY_BOUNDS[field];
    const wanted = choice[field];
    if (wanted !== undefined && !(wanted >= least && wanted <= most))
      return refuse('credentials.policy_out_of_range', { facts: { field, least, most }, path: [field] });
  }
  return null;
}

/** Without a kind of owner nothing could be declared; a misspelt action would ask for four eyes on nothing. */
function unreadable({ allowedOwnerKinds, fourEyesActions = [] }: Partial<PolicyChoice>) {
  if (allowedOwnerKinds?.length === 0) return invalid(['allowedOwnerKinds'], 'At least one kind of owner is allowed.');
  if (fourEyesActions.length > FOUR_EYES_ACTIONS_MAX)
    return invalid(['fourEyesActions'], `At most ${FOUR_EYES_ACTIONS_MAX} actions.`);
  const misspelt = fourEyesActions.findIndex((action) => !isActionName(action));
  if (misspelt < 0) return null;
  return invalid(['fourEyesActions', String(misspelt)], 'An action is named <domain>.<noun>.<verb>, in lower case.');
}
