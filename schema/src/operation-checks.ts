import {
  buildSchema,
  getVariableValues,
  Kind,
  parse,
  print,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import {
  fragmentsIn,
  operationsIn,
  readOperationFiles,
  sentenceAbove,
  topicOf,
  TOPICS,
  type OperationFile,
} from './operation-files.js';
import type { Problem } from './problem.js';

/** What is wrong with the frontend's operations: each for itself, and all together. */
export function checkOperations(api: string, files: readonly OperationFile[] = readOperationFiles()): Problem[] {
  const schema = buildSchema(api);
  const found = files.flatMap((file) => problemsOf(schema, file).map((problem) => `${file.name}: ${problem}`));
  return [...found, ...clashesBetween(files)].map((message) => ({ check: 'operations', message }));
}

function problemsOf(schema: GraphQLSchema, file: OperationFile): string[] {
  const document = tryTo(() => parse(file.source));
  if (typeof document === 'string') return [document];
  return [
    ...validate(schema, document).map((error) => error.message),
    ...wordsMissingIn(file, document),
    ...examplesWrongIn(schema, file, document),
  ];
}

function wordsMissingIn({ source }: OperationFile, document: DocumentNode): string[] {
  const isKnown = TOPICS.some((topic) => topic === topicOf(source));
  const topic = isKnown ? [] : [`the first line must be "# topic: …" with one of ${TOPICS.join(', ')}`];
  const words = operationsIn(document).flatMap((operation) => {
    if (operation.name === undefined) return ['every operation needs a name, so that logs and budgets can name it'];
    return sentenceAbove(source, operation) === null
      ? [`${operation.name.value} needs a comment right above it that says what it is for`]
      : [];
  });
  return [...topic, ...words];
}

/** Whoever shows the operations sends the examples as they are, so they must fit, and each that needs one must have one. */
function examplesWrongIn(schema: GraphQLSchema, file: OperationFile, document: DocumentNode): string[] {
  const read = tryTo(() => JSON.parse(file.examples?.source ?? '{}') as unknown);
  if (typeof read !== 'object' || read === null) return [`${file.examples?.name ?? ''} must be a JSON object`];
  const examples = new Map<string, unknown>(Object.entries(read));
  const named = new Map(operationsIn(document).map((operation) => [operation.name?.value ?? '', operation]));
  const strangers = [...examples.keys()].filter((name) => !named.has(name));
  const unfit = [...named].flatMap(([name, { variableDefinitions = [] }]) => {
    const example = examples.get(name) ?? {};
    if (typeof example !== 'object') return [`the variables of ${name} must be an object`];
    const declared = new Set(variableDefinitions.map(({ variable }) => variable.name.value));
    const unknown = Object.keys(example).filter((variable) => !declared.has(variable));
    const { errors = [] } = getVariableValues(schema, variableDefinitions, { ...example });
    return [
      ...unknown.map((variable) => `${name} has no variable $${variable}`),
      ...errors.map(({ message }) => `the variables of ${name} do not fit: ${message}`),
    ];
  });
  return [
    ...strangers.map((name) => `${file.examples?.name ?? ''} names ${name}, which is no operation here`),
    ...unfit,
  ];
}

/** Clients know operations and fragments by name alone: in a cache, in a log, as a type. */
function clashesBetween(files: readonly OperationFile[]): string[] {
  const seen = new Map<string, { readonly file: string; readonly text: string }>();
  const clashes: string[] = [];
  for (const { name: file, source } of files) {
    const document = tryTo(() => parse(source));
    if (typeof document === 'string') continue;
    for (const definition of [...operationsIn(document), ...fragmentsIn(document)]) {
      const name = definition.name?.value;
      if (name === undefined) continue;
      const [first, text] = [seen.get(name), print(definition)];
      if (first === undefined) seen.set(name, { file, text });
      else if (definition.kind === Kind.OPERATION_DEFINITION)
        clashes.push(`${file}: ${name} is the name of an operation in ${first.file} too`);
      else if (first.text !== text) clashes.push(`${file}: the fragment ${name} is another one than in ${first.file}`);
    }
  }
  return clashes;
}

function tryTo<Value>(attempt: () => Value): Value | string {
  try {
    return attempt();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
