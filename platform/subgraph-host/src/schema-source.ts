import { readdirSync, readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLSchema } from 'graphql';
import { parse } from 'graphql';
import { ownTrace } from './own-trace.js';
import { scalars } from './scalars.js';

const SHARED = new URL('../schema/', import.meta.url);

/** The SDL of one domain as composition sees it: the shared vocabulary, its trace, and all files of its `schema` folder. */
export function readSubgraphSdl(domain: string, directory: URL): string {
  return [...readFolder(SHARED), ownTrace(domain), ...readFolder(new URL('schema/', directory))].join('\n');
}

function readFolder(folder: URL): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  return names.sort().map((name) => readFileSync(new URL(name, folder), 'utf8'));
}

/** The executable schema of one subgraph. Throws at start when a resolver has no field or a field's type is unknown. */
export function buildDomainSchema(domain: string, directory: URL, resolvers: Record<string, unknown>): GraphQLSchema {
  const typeDefs = parse(readSubgraphSdl(domain, directory));
  type ResolverMap = Exclude<NonNullable<Parameters<typeof buildSubgraphSchema>[0]>, { kind: string }>;
  const modules = { typeDefs, resolvers: { ...scalars, ...resolvers } } as ResolverMap; // a domain's map is checked against the SDL by this very call
  return buildSubgraphSchema(modules);
}
