import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { printSchema, type GraphQLError } from 'graphql';
import type { SubgraphSource } from './subgraphs.js';

/** Something that composition points at without refusing it. */
export interface Hint {
  readonly code: string;
  /** What it is about: `SettingsSection.key`. */
  readonly about: string;
  readonly message: string;
}

export interface Composition {
  /** What the gateway loads. */
  readonly supergraph: string;
  /** What clients see: without federation's own vocabulary. */
  readonly api: string;
  readonly hints: readonly Hint[];
}

export type CompositionResult = { readonly composed: Composition } | { readonly problems: readonly GraphQLError[] };

const NOTICE = '# Written by `npm run schema:compose`. Change the subgraphs, not this file.\n';

export function compose(subgraphs: readonly SubgraphSource[]): CompositionResult {
  const result = composeServices(subgraphs.map(({ name, url, typeDefs }) => ({ name, url, typeDefs })));
  if (result.errors !== undefined) return { problems: result.errors };
  const api = Supergraph.build(result.supergraphSdl, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema();
  return {
    composed: {
      supergraph: `${NOTICE}${result.supergraphSdl.trim()}\n`,
      api: `${NOTICE}${printSchema(api).trim()}\n`,
      hints: result.hints.map(({ definition, coordinate, message }) => ({
        code: definition.code,
        // Several fields of one interface share its coordinate; the sentence names the field.
        about: /"([A-Za-z_][\w.(:)]*)"/.exec(message)?.[1] ?? coordinate ?? '',
        message,
      })),
    },
  };
}
