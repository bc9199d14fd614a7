import { CEILING_ACTIONS_MAX } from '../domain/issue.js';
import { isActionName } from '../domain/responsibility.js';

/**
 * What access is asked beside the change itself: nobody lends an action that they do not hold. More than access takes at
 * once is too large for a token anyway, and what is no action's name is in no responsibility.
 */
export function held(ceiling: readonly string[]) {
  const wanted = [...new Set(ceiling)].filter(isActionName).slice(0, CEILING_ACTIONS_MAX);
  return wanted.map((action) => ({ action }));
}
