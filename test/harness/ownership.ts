import { readFileSync } from 'node:fs';
import {
  Kind,
  OperationTypeNode,
  parse,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import type { Answer } from './platform.js';

const SUPERGRAPH = new URL('../../schema/supergraph.graphql', import.meta.url);

interface OwnedField {
  readonly owners: readonly string[];
  readonly type: string;
}

interface OwnedType {
  readonly isObject: boolean;
  readonly fields: ReadonlyMap<string, OwnedField>;
}

/** Who resolves what, from the composed graph itself: a new field is walked without anybody adding it here. */
const TYPES: ReadonlyMap<string, OwnedType> = new Map(
  parse(readFileSync(SUPERGRAPH, 'utf8')).definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      return [];
    const all = graphsOf(definition.directives ?? [], 'join__type');
    const fields = (definition.fields ?? []).map(({ name, type, directives }): [string, OwnedField] => {
      const named = graphsOf(directives ?? [], 'join__field');
      return [name.value, { owners: named.length > 0 ? named : all, type: nameOf(type) }];
    });
    return [
      [definition.name.value, { isObject: definition.kind === Kind.OBJECT_TYPE_DEFINITION, fields: new Map(fields) }],
    ];
  }),
);

function graphsOf(directives: readonly ConstDirectiveNode[], name: string): string[] {
  return directives
    .filter((directive) => directive.name.value === name)
    .flatMap(({ arguments: given }) => given?.filter((each) => each.name.value === 'graph') ?? [])
    .flatMap(({ value }) => (value.kind === Kind.ENUM ? [value.value.toLowerCase()] : []));
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

/** The document as clients with a cache send it: with the type of every object, which also tells a fragment's owner. */
export function withTypenames(document: DocumentNode): DocumentNode {
  const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
  return visit(document, {
    SelectionSet: (node) => ({ ...node, selections: [...node.selections, typename] }),
    OperationDefinition: {
      leave: (node) => ({
        ...node,
        selectionSet: {
          ...node.selectionSet,
          selections: node.selectionSet.selections.filter((each) => each !== typename),
        },
      }),
    },
  });
}

export interface Difference {
  /** What only the stopped domain resolves, and what hangs below it: null now, as it must be. */
  readonly lost: readonly string[];
  /** What another domain resolves and yet is gone. */
  readonly gone: readonly { readonly path: string; readonly owners: readonly string[] }[];
  /** What still came, of the others. */
  readonly kept: number;
}

/** Compares an answer without one domain to the whole one, field by field, by who resolves each. */
export function compareWithout(
  down: string,
  document: DocumentNode,
  operationName: string,
  before: Answer,
  after: Answer,
): Difference {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const operation = document.definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION && definition.name?.value === operationName,
  );
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`There is no operation ${operationName}.`);
  const walk = new Walk(down, fragments);
  const root = operation.operation === OperationTypeNode.MUTATION ? 'Mutation' : 'Query';
  walk.object(root, operation.selectionSet, before.data, after.data ?? {}, []);
  return walk;
}

type Path = readonly (string | number)[];

class Walk implements Difference {
  readonly lost: string[] = [];
  readonly gone: { readonly path: string; readonly owners: readonly string[] }[] = [];
  kept = 0;
  readonly #down: string;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(down: string, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#down = down;
    this.#fragments = fragments;
  }

  object(type: string, selectionSet: SelectionSetNode, before: unknown, after: unknown, path: Path): void {
    for (const { name, key, below } of this.#fieldsOf(type, selectionSet, before)) {
      const [was, is] = [at(before, key), at(after, key)];
      const field = TYPES.get(type)?.fields.get(name);
      if (field === undefined || was === null || was === undefined) continue;
      this.#field(field, below, was, is, [...path, key]);
    }
  }

  #field(field: OwnedField, below: SelectionSetNode | undefined, was: unknown, is: unknown, path: Path): void {
    const isLost =
      this.#isDown(field) || (below !== undefined && isMissing(is) && this.#holdsOnlyLost(field.type, below, was));
    if (isLost) {
      if (isMissing(is)) this.lost.push(path.join('.'));
    } else if (isMissing(is)) this.gone.push({ path: path.join('.'), owners: field.owners });
    else if (below === undefined) this.kept += 1;
    else this.#value(field, below, was, is, path);
  }

  #value(field: OwnedField, below: SelectionSetNode, was: unknown, is: unknown, path: Path): void {
    if (!Array.isArray(was)) return this.object(typeOf(was, field.type), below, was, is, path);
    const now: readonly unknown[] = Array.isArray(is) ? is : [];
    if (now.length < was.length) this.gone.push({ path: path.join('.'), owners: field.owners });
    for (const [index, item] of was.entries())
      this.object(typeOf(item, field.type), below, item, now[index], [...path, index]);
  }

  #isDown({ owners }: OwnedField): boolean {
    return owners.every((owner) => owner === this.#down);
  }

  /** An object of which nothing was asked but what the stopped domain resolves, and its key: nobody else was asked. */
  #holdsOnlyLost(type: string, selectionSet: SelectionSetNode, was: unknown): boolean {
    const concrete = typeOf(was, type);
    return this.#fieldsOf(concrete, selectionSet, was).every(({ name }) => {
      const field = TYPES.get(concrete)?.fields.get(name);
      return name === 'id' || field === undefined || this.#isDown(field);
    });
  }

  #fieldsOf(type: string, { selections }: SelectionSetNode, value: unknown): AskedField[] {
    return selections.flatMap((selection): AskedField[] => {
      if (selection.kind === Kind.FIELD) {
        const { name, alias, selectionSet } = selection;
        return [{ name: name.value, key: alias?.value ?? name.value, below: selectionSet }];
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
      const condition = fragment?.typeCondition?.name.value ?? type;
      const isAnother = condition !== type && TYPES.get(condition)?.isObject === true;
      return fragment === undefined || isAnother ? [] : this.#fieldsOf(type, fragment.selectionSet, value);
    });
  }
}

interface AskedField {
  readonly name: string;
  readonly key: string;
  readonly below: SelectionSetNode | undefined;
}

const isMissing = (value: unknown): boolean => value === null || value === undefined;

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function typeOf(value: unknown, declared: string): string {
  const typename = at(value, '__typename');
  return typeof typename === 'string' ? typename : declared;
}
