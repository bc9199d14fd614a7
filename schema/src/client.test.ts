import { describe, expect, test } from 'vitest';
import { generateClient } from './client.js';

const anOperation = (source: string) => [{ name: 'planted.graphql', source, examples: null }];

describe('the client that frontends import', () => {
  test('knows a scalar that nobody described as unknown, and asks for no operation that does not fit', async () => {
    const api = 'scalar Shape type Query { shape: Shape }';
    const generated = await generateClient(api, anOperation('query Planted { shape }'));
    expect(generated['types.ts']).toContain('export type PlantedQuery = { readonly shape: unknown };');
    await expect(generateClient(api, anOperation('query Planted { colour }'))).rejects.toThrow('colour');
  });
});
