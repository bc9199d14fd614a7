import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Kind, parse, print, visit, type DocumentNode, type OperationDefinitionNode } from 'graphql';

/** One operation that a frontend sends, ready to be run: with its fragments, and variables that make sense in the demo. */
export interface ReadyOperation {
  readonly name: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly topic: string;
  /** The comment above it; null when nobody wrote one. */
  readonly sentence: string | null;
  /** The operation with the comments above it, and the fragments that it needs. */
  readonly document: string;
  /** Example variables as JSON; null when it takes none, or nobody wrote an example. */
  readonly variables: string | null;
}

const TOPIC = /^# topic: *(.+)$/m;

/** Every operation of a folder such as `schema/operations`, by file. */
export function readReadyOperations(folder: string): readonly ReadyOperation[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .flatMap((name) => {
      const examples = join(folder, name.replace(/\.graphql$/, '.variables.json'));
      const variables = existsSync(examples) ? (JSON.parse(readFileSync(examples, 'utf8')) as unknown) : {};
      return operationsOf(basename(name, '.graphql'), readFileSync(join(folder, name), 'utf8'), variables);
    });
}

/** The operations of one file. Its first comment names their topic; without one the file's name does. */
export function operationsOf(file: string, source: string, examples: unknown): readonly ReadyOperation[] {
  const document = parse(source);
  const topic = TOPIC.exec(source)?.[1]?.trim() ?? titleOf(file);
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || definition.name === undefined) return [];
    const name = definition.name.value;
    const sentence = sentenceAbove(source, definition);
    return [
      {
        ...{ name, kind: definition.operation, topic, sentence },
        document: `${sentence === null ? '' : `# ${sentence}\n`}${print(withFragments(document, definition))}\n`,
        variables: exampleOf(examples, name),
      },
    ];
  });
}

/** The comment lines right above the operation, as one sentence. */
function sentenceAbove(source: string, { loc }: OperationDefinitionNode): string | null {
  const above = source.slice(0, loc?.start ?? 0).split('\n').slice(0, -1).reverse(); // prettier-ignore
  const end = above.findIndex((line) => !line.startsWith('#'));
  const lines = (end === -1 ? above : above.slice(0, end)).filter((line) => !TOPIC.test(line)).reverse();
  const sentence = lines.map((line) => line.replace(/^#\s?/, '').trim()).join(' ').trim(); // prettier-ignore
  return sentence === '' ? null : sentence;
}

function withFragments(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const needed = new Set<string>();
  const collect = (node: DocumentNode | OperationDefinitionNode): void => {
    visit(node, {
      FragmentSpread: ({ name }) => {
        if (needed.has(name.value)) return;
        needed.add(name.value);
        collect({
          kind: Kind.DOCUMENT,
          definitions: document.definitions.filter((each) => isFragment(each, name.value)),
        });
      },
    });
  };
  collect(operation);
  const fragments = document.definitions.filter((each) => [...needed].some((name) => isFragment(each, name)));
  return { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] };
}

function isFragment(definition: DocumentNode['definitions'][number], name: string): boolean {
  return definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name;
}

function exampleOf(examples: unknown, name: string): string | null {
  if (typeof examples !== 'object' || examples === null) return null;
  const example = Object.entries(examples).find(([operation]) => operation === name)?.[1] as unknown;
  return example === undefined ? null : JSON.stringify(example, null, 2);
}

/** `access-decision` reads `Access decision`. */
function titleOf(file: string): string {
  const words = file.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
