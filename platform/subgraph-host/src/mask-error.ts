import { unwrapResolverError } from '@apollo/server/errors';
import { DatabaseUnavailable } from '@bailiwick/database';
import { Refusal } from '@bailiwick/decision';
import type { Log } from '@bailiwick/config';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** Errors that were written for the caller. Everything else is a broken promise of ours: logged here, shown to nobody. */
const WRITTEN_FOR_CALLERS: ReadonlySet<unknown> = new Set([
  'NOT_PERMITTED',
  'UNAVAILABLE',
  'UNAUTHENTICATED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
]);

/**
 * The code of an error that nobody decided, or null. Not of a database that is away: what happened then can be kept
 * nowhere but in the log.
 */
export function brokenCode(error: GraphQLError): string | null {
  const cause = unwrapResolverError(error);
  const code = error.extensions['code'];
  if (cause instanceof Refusal || cause instanceof DatabaseUnavailable || isUnstorableText(cause)) return null;
  if (code === 'UNAVAILABLE') return code;
  return WRITTEN_FOR_CALLERS.has(code) ? null : 'INTERNAL_SERVER_ERROR';
}

export function maskError(formatted: GraphQLFormattedError, error: unknown, log: Log): GraphQLFormattedError {
  const cause = unwrapResolverError(error);
  const { locations, path } = formatted;
  const where = { ...(locations && { locations }), ...(path && { path }) };
  if (cause instanceof Refusal)
    return { message: `Refused: ${cause.refused.code}`, ...where, extensions: { code: 'BAD_USER_INPUT' } };
  if (cause instanceof DatabaseUnavailable) {
    log.error({ err: cause, path }, 'database unavailable');
    return {
      message: 'This part of the platform does not answer at the moment. Try again in a few seconds.',
      ...where,
      extensions: { code: 'UNAVAILABLE' },
    };
  }
  if (isUnstorableText(cause)) {
    return {
      message: 'A text in the input has a character that cannot be stored (U+0000). Remove it and send the rest.',
      ...where,
      extensions: { code: 'BAD_USER_INPUT' },
    };
  }
  if (WRITTEN_FOR_CALLERS.has(formatted.extensions?.['code'])) {
    const { stacktrace: _dropped, ...extensions } = formatted.extensions ?? {};
    return { message: formatted.message, ...where, extensions };
  }
  log.error(
    {
      err:
        cause instanceof Error || cause instanceof GraphQLError
          ? cause
          : new Error('Something that is not an error was thrown.'),
      path,
    },
    'resolver failed',
  );
  return {
    message: 'Something went wrong on our side. Try again, and give support the request id if it stays.',
    ...where,
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}

/** PostgreSQL's text has no NUL: 22021 character_not_in_repertoire, 22P05 untranslatable_character. */
function isUnstorableText(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === '22021' || cause.code === '22P05');
}
