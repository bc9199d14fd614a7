import { z } from 'zod';

/** Parts of answers that several operations have. Enums are texts here: a new value is shown, not refused. */
export const ACTOR = z.object({ kind: z.string(), id: z.string(), label: z.string() });
export const NAMED = z.object({ id: z.string(), name: z.string() });
/** A machine identity is null field by field while credentials is down. */
export const MACHINE_NAME = z.object({ id: z.string(), name: z.string().nullable() });

/** Any connection of the graph, with what is read of each node. */
export function connection<Node extends z.ZodType>(node: Node) {
  return z.object({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    edges: z.array(z.object({ node })),
  });
}

export const PAGE = `pageInfo { hasNextPage endCursor }`;
