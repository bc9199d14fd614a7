import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  separateOperations,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type ASTVisitor,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';
import type { Operation } from './operation.js';

/** One place of the schema that an operation touches. */
export interface Use {
  readonly node: ASTNode;
  /** False for what a variable could bring, and what an enum could answer: it may be used. */
  readonly isCertain: boolean;
}

/** As the diff names them: `Type`, `Type.field`, `Type.field.argument`, `Input.field`, `Enum.VALUE`, `@directive.argument`. */
export type Uses = ReadonlyMap<string, Use>;

/** All that one operation uses of a schema, which need not be the one that it validates against. */
export function usesOf(schema: GraphQLSchema, operation: Operation): Uses {
  const uses = new Map<string, Use>();
  const use: Note = (coordinate, node, isCertain = true) => {
    if (uses.get(coordinate)?.isCertain !== true) uses.set(coordinate, { node, isCertain });
  };
  const info = new TypeInfo(schema);
  const visitor = { ...outputVisitor(info, use), ...inputVisitor(schema, info, use) };
  visit(documentOf(operation), visitWithTypeInfo(info, visitor));
  return uses;
}

type Note = (coordinate: string, node: ASTNode, isCertain?: boolean) => void;

/** What is asked for. */
function outputVisitor(info: TypeInfo, use: Note): ASTVisitor {
  return {
    Field: (node) => {
      const parent = info.getParentType()?.name;
      if (parent === undefined || info.getFieldDef() === null) return;
      use(parent, node);
      use(`${parent}.${node.name.value}`, node);
      useAnswer(getNamedType(info.getType()), (coordinate) => use(coordinate, node, false));
    },
    InlineFragment: (node) => {
      if (node.typeCondition !== undefined) use(node.typeCondition.name.value, node);
    },
    Directive: (node) => use(`@${node.name.value}`, node),
  };
}

/** With what it is asked. */
function inputVisitor(schema: GraphQLSchema, info: TypeInfo, use: Note): ASTVisitor {
  return {
    Argument: (node) => {
      const [directive, field] = [info.getDirective()?.name, info.getFieldDef()?.name];
      if (info.getArgument() === null) return;
      const taker = directive === undefined ? `${info.getParentType()?.name ?? ''}.${field ?? ''}` : `@${directive}`;
      use(`${taker}.${node.name.value}`, node);
    },
    // An object written out feels what is added to its type, though it has no field of that name.
    ObjectValue: (node) => {
      const input = getNamedType(info.getInputType());
      if (input !== undefined) use(input.name, node);
    },
    ObjectField: (node) => {
      const input = getNamedType(info.getParentInputType());
      if (input !== undefined) use(`${input.name}.${node.name.value}`, node);
    },
    EnumValue: (node) => {
      const type = getNamedType(info.getInputType());
      if (type !== undefined) for (const each of [type.name, `${type.name}.${node.value}`]) use(each, node);
    },
    VariableDefinition: (node) => useVariable(schema, node, (coordinate) => use(coordinate, node, false)),
  };
}

/** The operation alone, with the fragments that it reaches. */
function documentOf({ node, document }: Operation): DocumentNode {
  return separateOperations(document)[node.name?.value ?? ''] ?? document;
}

function useAnswer(type: GraphQLNamedType | undefined, use: (coordinate: string) => void): void {
  if (type === undefined) return;
  use(type.name);
  if (isEnumType(type)) for (const { name } of type.getValues()) use(`${type.name}.${name}`);
}

function useVariable(schema: GraphQLSchema, node: VariableDefinitionNode, use: (coordinate: string) => void): void {
  const seen = new Set<string>();
  const follow = (type: GraphQLNamedType | undefined): void => {
    if (type === undefined || seen.has(type.name)) return;
    seen.add(type.name);
    useAnswer(type, use);
    if (!isInputObjectType(type)) return;
    for (const field of Object.values(type.getFields())) {
      use(`${type.name}.${field.name}`);
      follow(getNamedType(field.type));
    }
  };
  follow(getNamedType(typeFromAST(schema, node.type)));
}

/** Why something is deprecated, by its coordinate. Null when it is not, or is not there. */
export function deprecationOf(schema: GraphQLSchema, coordinate: string): string | null {
  const [typeName = '', member = '', argument] = coordinate.split('.');
  const type = schema.getType(typeName);
  if (isEnumType(type)) return type.getValue(member)?.deprecationReason ?? null;
  if (type === undefined || !('getFields' in type)) return null;
  const field = type.getFields()[member];
  const part = argument === undefined ? field : argumentsOf(field).find(({ name }) => name === argument);
  return part?.deprecationReason ?? null;
}

/** An input's field has none. */
function argumentsOf(field: object | undefined): readonly GraphQLArgument[] {
  return field !== undefined && 'args' in field ? (field.args as readonly GraphQLArgument[]) : []; // only an output field has the member
}
