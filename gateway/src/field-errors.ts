import type { GraphQLFormattedError } from 'graphql';
import { CODES, type Code, type Next } from './codes.js';

/** An error beside `data` in an answer of 200: it is about one field, at its `path`. docs/errors.md shows every one. */
export interface FieldError {
  readonly code: Code;
  readonly when: string;
  readonly next: Next;
  /** What is said when the subgraph's own words do not pass. */
  readonly message: string;
}

export const FIELD = {
  notPermitted: {
    code: CODES.notPermitted,
    next: 'ask',
    when: 'this read is denied; `extensions.reason` says why, `extensions.decisionId` names the stored decision',
    message: 'This is not permitted.',
  },
  unavailable: {
    code: CODES.unavailable,
    next: 'again',
    when: 'the owner of the field does not answer, and nobody decided anything',
    message:
      'The owner of this field cannot be reached right now. Everything else was answered; ask for this again in a moment.',
  },
  noTenant: {
    code: CODES.unauthenticated,
    next: 'tenant',
    when: 'the caller acts in no tenant yet, and the field belongs to one',
    message: 'The caller acts in no tenant yet, and this field belongs to one.',
  },
  badInput: {
    code: CODES.badInput,
    next: 'change',
    when: 'an argument cannot be meant: a malformed cursor, a page that is too long, an unknown value',
    message: 'The input is not usable.',
  },
  internal: {
    code: CODES.internal,
    next: 'report',
    when: 'something went wrong on our side; only the log says what',
    message: 'Something went wrong on our side. If it stays so, report it with the request id from X-Request-Id.',
  },
} as const satisfies Readonly<Record<string, FieldError>>;

/** Words, code and nothing else: what may be said of a fault. */
export function said({ message, code }: FieldError): GraphQLFormattedError {
  return { message, extensions: { code } };
}
