import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLNamedType,
} from 'graphql';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { join } from 'node:path';
import { API } from './contract/contract.js';
import { ROOT } from './files.js';

interface Described {
  readonly place: string;
  readonly description: string | null | undefined;
}

const ROOTS = new Set(['Query', 'Mutation']);

function partsOf(type: GraphQLNamedType): readonly Described[] {
  if (isEnumType(type))
    return type.getValues().map((value) => ({ place: `${type.name}.${value.name}`, description: value.description }));
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => ({
      place: `${type.name}.${field.name}`,
      description: field.description,
    }));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    { place: `${type.name}.${field.name}`, description: field.description },
    ...field.args.map((argument) => ({
      place: `${type.name}.${field.name}(${argument.name}:)`,
      description: argument.description,
    })),
  ]);
}

/** The documentation pane is the manual: what has no description is not documented at all. */
function undescribed(sdl: string): readonly string[] {
  const types = Object.values(buildSchema(sdl).getTypeMap()).filter(
    ({ name, astNode }) => !name.startsWith('__') && astNode !== undefined && astNode !== null,
  );
  const all = types.flatMap((type): readonly Described[] => [
    ...(ROOTS.has(type.name) ? [] : [{ place: type.name, description: type.description }]),
    ...partsOf(type),
  ]);
  return all.filter(({ description }) => (description ?? '').trim() === '').map(({ place }) => place);
}

describe('the schema that clients see', () => {
  test('describes every type, field, argument, input field and enum value', () => {
    expect(undescribed(readFileSync(join(ROOT, API), 'utf8'))).toEqual([]);
  });

  test('would show what is not described', () => {
    expect(undescribed('type Query { a(b: C): Int } input C { "Said." d: Int } "Said." enum E { F }')).toEqual([
      'Query.a',
      'Query.a(b:)',
      'C',
      'E.F',
    ]);
  });
});
