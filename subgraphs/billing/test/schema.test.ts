import { readdirSync, readFileSync } from 'node:fs';
import {
  Kind,
  parse,
  visit,
  type DefinitionNode,
  type NameNode,
  type ObjectTypeDefinitionNode,
  type StringValueNode,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { billing } from '../src/index.js';

const folder = new URL('schema/', billing.directory);
const definitions: readonly DefinitionNode[] = readdirSync(folder).flatMap(
  (name) => parse(readFileSync(new URL(name, folder), 'utf8')).definitions,
);

/** Described by the graph as a whole. */
const ROOTS = ['Query', 'Mutation'];
const MEETING_POINTS = ['Query', 'Tenant', 'BillingSection'];

interface Named {
  readonly name: NameNode;
  readonly description?: StringValueNode;
}

function undescribed(definition: DefinitionNode): readonly string[] {
  const missing: string[] = [];
  const look = ({ name: { value }, description }: Named): void => {
    if (description === undefined && !ROOTS.includes(value)) missing.push(value);
  };
  visit(definition, {
    ObjectTypeDefinition: look,
    InterfaceTypeDefinition: look,
    InputObjectTypeDefinition: look,
    EnumTypeDefinition: look,
    EnumValueDefinition: look,
    FieldDefinition: look,
    InputValueDefinition: look,
  });
  return missing;
}

const isMeetingPoint = (definition: DefinitionNode): definition is ObjectTypeDefinitionNode =>
  definition.kind === Kind.OBJECT_TYPE_DEFINITION && MEETING_POINTS.includes(definition.name.value);

describe('billing’s part of the graph', () => {
  test('describes every type, field, argument, input field and enum value', () => {
    expect(definitions.length).toBeGreaterThan(20);
    expect(definitions.flatMap(undescribed)).toEqual([]);
  });

  test('can be null wherever several domains meet', () => {
    const fields = definitions.filter(isMeetingPoint).flatMap((type) => type.fields ?? []);
    const nonNull = fields.filter(({ type }) => type.kind === Kind.NON_NULL_TYPE).map(({ name }) => name.value);
    expect(nonNull).toEqual(['id', 'id']);
  });
});
