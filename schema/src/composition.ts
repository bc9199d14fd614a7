import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { printSchema } from 'graphql';
import type { SubgraphSource } from './subgraphs.js';

export interface Composition {
  /** What the gateway loads. */
  readonly supergraph: string;
  /** What clients see: without federation's own vocabulary. */
  readonly api: string;
}

export type CompositionResult = { readonly composed: Composition } | { readonly problems: readonly string[] };

const NOTICE = '# Written by `npm run schema:compose`. Change the subgraphs, not this file.\n';

export function compose(subgraphs: readonly SubgraphSource[]): CompositionResult {
  const result = composeServices(subgraphs.map(({ name, url, typeDefs }) => ({ name, url, typeDefs })));
  if (result.errors !== undefined) return { problems: result.errors.map((error) => error.message) };
  const api = Supergraph.build(result.supergraphSdl, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema();
  return {
    composed: { supergraph: `${NOTICE}${result.supergraphSdl.trim()}\n`, api: `${NOTICE}${printSchema(api).trim()}\n` },
  };
}
