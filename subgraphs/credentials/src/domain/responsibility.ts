import { allow, refuse, type Actor, type Decision } from '@bailiwick/decision';
import { daysAfter, type MachinePolicy } from './policy.js';
import { invalid, isReadable } from './problem.js';

/** What a machine is answerable for. Without one there is no identity. */
export interface Responsibility {
  readonly statement: string;
  readonly actions: readonly string[];
  readonly dataClasses: readonly string[];
  readonly declaredBy: Actor;
  readonly declaredAt: Date;
  readonly reviewDueAt: Date;
  readonly endsAt: Date | null;
}

export interface ResponsibilityInput {
  readonly statement: string;
  readonly actions: readonly string[];
  readonly dataClasses: readonly string[];
  readonly reviewDays: number | null;
  readonly endsAt: Date | null;
}

type ResponsibilityRefusal = 'credentials.responsibility_missing' | 'credentials.invalid_input';

const ACTION = /^[a-z][a-z0-9_]{0,30}(\.[a-z][a-z0-9_]{0,40}){1,3}$/;

/** `<domain>.<noun>.<verb>`, as domains declare them to access. */
export function isActionName(name: string): boolean {
  return ACTION.test(name);
}

/**
 * A machine exists for something that a person can read and question. An empty statement or no action is not a
 * responsibility, and one that is never looked at again stops being one: hence the review date.
 */
export function decideResponsibility(
  input: ResponsibilityInput,
  declaredBy: Actor,
  policy: MachinePolicy,
  now: Date,
): Decision<Responsibility, ResponsibilityRefusal> {
  const path = ['responsibility'];
  if (input.statement.trim() === '' || input.actions.length === 0)
    return refuse('credentials.responsibility_missing', { path });
  const problem = problemOf(input, policy, now);
  if (problem !== null) return invalid([...path, problem.field], problem.text);
  return allow({
    statement: input.statement.trim(),
    actions: [...new Set(input.actions)].sort(),
    dataClasses: [...new Set(input.dataClasses)].sort(),
    declaredBy,
    declaredAt: now,
    reviewDueAt: daysAfter(now, input.reviewDays ?? policy.responsibilityReviewDays),
    endsAt: input.endsAt,
  });
}

function problemOf(
  input: ResponsibilityInput,
  policy: MachinePolicy,
  now: Date,
): { field: string; text: string } | null {
  const { statement, actions, dataClasses, reviewDays, endsAt } = input;
  if (!isReadable(statement, 1000))
    return { field: 'statement', text: 'The statement is at most 1000 characters on one line.' };
  if (actions.length > policy.responsibilityActionsMax)
    return {
      field: 'actions',
      text: `A responsibility has at most ${policy.responsibilityActionsMax} actions; declare several machines.`,
    };
  if (!actions.every(isActionName))
    return { field: 'actions', text: 'An action is named <domain>.<noun>.<verb>, in lower case.' };
  if (dataClasses.length > 20 || !dataClasses.every((name) => isReadable(name, 60)))
    return { field: 'dataClasses', text: 'At most 20 data classes, each at most 60 characters.' };
  if (reviewDays !== null && (reviewDays < 1 || reviewDays > policy.responsibilityReviewDays))
    return {
      field: 'reviewDays',
      text: `A responsibility is reviewed after 1 to ${policy.responsibilityReviewDays} days.`,
    };
  if (endsAt !== null && endsAt <= now)
    return { field: 'endsAt', text: 'A responsibility ends in the future, or has no end.' };
  return null;
}

/** The first action that is not covered. Nothing ever adds to a responsibility. */
export function firstOutside(actions: readonly string[], within: readonly string[]): number {
  const covered = new Set(within);
  return actions.findIndex((action) => !covered.has(action));
}
