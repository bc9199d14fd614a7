import type { WhyFragment } from './generated/types.js';

/** An answer of the graph as every client library hands it over: `data`, `errors`, or both. */
export interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly AnsweredError[] | undefined;
}

interface AnsweredError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** A no that somebody decided, whichever way it was said. */
export interface Refused {
  /** The reason's code, such as `billing.canceled`: build on this. */
  readonly code: string;
  /** A sentence to show. */
  readonly message: string;
  /** The whole reason with its remedy. Null where the code and the message say it all, as for a mistaken input. */
  readonly reason: WhyFragment | null;
  /** For `WhyWasThisDenied`. Null where access was not asked. */
  readonly decisionId: string | null;
  /** Where the answer is null for it. Empty where the whole request was refused, and null for a mutation's refusal. */
  readonly at: readonly (string | number)[] | null;
  /** The field of the mutation's input to correct. Null where it is about none. */
  readonly input: readonly string[] | null;
}

/**
 * Everything that was refused in an answer: reads that were denied, which are null beside an error, and mutations that
 * changed nothing, which say so in their payload.
 */
export function refusalsOf({ data, errors = [] }: Answered): readonly Refused[] {
  return [...errors.flatMap(denied), ...Object.values(record(data)).flatMap(refusedIn)];
}

/** Somebody could not be reached. The same request may be sent again, a mutation with the same idempotency key. */
export function shouldRetry({ errors = [] }: Answered): boolean {
  return errors.some(({ extensions }) => extensions?.['code'] === 'UNAVAILABLE');
}

/**
 * The credential is missing, expired or not accepted: nothing will be answered until there is a new one. At a place in
 * an answer the same code says that no tenant was chosen yet, which signing in again would not change.
 */
export function mustSignIn({ errors = [] }: Answered): boolean {
  return errors.some(({ path, extensions }) => path === undefined && extensions?.['code'] === 'UNAUTHENTICATED');
}

function denied({ message, path = [], extensions = {} }: AnsweredError): readonly Refused[] {
  const { reason, decisionId } = extensions;
  if (extensions['code'] !== 'NOT_PERMITTED' && !isReason(reason)) return [];
  return [
    {
      code: isReason(reason) ? reason.code : 'NOT_PERMITTED',
      message,
      reason: isReason(reason) ? reason : null,
      decisionId: typeof decisionId === 'string' ? decisionId : null,
      at: path,
      input: null,
    },
  ];
}

/** A payload is known by its `errors`: nothing that is read has a field of that name. */
function refusedIn(payload: unknown): readonly Refused[] {
  const { errors } = record(payload);
  if (!Array.isArray(errors)) return [];
  return errors.map((error: unknown) => {
    const { code, message, path, reason, decisionId } = record(error);
    return {
      code: String(code),
      message: String(message),
      reason: isReason(reason) ? reason : null,
      decisionId: typeof decisionId === 'string' ? decisionId : null,
      at: null,
      input: Array.isArray(path) ? path.map(String) : null,
    };
  });
}

function isReason(value: unknown): value is WhyFragment {
  const { code, owner, message } = record(value);
  return [code, owner, message].every((each) => typeof each === 'string');
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
