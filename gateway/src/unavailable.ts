import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  type SelectionNode,
} from 'graphql';

/** Response keys that did not come, nested as they were asked for. */
export interface Missing {
  readonly [key: string]: Missing;
}

const ENTITIES = '_entities';
/** One dead subgraph under a list of a thousand is not worth a thousand errors. */
const ERRORS_MAX = 50;

/** One error per place at which a fetch that failed was to put something. */
export function failedFetch(
  document: DocumentNode,
  representations: number,
  error: GraphQLFormattedError,
): GraphQLFormattedError[] {
  const asked = askedFor(document);
  const entity = asked[ENTITIES];
  const at = (path: readonly (string | number)[], missing: Missing): GraphQLFormattedError => ({
    ...error,
    path,
    extensions: { ...error.extensions, missing },
  });
  if (entity === undefined) return Object.entries(asked).map(([key, missing]) => at([key], missing));
  return Array.from({ length: Math.min(representations, ERRORS_MAX) }, (_, index) => at([ENTITIES, index], entity));
}

/**
 * Where in the answer the fetch is really missed. Several subgraphs may put fields under one path (`tenant` is resolved
 * by every domain), so the path is followed down to what is null; fields that another one supplied are no error.
 */
export function missedPaths(
  data: unknown,
  path: readonly (string | number)[],
  missing: Missing,
): (readonly (string | number)[])[] {
  return missedBelow(valueAt(data, path), path, missing).slice(0, ERRORS_MAX);
}

function missedBelow(
  value: unknown,
  path: readonly (string | number)[],
  missing: Missing,
): (readonly (string | number)[])[] {
  if (value === null) return [path];
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => missedBelow(item, [...path, index], missing));
  if (typeof value !== 'object') return [];
  return Object.entries(missing).flatMap(([key, below]) => {
    const child: unknown = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
    return child === undefined ? [] : missedBelow(child, [...path, key], below);
  });
}

/** Null as soon as something on the way is: a null further up hides the place, and is there because of it. */
function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return value ?? null;
    value = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  }
  return value;
}

function askedFor(document: DocumentNode): Missing {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const asked: Record<string, Missing> = {};
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) collect(definition.selectionSet.selections, fragments, asked);
  }
  return asked;
}

function collect(
  selections: readonly SelectionNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  into: Record<string, Missing>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      collect(fragments.get(selection.name.value)?.selectionSet.selections ?? [], fragments, into);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet.selections, fragments, into);
    } else if (!selection.name.value.startsWith('__')) {
      const key = selection.alias?.value ?? selection.name.value;
      const below: Record<string, Missing> = { ...into[key] };
      collect(selection.selectionSet?.selections ?? [], fragments, below);
      into[key] = below;
    }
  }
}
