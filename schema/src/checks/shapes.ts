import {
  Kind,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeNode,
} from 'graphql';
import { placeOf, type Found } from '../contract/finding.js';
import type { SubgraphSource } from '../subgraphs.js';

/** Mutations, connections, lists and tenants that are shaped unlike the others. */
export function shapesIn({ typeDefs, own }: SubgraphSource): Found[] {
  const types = new Map(
    typeDefs.definitions.flatMap((each) => ('fields' in each ? [[each.name.value, each.fields ?? []] as const] : [])),
  );
  const fieldsOf = (name: string): Members => types.get(name) ?? [];
  return own.definitions.flatMap((each) => {
    if (
      each.kind !== Kind.OBJECT_TYPE_DEFINITION &&
      each.kind !== Kind.OBJECT_TYPE_EXTENSION &&
      each.kind !== Kind.INTERFACE_TYPE_DEFINITION
    )
      return [];
    const { value: type } = each.name;
    const fields = each.fields ?? [];
    return [
      ...(type.endsWith('Connection') || type.endsWith('Edge') ? connectionProblems(type, fields, each) : []),
      ...fields.flatMap((field) => [
        ...(type === 'Mutation' ? mutationProblems(field, fieldsOf) : []),
        ...fieldProblems(type, field),
      ]),
    ];
  });
}

type Members = readonly (FieldDefinitionNode | InputValueDefinitionNode)[];

function mutationProblems(field: FieldDefinitionNode, fieldsOf: (name: string) => Members): Found[] {
  const [input, ...more] = field.arguments ?? [];
  const [takes, gives] = [input === undefined ? '' : write(input.type), write(field.type)];
  const has = (type: string, name: string, written: string) =>
    fieldsOf(type.replace('!', '')).some((each) => each.name.value === name && write(each.type) === written);
  const problems = [
    ...(input?.name.value !== 'input' || more.length > 0 || !/^\w+Input!$/.test(takes)
      ? ['takes something else than one input: …Input!']
      : has(takes, 'idempotencyKey', 'ID!')
        ? []
        : [`takes ${takes}, which has no idempotencyKey: ID!`]),
    ...(/^\w+Payload!$/.test(gives) ? [] : [`returns ${gives}, which is no …Payload!`]),
    ...(has(gives, 'errors', '[MutationError!]!') ? [] : [`returns ${gives}, which has no errors: [MutationError!]!`]),
    ...(has(gives, 'consistencyToken', 'ConsistencyToken')
      ? []
      : [`returns ${gives}, which has no consistencyToken: ConsistencyToken`]),
  ];
  const coordinate = `Mutation.${field.name.value}`;
  return problems.map((problem) => ({
    code: 'MUTATION_SHAPE',
    message: `${coordinate} ${problem}. Shape it like the others.`,
    place: placeOf(field.name),
    coordinate,
  }));
}

function connectionProblems(type: string, fields: readonly FieldDefinitionNode[], node: DefinitionNode): Found[] {
  const written = new Map(fields.map((each) => [each.name.value, write(each.type)]));
  const problems = type.endsWith('Connection')
    ? [
        ...(/^\[\w+Edge!\]!$/.test(written.get('edges') ?? '') ? [] : ['has no edges: […Edge!]!']),
        ...(written.get('pageInfo') === 'PageInfo!' ? [] : ['has no pageInfo: PageInfo!']),
      ]
    : [
        ...(written.get('cursor') === 'String!' ? [] : ['has no cursor: String!']),
        ...(written.has('node') ? [] : ['has no node']),
      ];
  return problems.map((problem) => ({
    code: 'CONNECTION_SHAPE',
    message: `${type} ${problem}. Shape it like the others.`,
    place: placeOf(node),
    coordinate: type,
  }));
}

function fieldProblems(type: string, field: FieldDefinitionNode): Found[] {
  const coordinate = `${type}.${field.name.value}`;
  const written = write(field.type);
  const given = new Map((field.arguments ?? []).map((each) => [each.name.value, each]));
  const at = { place: placeOf(field.name), coordinate };
  const [first, after] = [given.get('first'), given.get('after')];
  const pages = first?.defaultValue !== undefined && write(first.type) === 'Int' && isText(after);
  const isOwnTenant = field.name.value === 'tenant' && given.size === 0 && !written.startsWith('[');
  return [
    ...(/Connection!?$/.test(written) && !pages
      ? [
          {
            code: 'CONNECTION_SHAPE',
            message: `${coordinate} does not take first: Int with a default and after: String. Page it like the others.`,
            ...at,
          },
        ]
      : []),
    ...(/\w\]/.test(written)
      ? [{ code: 'LIST_OF_NULLS', message: `${coordinate} is a list whose items may be null. Write [Item!].`, ...at }]
      : []),
    ...(/^\[*Tenant[\]!]*$/.test(written) && !isOwnTenant
      ? [{ code: 'TENANT_FOREIGN', message: `${coordinate} could answer another tenant. Answer a TenantRef.`, ...at }]
      : []),
  ];
}

function isText(argument: InputValueDefinitionNode | undefined): boolean {
  return argument !== undefined && write(argument.type) === 'String';
}

function write(type: TypeNode): string {
  if (type.kind === Kind.NON_NULL_TYPE) return `${write(type.type)}!`;
  return type.kind === Kind.LIST_TYPE ? `[${write(type.type)}]` : type.name.value;
}
