import { fail, notEvaluated, pass, type LinkAnswer } from './link.js';
import type { TrustFacts } from './trust-facts.js';

const LINK = 'RESPONSIBILITY';

/** Is the machine still answerable for something, and for this? Effective rights start here and only ever shrink. */
export function decideResponsibilityLink({ identity, credential, action }: TrustFacts, now: Date): LinkAnswer {
  if (identity === null) return notEvaluated(LINK);
  const { statement, actions, endsAt, reviewDueAt } = identity.responsibility;
  const evidence = [`responsibility of ${identity.name}`, `review due ${reviewDueAt.toISOString()}`];
  if (statement.trim() === '' || actions.length === 0)
    return fail(LINK, 'credentials.responsibility_missing', {}, evidence);
  if (endsAt !== null && endsAt <= now)
    return fail(
      LINK,
      'credentials.responsibility_ended',
      { facts: { endsAt: endsAt.toISOString() }, since: endsAt },
      evidence,
    );
  if (reviewDueAt <= now)
    return fail(
      LINK,
      'credentials.review_overdue',
      { facts: { reviewDueAt: reviewDueAt.toISOString() }, since: reviewDueAt },
      evidence,
    );
  if (action !== null && !actions.includes(action))
    return fail(
      LINK,
      'credentials.action_outside_responsibility',
      { facts: { action, what: 'machine identity' } },
      evidence,
    );
  if (action !== null && credential !== null && !credential.ceiling.includes(action))
    return fail(LINK, 'credentials.action_outside_responsibility', { facts: { action, what: 'credential' } }, evidence);
  return pass(LINK, 'credentials.responsible', { statement }, evidence);
}
