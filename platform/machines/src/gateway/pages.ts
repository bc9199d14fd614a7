import type { Gateway } from './gateway.js';
import type { Operation } from './operation.js';

interface Page<Node> {
  readonly page: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly edges: readonly { readonly node: Node }[];
  } | null;
}

const PAGE_SIZE = 100;

/** The first so many, page by page. The document calls its connection `page`. */
export async function readPages<Node>(
  gateway: Gateway,
  operation: Operation<Page<Node>>,
  variables: Readonly<Record<string, unknown>>,
  limit = Infinity,
): Promise<{ readonly nodes: readonly Node[]; readonly more: boolean }> {
  const nodes: Node[] = [];
  let after: string | null = null;
  for (;;) {
    const first = Math.min(PAGE_SIZE, limit - nodes.length);
    const { page }: Page<Node> = await gateway.ask(operation, { ...variables, first, after });
    nodes.push(...(page?.edges ?? []).map(({ node }) => node));
    after = page?.pageInfo.endCursor ?? null;
    const more = page?.pageInfo.hasNextPage === true && after !== null;
    if (!more || nodes.length >= limit) return { nodes, more };
  }
}
