import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Kind, parse, type DocumentNode, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';
import { OPERATIONS_FOLDER } from './files.js';

/** Where an operation stands in a menu. Each file names one in its first line: `# topic: Billing`. */
export const TOPICS = ['Start', 'Settings', 'People', 'Billing', 'Machines', 'Access', 'Operators'] as const;

/** One file of operations as it is written, whether or not it makes sense. */
export interface OperationFile {
  /** Such as `members.graphql`. */
  readonly name: string;
  readonly source: string;
  /** The example variables beside it, by operation; null where there are none. */
  readonly examples: { readonly name: string; readonly source: string } | null;
}

/** Every file of the folder, in the order of their names, which is the order of everything derived from them. */
export function readOperationFiles(folder: URL = OPERATIONS_FOLDER): readonly OperationFile[] {
  const names = readdirSync(folder).sort();
  const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
  return names
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => {
      const examples = name.replace(/\.graphql$/, '.variables.json');
      const beside = existsSync(new URL(examples, folder)) ? { name: examples, source: read(examples) } : null;
      return { name, source: read(name), examples: beside };
    });
}

export function operationsIn(document: DocumentNode): readonly OperationDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
}

export function fragmentsIn(document: DocumentNode): readonly FragmentDefinitionNode[] {
  return document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
}

/** The topic that the first line names, known or not; null when it names none. */
export function topicOf(source: string): string | null {
  return /^# topic: (.+)\n/.exec(source)?.[1] ?? null;
}

/** The comment right above the operation, its lines joined; null when there is none. */
export function sentenceAbove(source: string, operation: OperationDefinitionNode): string | null {
  const above = source.slice(0, operation.loc?.start ?? 0).trimEnd();
  const gap = source.slice(above.length, operation.loc?.start ?? 0);
  const lines = /(?:^|\n)((?:#.*(?:\n|$))+)$/.exec(above)?.[1];
  if (lines === undefined || gap !== '\n' || topicOf(`${lines}\n`) !== null) return null;
  return lines.replaceAll(/^#\s*/gm, '').replaceAll('\n', ' ');
}

/**
 * All files as one document, for what treats them as one. Each file carries the fragments that it needs, so that it can
 * be sent as it is; one of the same name is the same in every file, and stands here once.
 */
export function joinOperations(files: readonly OperationFile[]): DocumentNode {
  const seen = new Set<string>();
  const definitions = files
    .flatMap(({ source }) => parse(source).definitions)
    .filter((definition) => {
      if (definition.kind !== Kind.FRAGMENT_DEFINITION) return true;
      const isNew = !seen.has(definition.name.value);
      seen.add(definition.name.value);
      return isNew;
    });
  return { kind: Kind.DOCUMENT, definitions };
}
