import type { z } from 'zod';

/** A GraphQL document and what its answer looks like. A test holds both to the graph's schema. */
export interface Operation<Answer> {
  readonly name: string;
  readonly document: string;
  readonly answer: z.ZodType<Answer>;
  /** Fields that were denied or did not answer are shown as such, instead of ending the command. */
  readonly partial?: true;
}

/** The name is the document's own first one. */
export function operation<Answer>(
  document: string,
  answer: z.ZodType<Answer>,
  options: { readonly partial?: true } = {},
): Operation<Answer> {
  const name = /^\s*(?:query|mutation) (\w+)/.exec(document)?.[1];
  if (name === undefined) throw new TypeError('An operation begins with its kind and its name.');
  return { name, document, answer, ...options };
}
