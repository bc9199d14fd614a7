import { readdirSync, readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLSchema } from 'graphql';
import { parse } from 'graphql';
import { scalars } from './scalars.js';

const SHARED = new URL('../schema/shared.graphql', import.meta.url);

/** The SDL of one domain as composition sees it: the shared vocabulary and all files of its `schema` folder. */
export function readSubgraphSdl(directory: URL): string {
  const folder = new URL('schema/', directory);
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort();
  return [readFileSync(SHARED, 'utf8'), ...files.map((name) => readFileSync(new URL(name, folder), 'utf8'))].join('\n');
}

/** The executable schema of one subgraph. Throws at start when a resolver has no field or a field's type is unknown. */
export function buildDomainSchema(directory: URL, resolvers: Record<string, unknown>): GraphQLSchema {
  const typeDefs = parse(readSubgraphSdl(directory));
  type ResolverMap = Exclude<NonNullable<Parameters<typeof buildSubgraphSchema>[0]>, { kind: string }>;
  const modules = { typeDefs, resolvers: { ...scalars, ...resolvers } } as ResolverMap; // a domain's map is checked against the SDL by this very call
  return buildSubgraphSchema(modules);
}
