import type { Reason } from '@bailiwick/decision';
import { reasons } from '../reasons.js';
import { concludeChain, hasPassed } from './chain.js';
import type { LinkAnswer } from './link.js';

/** What the holder of a credential is told. A stranger gets one sentence, whatever was wrong. */
export type Disclosure =
  | { readonly told: 'ALLOWED' }
  | { readonly told: 'STRANGER'; readonly reason: Reason }
  | { readonly told: 'HOLDER'; readonly reason: Reason };

export const STRANGERS_REASON: Reason = reasons.reason('credentials.invalid_credential');

/**
 * A denial must not tell a thief or a guesser whether a credential exists, is suspended, or is used from the wrong
 * place. Only who holds a live secret in the right runtime has shown to be its rightful holder, and hears why.
 */
export function decideDisclosure(chain: readonly LinkAnswer[]): Disclosure {
  const answer = concludeChain(chain);
  if (answer.effect !== 'DENY') return { told: 'ALLOWED' };
  const isHolder = hasPassed(chain, 'AUTHENTICITY') && hasPassed(chain, 'LIVENESS') && hasPassed(chain, 'RUNTIME');
  return isHolder ? { told: 'HOLDER', reason: answer.reason } : { told: 'STRANGER', reason: STRANGERS_REASON };
}
