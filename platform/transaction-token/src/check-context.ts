import type { TransactionContext } from './context.js';
import { LIFETIME_SECONDS_MAX } from './limits.js';
import { subjectOf, type Subject } from './subject.js';

/** What every verifier refuses is not signed in the first place: the minter's bug shows at the minter. */
export function checkContext(context: TransactionContext): void {
  const subject = namedSubject(context);
  const isMachine = subject.kind === 'machine';
  if (isMachine !== (context.machine !== null) || isMachine !== (context.limits !== null)) {
    throw new TypeError('Limits and a machine context belong to every machine, and to nobody else.');
  }
  if (context.tenantId === null ? isMachine : subject.principal === null) {
    throw new TypeError('Only people wait in the lobby, and whoever is not linked waits there.');
  }
}

export function checkLifetime(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LIFETIME_SECONDS_MAX) return;
  throw new TypeError(`A transaction token lives 1 to ${LIFETIME_SECONDS_MAX} seconds.`);
}

function namedSubject({ subject: sub, principal }: TransactionContext): Subject {
  const subject = subjectOf(sub);
  if (subject === null || principal?.id !== subject.principal?.id || principal?.kind !== subject.principal?.kind) {
    throw new TypeError('The subject does not name the principal.');
  }
  return subject;
}
