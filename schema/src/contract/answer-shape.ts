import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from './plan.js';

/** What is known of an object: for each type that it can be, who answers which of its members. */
export type Shape = Map<string, Known>;

/** What is known of an object, should it be of one type. */
export interface Known {
  readonly members: Map<string, Member>;
}

export interface Member {
  readonly services: Set<string>;
  readonly below: Shape;
}

export type Fragments = ReturnType<typeof fragmentsOf>;

/** The fields asked of one concrete type, with fragments opened. */
export function fieldsFor(
  schema: GraphQLSchema,
  type: string,
  set: SelectionSetNode,
  fragments: Fragments,
): readonly FieldNode[] {
  return set.selections.flatMap((selection): readonly FieldNode[] => {
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    if (fragment === undefined) return [];
    const condition = fragment.typeCondition?.name.value;
    if (condition !== undefined && !typesOf(schema, condition).includes(type)) return [];
    return fieldsFor(schema, type, fragment.selectionSet, fragments);
  });
}

/** The object types that something of this type can be. */
export function typesOf(schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  if (isAbstractType(type)) return schema.getPossibleTypes(type).map((each) => each.name);
  return isObjectType(type) ? [type.name] : [];
}

export function keyOf(node: FieldNode): string {
  return node.alias?.value ?? node.name.value;
}

export function fieldOf(schema: GraphQLSchema, type: string, name: string): GraphQLField<unknown, unknown> | null {
  const parent = schema.getType(type);
  return isObjectType(parent) ? (parent.getFields()[name] ?? null) : null;
}

/** Notes in the shape that this service answers these selections for an object of one of these types. */
export function fill(
  schema: GraphQLSchema,
  shape: Shape,
  types: readonly string[],
  set: SelectionSetNode,
  answer: { readonly service: string; readonly document: DocumentNode },
): void {
  const fragments = fragmentsOf(answer.document);
  const fillIn = (into: Shape, possible: readonly string[], selectionSet: SelectionSetNode): void => {
    for (const type of possible) {
      const { members } = into.get(type) ?? { members: new Map<string, Member>() };
      into.set(type, { members });
      for (const node of fieldsFor(schema, type, selectionSet, fragments)) {
        const member = members.get(keyOf(node)) ?? { services: new Set(), below: new Map() };
        members.set(keyOf(node), member);
        member.services.add(answer.service);
        const named = getNamedType(fieldOf(schema, type, node.name.value)?.type);
        if (node.selectionSet !== undefined && isCompositeType(named))
          fillIn(member.below, typesOf(schema, named.name), node.selectionSet);
      }
    }
  };
  fillIn(shape, types, set);
}

/** The objects that a plan's path leads to, whichever type stands on the way. */
export function shapesAt(root: Shape, path: readonly string[]): readonly Shape[] {
  return path
    .filter((step) => step !== '@')
    .reduce<readonly Shape[]>(
      (shapes, step) =>
        shapes.flatMap((shape) => [...shape.values()].flatMap(({ members }) => members.get(step)?.below ?? [])),
      [root],
    );
}
