import { readdirSync, readFileSync } from 'node:fs';
import { Kind, parse, visit, type ASTNode, type DefinitionNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import { billing } from '../src/index.js';

const folder = new URL('schema/', billing.directory);
const definitions: readonly DefinitionNode[] = readdirSync(folder).flatMap(
  (name) => parse(readFileSync(new URL(name, folder), 'utf8')).definitions,
);

const ROOTS = ['Query', 'Mutation'];
const DESCRIBED: readonly string[] = [
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
];

function undescribed(): readonly string[] {
  const missing: string[] = [];
  const enter = (node: ASTNode): void => {
    if (
      !DESCRIBED.includes(node.kind) ||
      !('name' in node) ||
      ('description' in node && node.description !== undefined)
    )
      return;
    const name = node.name?.value ?? '';
    if (!ROOTS.includes(name)) missing.push(name);
  };
  for (const definition of definitions) visit(definition, { enter });
  return missing;
}

describe('billing’s part of the graph', () => {
  test('describes every type, field, argument, input field and enum value', () => {
    expect(undescribed()).toEqual([]);
  });

  test('can be null wherever several domains meet', () => {
    const shared = definitions.filter(
      (definition) =>
        definition.kind === Kind.OBJECT_TYPE_DEFINITION &&
        ['Query', 'Tenant', 'BillingSection'].includes(definition.name.value),
    );
    const nonNull = shared
      .flatMap((type) => ('fields' in type ? (type.fields ?? []) : []))
      .filter((field) => field.type.kind === Kind.NON_NULL_TYPE && field.name.value !== 'id');
    expect(nonNull.map(({ name }) => name.value)).toEqual([]);
  });
});
