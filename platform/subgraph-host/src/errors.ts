import type { Reason } from '@bailiwick/decision';
import { GraphQLError } from 'graphql';

/** A read that access denied: the field is null, and the whole reason stands in the top-level error. */
export class NotPermitted extends GraphQLError {
  constructor(reason: Reason, decisionId: string) {
    super(reason.message, { extensions: { code: 'NOT_PERMITTED', reason, decisionId } });
  }
}

/** Something that an answer depends on does not answer. Nobody decided anything, so there is no reason. */
export class Unavailable extends GraphQLError {
  constructor(what: string, cause?: unknown) {
    super(`${what} does not answer at the moment. Try again in a few seconds.`, {
      extensions: { code: 'UNAVAILABLE' },
      ...(cause instanceof Error && { originalError: cause }),
    });
  }
}

/** The signed context does not carry what this needs, such as a tenant. One message, whatever was missing. */
export class Unauthenticated extends GraphQLError {
  constructor() {
    super('This request carries no trusted context for a tenant.', { extensions: { code: 'UNAUTHENTICATED' } });
  }
}
