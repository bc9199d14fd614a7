import { randomUUID } from 'node:crypto';
import type { Reason } from '@bailiwick/decision';
import type { AccessAsker, AccessCheck } from '../session.js';

const reason = (code: 'access.granted' | 'access.not_permitted', message: string): Reason => ({
  code,
  owner: 'ACCESS',
  message,
  since: null,
  remedy: null,
});

/** Access that says yes, for tests of what comes after it. What was asked is kept in `asked`. */
export function allowAll(): AccessAsker & { readonly asked: AccessCheck[] } {
  return allowing(() => true);
}

/** Access that says yes to these actions alone. */
export function allowOnly(...actions: readonly string[]): AccessAsker & { readonly asked: AccessCheck[] } {
  return allowing((action) => actions.includes(action));
}

function allowing(allows: (action: string) => boolean): AccessAsker & { readonly asked: AccessCheck[] } {
  const asked: AccessCheck[] = [];
  return {
    asked,
    ask: (_context, _requestId, checks) => {
      asked.push(...checks);
      return Promise.resolve(
        checks.map(({ action }) => {
          const allowed = allows(action);
          return {
            allowed,
            reason: allowed
              ? reason('access.granted', 'You may do this.')
              : reason('access.not_permitted', 'You may not do this.'),
            decisionId: randomUUID(),
          };
        }),
      );
    },
  };
}
