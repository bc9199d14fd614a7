import {
  Kind,
  OperationTypeNode,
  parse,
  print,
  stripIgnoredCharacters,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type ObjectTypeDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';

/** Root field → the key fields of what it answers, for root fields that several subgraphs resolve. */
export type SharedKeys = ReadonlyMap<string, readonly string[]>;

/** Rewrites one operation for one subgraph. */
export type AskForKeys = (query: string) => string;

const NO_KEYS: readonly string[] = [];

/**
 * The planner asks one subgraph of several for a key that the client selected. Were that one down, the key would be
 * missing and null the entity with all that the others said about it. So each of them is asked for the key: it stands in
 * the signed context, and costs nothing to answer.
 */
export function askForKeys(keys: SharedKeys): AskForKeys {
  if (keys.size === 0) return (query) => query;
  const rewritten = new LRUCache<string, string>({ max: 1_000 });
  return (query) => {
    const known = rewritten.get(query);
    if (known !== undefined) return known;
    const done = stripIgnoredCharacters(print(withKeys(parse(query), keys)));
    rewritten.set(query, done);
    return done;
  };
}

/** Which keys this subgraph can add, by the supergraph's name of it in `join__Graph`. */
export function sharedKeysOf(supergraph: DocumentNode, graph: string): SharedKeys {
  const types = new Map<string, ObjectTypeDefinitionNode>();
  for (const definition of supergraph.definitions)
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) types.set(definition.name.value, definition);
  const query = types.get('Query');
  const shared = (query?.fields ?? []).filter(
    (field) => graphsOf(field, query).length > 1 && graphsOf(field, query).includes(graph),
  );
  return new Map(
    shared
      .map((field) => [field.name.value, keyOf(types.get(typeNameOf(field)), graph)] as const)
      .filter(([, key]) => key.length > 0),
  );
}

function withKeys(document: DocumentNode, keys: SharedKeys): DocumentNode {
  const definitions = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.QUERY
      ? { ...definition, selectionSet: atRoot(definition.selectionSet, keys) }
      : definition,
  );
  return { ...document, definitions };
}

/** Root fields only: one of the same name further down is another field. */
function atRoot(selectionSet: SelectionSetNode, keys: SharedKeys): SelectionSetNode {
  const selections = selectionSet.selections.map((selection) => {
    if (selection.kind === Kind.FIELD) return withKey(selection, keys.get(selection.name.value) ?? NO_KEYS);
    return selection.kind === Kind.INLINE_FRAGMENT
      ? { ...selection, selectionSet: atRoot(selection.selectionSet, keys) }
      : selection;
  });
  return { ...selectionSet, selections };
}

function withKey(field: FieldNode, key: readonly string[]): FieldNode {
  const asked = new Set(
    (field.selectionSet?.selections ?? []).flatMap((selection) =>
      selection.kind === Kind.FIELD ? [selection.alias?.value ?? selection.name.value] : [],
    ),
  );
  const more = key
    .filter((name) => !asked.has(name))
    .map((name): SelectionNode => ({ kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } }));
  if (field.selectionSet === undefined || more.length === 0) return field;
  return { ...field, selectionSet: { ...field.selectionSet, selections: [...field.selectionSet.selections, ...more] } };
}

/** Who resolves a field: whom `@join__field` names, or everybody who has the type. */
function graphsOf(field: FieldDefinitionNode, type: ObjectTypeDefinitionNode | undefined): readonly string[] {
  const own = argumentsOf(field.directives, 'join__field', 'graph');
  return own.length > 0 ? own : argumentsOf(type?.directives, 'join__type', 'graph');
}

/** Only plain fields: a key inside another object is no field of this one. */
function keyOf(type: ObjectTypeDefinitionNode | undefined, graph: string): readonly string[] {
  const here =
    type?.directives?.filter((directive) => argumentsOf([directive], 'join__type', 'graph').includes(graph)) ?? [];
  const [key] = argumentsOf(here, 'join__type', 'key');
  return key !== undefined && /^\w+( \w+)*$/.test(key) ? key.split(' ') : NO_KEYS;
}

function argumentsOf(
  directives: readonly ConstDirectiveNode[] | undefined,
  directive: string,
  argument: string,
): readonly string[] {
  const given = (directives ?? [])
    .filter(({ name }) => name.value === directive)
    .flatMap((each) => each.arguments ?? []);
  return given.flatMap(({ name, value }) =>
    name.value === argument && (value.kind === Kind.ENUM || value.kind === Kind.STRING) ? [value.value] : [],
  );
}

/** Empty for a list, whose items no other subgraph need have. */
function typeNameOf({ type }: FieldDefinitionNode): string {
  const bare = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return bare.kind === Kind.NAMED_TYPE ? bare.name.value : '';
}
