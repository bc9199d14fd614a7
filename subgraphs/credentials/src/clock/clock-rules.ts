import type { ClockRule } from '@bailiwick/events';
import { GRACE_ENDS, RESPONSIBILITY_ENDS, REVIEW_DUE } from '../store/identity-dates.js';
import { PERSON_LEFT } from '../store/leaving.js';
import type { CredentialsTables } from '../store/tables.js';
import { credentialClockRules } from './credential-clock.js';
import { endGrace, endResponsibility, noteReviewDue } from './identity-dates.js';
import { leakClockRule } from './leak-clock.js';
import { carryOutLeaving } from './leaving.js';

/** What only time changes: credentials and leaks by rules of their own, a machine's dates, and the end of the wait after somebody left. */
export const clockRules: readonly ClockRule<CredentialsTables>[] = [
  ...credentialClockRules,
  leakClockRule,
  { kind: PERSON_LEFT, fire: (due, tx, now) => carryOutLeaving(tx, due.subject, now) },
  { kind: GRACE_ENDS, fire: (due, tx, now) => endGrace(tx, due.subject, now) },
  { kind: REVIEW_DUE, fire: (due, tx, now) => noteReviewDue(tx, due.subject, now) },
  { kind: RESPONSIBILITY_ENDS, fire: (due, tx, now) => endResponsibility(tx, due.subject, now) },
];
