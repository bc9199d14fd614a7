import type { z } from 'zod';

/** A GraphQL document and what its answer looks like. A test holds both to the graph's schema. */
export interface Operation<Answer> {
  readonly name: string;
  readonly document: string;
  readonly answer: z.ZodType<Answer>;
  /** Whether the field at this path may be denied or not answer without that ending the command. */
  readonly mayMiss?: (path: readonly (string | number)[]) => boolean;
}

/** The name is the document's own first one. */
export function operation<Answer>(
  document: string,
  answer: z.ZodType<Answer>,
  options: Pick<Operation<Answer>, 'mayMiss'> = {},
): Operation<Answer> {
  const name = /^\s*(?:query|mutation) (\w+)/.exec(document)?.[1];
  if (name === undefined) throw new TypeError('An operation begins with its kind and its name.');
  return { name, document, answer, ...options };
}
