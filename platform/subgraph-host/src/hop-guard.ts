import type { IncomingMessage } from 'node:http';
import type { Log } from '@bailiwick/config';
import { SignatureRefused, type RequestVerifier, type VerifiedRequest } from '@bailiwick/request-signature';
import {
  TokenKeysUnavailable,
  TokenRefused,
  type TransactionTokenVerifier,
  type VerifiedTransactionContext,
} from '@bailiwick/transaction-token';

/** A hop that proved who calls and, when a token came along, in whose name. */
export interface TrustedHop extends VerifiedRequest {
  readonly context: VerifiedTransactionContext | null;
}

/** How an untrusted request is answered: one message, whatever failed. The cause is in the log. */
export interface Refusal {
  readonly status: 401 | 503;
  readonly error: string;
}

export type HopVerdict = { readonly trusted: TrustedHop } | { readonly refused: Refusal };

const UNTRUSTED: Refusal = { status: 401, error: 'This request carries no trusted context.' };
const KEYS_AWAY: Refusal = {
  status: 503,
  error: 'The keys that would verify this request cannot be fetched at the moment.',
};

export interface HopGuard {
  check(
    request: IncomingMessage,
    target: { readonly path: string; readonly query: string },
    body: Buffer,
  ): Promise<HopVerdict>;
}

/** The receiver's order: signature first, because it is cheap and proves the caller, then the token that it covers. */
export function guardHops(verifier: RequestVerifier, tokens: TransactionTokenVerifier, log: Log): HopGuard {
  return {
    check: async (request, { path, query }, body) => {
      try {
        const hop = verifier.verify({ method: request.method ?? '', path, query, headers: request.rawHeaders, body });
        const context = hop.token === null ? null : await tokens.verify([hop.token]);
        return { trusted: { ...hop, context } };
      } catch (error) {
        if (error instanceof TokenKeysUnavailable) {
          log.warn({ err: error }, 'verification keys unreachable');
          return { refused: KEYS_AWAY };
        }
        if (!(error instanceof SignatureRefused) && !(error instanceof TokenRefused)) throw error;
        log.warn(
          {
            cause: error.cause,
            path,
            ...(error instanceof SignatureRefused && { claimedCaller: error.claimedCaller }),
          },
          'untrusted request refused',
        );
        return { refused: UNTRUSTED };
      }
    },
  };
}
