import type { ActionDeclaration } from '@bailiwick/decision';
import type { AccessSubject, DecisionFacts, HeldRole, Holder } from './check.js';

/** Assignments that have not ended. An operator holds none: what they may do here comes from their duty alone. */
function currentRoles({ subject, facts, now }: Holder): readonly HeldRole[] {
  if (subject.duty !== null) return [];
  return facts.roles.filter((held) => held.expiresAt === null || held.expiresAt > now);
}

export function heldRoles(holder: Holder): readonly string[] {
  return currentRoles(holder).map((held) => held.role);
}

/** The assignments that grant the action. */
export function grantingRoles(holder: Holder, action: ActionDeclaration): readonly HeldRole[] {
  const granted: readonly string[] = action.systemRoles;
  return currentRoles(holder).filter((held) => granted.includes(held.role));
}

/** The duty that grants the check's action, or null. */
export function grantingDuty(check: Holder & { readonly action: ActionDeclaration }): string | null {
  return duties(check.subject, check.facts).find((duty) => check.action.duties.includes(duty)) ?? null;
}

/**
 * An operator's duty inside a customer's tenant is in their signed context. At home, in the platform's own tenant, the
 * membership names it: that is how the first operator can work before any role was ever assigned.
 */
export function duties(subject: AccessSubject, facts: Pick<DecisionFacts, 'tenant' | 'membership'>): readonly string[] {
  if (subject.duty !== null) return [subject.duty];
  if (facts.tenant?.value.kind !== 'PLATFORM') return [];
  return facts.membership?.value.duties ?? [];
}

/** A credential's limits only ever shorten what roles grant. A machine without limits may nothing. */
export function isWithinLimits(subject: AccessSubject, action: string): boolean {
  if (subject.limits !== null) return subject.limits.includes(action);
  return subject.principal.kind === 'PERSON';
}

/** Whether somebody granted this subject the action and its credential reaches that far, whatever else may deny it. */
export function isGranted(holder: Holder, action: ActionDeclaration): boolean {
  if (!isWithinLimits(holder.subject, action.name)) return false;
  return grantingRoles(holder, action).length > 0 || grantingDuty({ ...holder, action }) !== null;
}
