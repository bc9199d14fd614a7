import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

interface Sampling {
  /** Everything that may be null is. */
  readonly nulls: boolean;
}

/**
 * An answer as the schema allows it. What is null only while a domain is down stays: then there is an error beside it,
 * and the command has ended before anything is read.
 */
export function sampleAnswer(schema: GraphQLSchema, document: DocumentNode, sampling: Sampling): unknown {
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const root = operation === undefined ? null : schema.getRootType(operation.operation);
  if (operation === undefined || !root) throw new TypeError('There is no operation.');
  return objectOf({ schema, fragments, sampling }, root, operation.selectionSet);
}

interface Frame {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly sampling: Sampling;
}

function objectOf(frame: Frame, type: GraphQLObjectType, selections: SelectionSetNode): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const selection of selections.selections) {
    if (selection.kind === Kind.FIELD) {
      const field = type.getFields()[selection.name.value];
      const key = selection.alias?.value ?? selection.name.value;
      answer[key] = field === undefined ? type.name : valueOf(frame, field, field.type, selection.selectionSet);
      continue;
    }
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : frame.fragments.get(selection.name.value);
    const condition = inner?.typeCondition?.name.value;
    if (inner !== undefined && (condition === undefined || isOrIs(frame.schema, type, condition)))
      Object.assign(answer, objectOf(frame, type, inner.selectionSet));
  }
  return answer;
}

function isOrIs(schema: GraphQLSchema, type: GraphQLObjectType, condition: string): boolean {
  const wanted = schema.getType(condition);
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}

function valueOf(
  frame: Frame,
  field: GraphQLField<unknown, unknown>,
  type: GraphQLOutputType,
  selections: SelectionSetNode | undefined,
): unknown {
  const onlyWhileDown = /(^|\. )Null while \w+ is down/.test(field.description ?? '');
  if (!isNonNullType(type) && frame.sampling.nulls && !onlyWhileDown) return null;
  const present = getNullableType(type);
  if (isListType(present))
    return frame.sampling.nulls
      ? []
      : membersOf(frame, getNamedType(present)).map((member) => leafOrObject(frame, member, selections));
  return leafOrObject(frame, membersOf(frame, getNamedType(present))[0], selections);
}

/** Of a union or an interface each type is one element, so that none of them goes unread. */
function membersOf(frame: Frame, type: ReturnType<typeof getNamedType>): readonly unknown[] {
  return isAbstractType(type) ? frame.schema.getPossibleTypes(type) : [type];
}

function leafOrObject(frame: Frame, type: unknown, selections: SelectionSetNode | undefined): unknown {
  if (isObjectType(type) && selections !== undefined) return objectOf(frame, type, selections);
  if (isEnumType(type)) return type.getValues()[0]?.name;
  const name = (type as GraphQLCompositeType | undefined)?.name;
  if (name === 'Int' || name === 'Float') return 1;
  return name === 'Boolean' ? true : 'text';
}
