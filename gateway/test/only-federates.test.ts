import { readdirSync, readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const sources = readdirSync(new URL('../src/', import.meta.url)).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
);
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

/** Values of the graph's own vocabulary: a rule about one of them would have to name it. */
const enumValues = new Set(
  parse(read('../../schema/supergraph.graphql')).definitions.flatMap((definition) =>
    definition.kind === Kind.ENUM_TYPE_DEFINITION && !definition.name.value.includes('__')
      ? (definition.values ?? []).map(({ name }) => name.value)
      : [],
  ),
);
/** Every reason code and action is `<domain>.<name>…`. */
const DOMAIN_NAME = /^(access|billing|identity|credentials|platform)\.[a-z0-9_.]+$/;

function literalsOf(text: string): readonly string[] {
  const literals: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      literals.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('any.ts', text, ts.ScriptTarget.Latest));
  return literals;
}

const domainLiterals = (text: string): readonly string[] =>
  literalsOf(text).filter((literal) => enumValues.has(literal) || DOMAIN_NAME.test(literal));

describe('the gateway only federates', () => {
  test.each(sources)('%s names nothing that a domain decides', (name) => {
    const text = read(`../src/${name}`);
    expect(domainLiterals(text)).toEqual([]);
    expect(text).not.toMatch(/\btypeDefs\b|\bresolvers\b|buildSchema|makeExecutableSchema/);
  });

  test('a planted rule would be found', () => {
    expect(enumValues.size).toBeGreaterThan(20);
    expect(domainLiterals(`if (state === 'ACTIVE') return 'billing.suspended';`)).toEqual([
      'ACTIVE',
      'billing.suspended',
    ]);
  });
});
