import type { ActionDeclaration, Domain, Reason, SettingsSectionKey } from '@bailiwick/decision';
import { reasons } from '../reasons.js';
import type { AccessAnswer } from './access.js';
import { redact } from './redaction.js';

/** The Settings menu: which sections, in which order, and whose. */
export const SECTIONS: readonly { readonly key: SettingsSectionKey; readonly owner: Domain; readonly type: string }[] =
  [
    { key: 'USERS', owner: 'IDENTITY', type: 'UsersSection' },
    { key: 'ORGANIZATION', owner: 'IDENTITY', type: 'OrganizationSection' },
    { key: 'BILLING', owner: 'BILLING', type: 'BillingSection' },
    { key: 'REPORTING', owner: 'ACCESS', type: 'ReportingSection' },
    { key: 'INTEGRATIONS', owner: 'CREDENTIALS', type: 'IntegrationsSection' },
    { key: 'PLATFORM_SETUP', owner: 'IDENTITY', type: 'PlatformSetupSection' },
  ];

type SectionVisibility = 'HIDDEN' | 'READ_ONLY' | 'EDITABLE' | 'LOCKED';

export interface SectionVerdict {
  readonly visibility: SectionVisibility;
  readonly reason: Reason;
}

/** One action of a section and the answer to it. */
export interface SectionAction {
  readonly action: ActionDeclaration;
  readonly answer: AccessAnswer;
}

/**
 * How a section shows itself. Hidden from those who were granted nothing in it; locked, with the reason, for those who
 * were but whose tenant is not in order; otherwise editable or to be read. Ways out stay usable in a locked section, so
 * they neither open it nor close it: `actions` lists them.
 */
export function decideSection(actions: readonly SectionAction[]): SectionVerdict {
  const granted = actions.filter(({ action, answer }) => !action.powerReducing && isPermitted(answer));
  const allowed = granted.filter(({ answer }) => answer.canAccess);
  const denied = granted.find(({ answer }) => !answer.canAccess);
  if (granted.length === 0) return { visibility: 'HIDDEN', reason: reasons.reason('access.not_permitted') };
  if (allowed.length === 0 && denied) return { visibility: 'LOCKED', reason: redact(denied.answer).reason };
  const writable = allowed.find(({ action }) => action.effect === 'WRITE');
  if (writable) return { visibility: 'EDITABLE', reason: writable.answer.reason };
  const withheld = actions.find(({ action, answer }) => action.effect === 'WRITE' && !answer.canAccess);
  // A section in which there is nothing to change is read by those who may read it: that is no refusal.
  const deciding = withheld ? redact(withheld.answer) : allowed[0]?.answer;
  return { visibility: 'READ_ONLY', reason: deciding?.reason ?? reasons.reason('access.not_permitted') };
}

function isPermitted(answer: AccessAnswer): boolean {
  return answer.factors.some(({ kind, outcome }) => kind === 'PERMISSION' && outcome === 'PASS');
}
