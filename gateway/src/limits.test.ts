import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { limitOperations } from './limits.js';

const schema = buildSchema('type Query { a: Query b: Int }');
const problems = (source: string): readonly string[] =>
  validate(schema, parse(source), [limitOperations({ queryDepth: 3, queryAliases: 2 })]).map(({ message }) => message);

describe('an operation’s size', () => {
  test('may reach the depth limit and not pass it, however the fields are grouped', () => {
    expect(problems('{ a { a { b } } }')).toEqual([]);
    expect(problems('{ a { a { a { b } } } }')).toEqual([expect.stringContaining('more than 3 levels')]);
    expect(problems('{ a { ...F } } fragment F on Query { a { ... on Query { b } } }')).toEqual([]);
    expect(problems('{ a { ...F } } fragment F on Query { a { ... { a { b } } } }')).toHaveLength(1);
  });

  test('may reach the alias limit and not pass it, however often a fragment repeats them', () => {
    expect(problems('{ x: b y: b }')).toEqual([]);
    expect(problems('{ x: b y: b z: b }')).toEqual([expect.stringContaining('more than 2 aliases')]);
    expect(problems('{ ...F a { ...F } } fragment F on Query { x: b }')).toEqual([]);
    expect(problems('{ ...F a { ...F a { ...F } } } fragment F on Query { x: b }')).toHaveLength(1);
  });

  test('is measured at once for fragments that double sixty times', () => {
    const bomb = Array.from(
      { length: 60 },
      (_, n) => `fragment F${String(n)} on Query { x: a { ...F${String(n + 1)} } y: a { ...F${String(n + 1)} } }`,
    ).join(' ');
    const began = performance.now();
    expect(problems(`{ ...F0 } ${bomb} fragment F60 on Query { b }`)).toHaveLength(2);
    expect(performance.now() - began).toBeLessThan(200);
  });

  test('is measured for a fragment that spreads itself', () => {
    expect(problems('{ ...F } fragment F on Query { a { ...F } }')).toEqual([]);
  });
});
