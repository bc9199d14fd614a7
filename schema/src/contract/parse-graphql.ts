import { GraphQLError, parse, Source, type DocumentNode } from 'graphql';
import type { Found, Place } from './finding.js';

/** Parsed, so that each node knows its file and line; or what is wrong with it, and where. */
export type Parsed = { readonly document: DocumentNode } | { readonly problem: string; readonly place: Place };

export function parseGraphql(file: string, text: string): Parsed {
  try {
    return { document: parse(new Source(text, file)) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { problem: error.message, place: placeOfError(error) ?? { file, line: 1, column: 1 } };
  }
}

export function placeOfError(error: Pick<GraphQLError, 'source' | 'locations' | 'nodes'>): Place | null {
  const node = error.nodes?.find(({ loc }) => loc !== undefined);
  const [location] = error.locations ?? [];
  const file = error.source?.name ?? node?.loc?.source.name;
  if (file === undefined || location === undefined) return null;
  return { file, line: location.line, column: location.column };
}

/** A GraphQL error as a finding of one code, at its own place. */
export function foundError(code: string, error: GraphQLError, coordinate?: string): Found {
  const place = placeOfError(error);
  return { code, message: error.message, place, ...(coordinate === undefined ? {} : { coordinate }) };
}
