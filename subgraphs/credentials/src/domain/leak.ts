import type { Actor } from '@bailiwick/decision';
import { isTerminal, type Credential } from './credential.js';

/** Whoever reports a leak says nothing about themselves, and is believed because they show the secret. */
export const LEAK_REPORTER: Actor = { kind: 'PLATFORM', id: 'leak-report', label: 'Somebody who found the secret' };

export const LEAK_NOTE = 'Its secret was shown to us by somebody who found it.';

/** Known to a stranger is known to anybody: also a suspended, sleeping or expired credential never comes back. */
export function isToBeCompromised({ state }: Pick<Credential, 'state'>): boolean {
  return !isTerminal(state);
}
