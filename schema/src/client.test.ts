import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkClientDrift, generateClient } from './client.js';
import { API_FILE } from './files.js';

const anOperation = (source: string) => [{ name: 'planted.graphql', source, examples: null }];

describe('the client that frontends import', () => {
  test('is the one that the API and the operations generate', async () => {
    expect(checkClientDrift(await generateClient(readFileSync(API_FILE, 'utf8')))).toEqual([]);
  });

  test('is found to be another one, with the command that writes it anew', async () => {
    const planted = await generateClient('type Query { a: Int }', anOperation('query Planted { a }'));
    expect(checkClientDrift(planted)).toEqual(
      ['types.ts', 'documents.ts'].map((name) => ({
        check: 'client',
        message: `schema/client/src/generated/${name} is not what api.graphql and the operations generate. Run npm run schema:compose and commit it.`,
      })),
    );
  });

  test('knows a scalar that nobody described as unknown, and asks for no operation that does not fit', async () => {
    const api = 'scalar Shape type Query { shape: Shape }';
    const generated = await generateClient(api, anOperation('query Planted { shape }'));
    expect(generated['types.ts']).toContain('export type PlantedQuery = { readonly shape: unknown };');
    await expect(generateClient(api, anOperation('query Planted { colour }'))).rejects.toThrow('colour');
  });
});
