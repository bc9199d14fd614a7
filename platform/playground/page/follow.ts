import type { ReadyOperation } from '../src/ready-operations.js';

export interface Followed {
  readonly document: string;
  readonly variables: string;
}

/** The ready operation that asks for one thing by its id, with the id that an answer gave. Null when there is none. */
export function follow(operations: readonly ReadyOperation[], field: string, id: string): Followed | null {
  for (const { document } of operations) {
    const variable = new RegExp(`\\b${field}\\(id: \\$(\\w+)\\)`).exec(document)?.[1];
    if (variable !== undefined) return { document, variables: JSON.stringify({ [variable]: id }, null, 2) };
  }
  return null;
}
