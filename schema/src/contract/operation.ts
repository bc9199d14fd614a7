import { Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { Found, Place } from './finding.js';
import { parseGraphql } from './parse-graphql.js';

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

/** Whose operations a document holds. */
export interface Origin {
  readonly prefix: string;
  readonly isRegistered: boolean;
  readonly place?: Place;
}

export function documentFile(file: string, text: string): OperationFile {
  const parsed = parseGraphql(file, text);
  if ('problem' in parsed)
    return {
      file,
      operations: [],
      problems: [{ code: 'OPERATION_UNREADABLE', message: `${parsed.problem} Correct it.`, place: parsed.place }],
    };
  return { file, problems: [], operations: operationsOf(parsed.document, { prefix: '', isRegistered: true }) };
}

export function operationsOf(document: DocumentNode, { prefix, isRegistered, place }: Origin): Operation[] {
  return document.definitions.flatMap((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return [];
    const name = `${prefix}${node.name?.value ?? '(unnamed)'}`;
    return [{ name, node, document, isRegistered, place: place ?? null }];
  });
}
