import { readFileSync } from 'node:fs';
import { ConfigError } from '@bailiwick/config';
import { Kind, parse, valueFromASTUntyped, type DirectiveNode, type DocumentNode } from 'graphql';
import { isProtected } from './environment.js';
import { sharedKeysOf } from './shared-keys.js';
import type { Subgraph } from './subgraph-fetch.js';

export interface Supergraph {
  readonly sdl: string;
  readonly subgraphs: readonly Subgraph[];
}

/** The composed graph, and where its subgraphs are. Throws `ConfigError` with every problem; asks no subgraph. */
export function readSupergraph(file: string, urls: Readonly<Record<string, string>>): Supergraph {
  const sdl = readText(file);
  const document = parseSdl(sdl, file);
  const declared = declaredSubgraphs(document);
  if (declared.length === 0)
    throw new ConfigError([
      `${file} is not a composed supergraph: it names no subgraphs. Compose one with "npm run schema:compose"`,
    ]);
  const located = declared.map(({ graph, name, url }) => ({ graph, name, url: urls[settingName(name)] ?? url }));
  const known = new Set(declared.map(({ name }) => settingName(name)));
  const problems = [
    ...Object.keys(urls)
      .filter((name) => !known.has(name))
      .map((name) => `SUBGRAPH_${name}_URL: the supergraph has no such subgraph; it has ${[...known].join(', ')}`),
    ...located.flatMap(({ name, url }) => urlProblems(`SUBGRAPH_${settingName(name)}_URL`, url)),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    sdl,
    subgraphs: located.map(({ graph, name, url }) => ({
      name,
      url: new URL(url),
      sharedKeys: sharedKeysOf(document, graph),
    })),
  };
}

function urlProblems(setting: string, url: string): string[] {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return [`${setting} is not set, and the supergraph holds no http URL for it`];
  return isProtected(url)
    ? []
    : [`${setting}: the supergraph's URL must be https outside loopback. Set another one here`];
}

function settingName(subgraph: string): string {
  return subgraph.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

interface Declared {
  /** Its value in `join__Graph`. */
  readonly graph: string;
  readonly name: string;
  readonly url: string;
}

function declaredSubgraphs(document: DocumentNode): readonly Declared[] {
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') return [];
    return (definition.values ?? []).flatMap((value) =>
      (value.directives ?? [])
        .filter(({ name }) => name.value === 'join__graph')
        .map((directive) => declaredBy(value.name.value, directive)),
    );
  });
}

function declaredBy(graph: string, directive: DirectiveNode): Declared {
  const given = new Map(
    directive.arguments?.map(({ name, value }) => [name.value, String(valueFromASTUntyped(value))]),
  );
  return { graph, name: given.get('name') ?? '', url: given.get('url') ?? '' };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new ConfigError([
      `${file} cannot be read (${code}). Compose the graph with "npm run schema:compose", or name another file with --supergraph`,
    ]);
  }
}

function parseSdl(sdl: string, file: string): DocumentNode {
  try {
    return parse(sdl, { noLocation: true });
  } catch (error) {
    throw new ConfigError([`${file} is not GraphQL: ${error instanceof Error ? error.message : 'it does not parse'}`]);
  }
}
