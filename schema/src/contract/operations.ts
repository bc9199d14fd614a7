import { Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { z } from 'zod';
import type { Found, Place } from './finding.js';
import { parseGraphql } from './parse-graphql.js';
import { parseJson } from './read-json.js';
import type { FileTree } from './tree.js';

export const OPERATIONS_FOLDER = 'schema/operations';
/** One file per client repository, in the format of Apollo's persisted-query manifest. */
export const CLIENTS_FOLDER = 'schema/clients';

/** https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format */
const manifestFormat = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id: z.string().min(1),
      name: z.string().min(1),
      type: z.enum(['query', 'mutation', 'subscription']),
      body: z.string().min(1),
    }),
  ),
});

/** One operation that somebody sends. */
export interface Operation {
  /** Its own name; a client's is `<client>/<name>`. */
  readonly name: string;
  readonly node: OperationDefinitionNode;
  /** The operation and its fragments. */
  readonly document: DocumentNode;
  /** Whether plans and survival are recorded for it. Not for a manifest that was only handed to this run. */
  readonly isRegistered: boolean;
  /** A client's operation has its line in the manifest, not in the text of its body. */
  readonly place: Place | null;
}

/** A file of operations: what stands in it, or why it could not be read. */
export interface OperationFile {
  readonly file: string;
  readonly operations: readonly Operation[];
  readonly problems: readonly Found[];
}

export interface Manifest {
  readonly file: string;
  readonly text: string;
}

/** All that the frontend and the clients registered, and the manifests that this run was given besides. */
export function readOperations(tree: FileTree, given: readonly Manifest[] = []): readonly OperationFile[] {
  const own = tree
    .list(OPERATIONS_FOLDER)
    .filter((path) => path.endsWith('.graphql'))
    .map((file) => documentFile(file, tree.read(file) ?? ''));
  const clients = tree
    .list(CLIENTS_FOLDER)
    .filter((path) => path.endsWith('.json') && !path.endsWith('.codes.json'))
    .map((file) => manifestFile({ file, text: tree.read(file) ?? '' }, true));
  return [...own, ...clients, ...given.map((manifest) => manifestFile(manifest, false))];
}

function documentFile(file: string, text: string): OperationFile {
  const parsed = parseGraphql(file, text);
  if ('problem' in parsed)
    return {
      file,
      operations: [],
      problems: [{ code: 'OPERATION_UNREADABLE', message: `${parsed.problem} Correct it.`, place: parsed.place }],
    };
  return { file, problems: [], operations: operationsOf(parsed.document, { prefix: '', isRegistered: true }) };
}

function manifestFile({ file, text }: Manifest, isRegistered: boolean): OperationFile {
  const { operations } = parseJson(file, text, manifestFormat);
  const client = /([^/]+?)(?:\.manifest)?\.json$/.exec(file)?.[1] ?? file;
  const lines = text.split('\n');
  const read = operations.map(({ name, id, body }): OperationFile => {
    const line = lines.findIndex((each) => each.includes(JSON.stringify(id))) + 1;
    const place = { file, line: Math.max(line, 1), column: 1 };
    const parsed = parseGraphql(`${file} (${name})`, body);
    if ('problem' in parsed) {
      const message = `The body of ${name} cannot be read: ${parsed.problem} Generate the manifest again.`;
      return { file, operations: [], problems: [{ code: 'OPERATION_UNREADABLE', message, place }] };
    }
    return {
      file,
      problems: [],
      operations: operationsOf(parsed.document, { prefix: `${client}/`, isRegistered, place }),
    };
  });
  return {
    file,
    operations: read.flatMap((each) => each.operations),
    problems: read.flatMap((each) => each.problems),
  };
}

interface Origin {
  readonly prefix: string;
  readonly isRegistered: boolean;
  readonly place?: Place;
}

function operationsOf(document: DocumentNode, { prefix, isRegistered, place }: Origin): Operation[] {
  return document.definitions.flatMap((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return [];
    const name = `${prefix}${node.name?.value ?? '(unnamed)'}`;
    return [{ name, node, document, isRegistered, place: place ?? null }];
  });
}
