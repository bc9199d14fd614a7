import { readdirSync, readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../src/gateway/operation.js';
import { sampleAnswer } from './sample-answer.js';

const SCHEMA = buildSchema(readFileSync(new URL('../../../schema/api.graphql', import.meta.url), 'utf8'));
const FOLDER = new URL('../src/operations/', import.meta.url);

const modules = await Promise.all(
  readdirSync(FOLDER).map(async (file) => (await import(new URL(file, FOLDER).href)) as Record<string, unknown>), // ours, whatever they export
);
const operations = modules.flatMap((module) => Object.values(module).filter(isOperation));

function isOperation(value: unknown): value is Operation<unknown> {
  return typeof value === 'object' && value !== null && 'document' in value && 'answer' in value;
}

describe('every operation', () => {
  test.each(operations)('$name is one that the graph answers', ({ document }) => {
    expect(validate(SCHEMA, parse(document)).map(({ message }) => message)).toEqual([]);
  });

  test.each(operations)('$name reads whatever the graph may answer, full or as empty as it allows', (operation) => {
    for (const nulls of [false, true]) {
      const answer = sampleAnswer(SCHEMA, parse(operation.document), { nulls });
      expect(operation.answer.safeParse(answer).error?.issues ?? []).toEqual([]);
    }
  });

  test('is found, and has a name of its own', () => {
    const names = operations.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(15);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the comparison with the graph', () => {
  test('sees a field that is gone', () => {
    expect(validate(SCHEMA, parse('{ viewer { shoeSize } }'))).toHaveLength(1);
  });
});
