import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFINITIONS } from '@bailiwick/cli';
import { buildSchema, isEnumType } from 'graphql';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const SOURCES = fileURLToPath(new URL('../../gateway/src/', import.meta.url));
const SUPERGRAPH = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');

/** Words of the domains: every reason code, every action, every enum value of the graph. */
const vocabulary = new Set([
  ...DEFINITIONS.flatMap(({ reasons, actions }) => [...reasons.codes, ...actions.map(({ name }) => name)]),
  ...Object.values(buildSchema(SUPERGRAPH, { assumeValid: true }).getTypeMap())
    .filter(isEnumType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => type.getValues().map(({ name }) => name)),
]);

interface Source {
  readonly file: string;
  readonly text: string;
}

function gatewaySources(): Source[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((file) => ({ file, text: readFileSync(`${SOURCES}/${file}`, 'utf8') }));
}

/** Every string that the code could compare with or answer, and every name that defines a graph. */
function literalsOf({ file, text }: Source): string[] {
  const found: string[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      found.push(node.text);
    ts.forEachChild(node, walk);
  };
  walk(ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true));
  return found;
}

function rulesIn(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    literalsOf(source)
      .filter((literal) => vocabulary.has(literal))
      .map((literal) => `${source.file}: "${literal}"`),
  );
}

describe('the gateway', () => {
  test('knows no word of any domain', () => {
    expect(rulesIn(gatewaySources())).toEqual([]);
  });

  test('defines no type and no resolver', () => {
    const defining = gatewaySources().filter(({ text }) =>
      /\b(typeDefs|resolvers|makeExecutableSchema|buildSubgraphSchema|GraphQLObjectType)\b/.test(text),
    );
    expect(defining.map(({ file }) => file)).toEqual([]);
  });

  test.each(['billing.active', 'billing.plan.change', 'SUSPENDED', 'BILLING'])(
    'would be caught with a rule about %s',
    (word) => {
      expect(
        rulesIn([{ file: 'planted.ts', text: `export const ready = (state: string) => state === '${word}';` }]),
      ).toEqual([`planted.ts: "${word}"`]);
    },
  );
});
