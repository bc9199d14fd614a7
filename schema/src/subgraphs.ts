import { ownTrace } from '@bailiwick/subgraph-host/own-trace';
import { concatAST, parse, Source, type DocumentNode } from 'graphql';
import { z } from 'zod';
import { BadInput } from './contract/bad-input.js';
import { parseGraphql } from './contract/parse-graphql.js';
import { readJson } from './contract/read-json.js';
import type { FileTree } from './contract/tree.js';

/** Every subgraph's SDL starts with this vocabulary, and with its own part of a trace, which the host writes. */
const SHARED_FOLDER = 'platform/subgraph-host/schema/';
const OWN_TRACE_FILE = 'platform/subgraph-host/src/own-trace.ts';

const manifest = z.object({ name: z.string(), bailiwick: z.object({ port: z.number().int() }) });

/** One subgraph, as composition takes it. */
export interface SubgraphSource {
  readonly name: string;
  /** The default; a gateway's `SUBGRAPH_<NAME>_URL` overrides it. */
  readonly url: string;
  /** The package that exports the domain. */
  readonly packageName: string;
  readonly typeDefs: DocumentNode;
  /** The domain's own files, without the shared vocabulary. */
  readonly own: DocumentNode;
}

/** Every folder of `subgraphs/` that says its port is a subgraph, so that a new domain needs no entry anywhere else. */
export function readSubgraphs(tree: FileTree): readonly SubgraphSource[] {
  const shared = parseFolder(tree, SHARED_FOLDER);
  const folders = tree.list('subgraphs').flatMap((path) => /^subgraphs\/([^/]+)\/package\.json$/.exec(path)?.[1] ?? []);
  return folders.map((name) => {
    const about = readJson(tree, `subgraphs/${name}/package.json`, manifest);
    if (about === null) throw new BadInput(`subgraphs/${name}/package.json is gone.`);
    const own = parseFolder(tree, `subgraphs/${name}/schema/`);
    const trace = parse(new Source(ownTrace(name), OWN_TRACE_FILE));
    const url = `http://127.0.0.1:${about.bailiwick.port}/graphql`;
    return { name, url, packageName: about.name, own, typeDefs: concatAST([shared, trace, own]) };
  });
}

function parseFolder(tree: FileTree, folder: string): DocumentNode {
  const files = tree.list(folder.replace(/\/$/, ''));
  const own = files.filter((path) => path.endsWith('.graphql') && !path.slice(folder.length).includes('/'));
  return concatAST(own.map((path) => parseFile(tree, path)));
}

function parseFile(tree: FileTree, path: string): DocumentNode {
  const text = tree.read(path);
  if (text === null) throw new BadInput(`${path} is not there.`);
  const parsed = parseGraphql(path, text);
  if ('document' in parsed) return parsed.document;
  const { line, column } = parsed.place;
  throw new BadInput(`${path}:${line}:${column} is not GraphQL. ${parsed.problem}`, parsed.place);
}
