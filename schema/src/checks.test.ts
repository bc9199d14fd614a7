import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { checkBoot } from './boot.js';
import { checkComposition, checkDirectives, checkDrift } from './checks.js';
import { readSubgraphs, type SubgraphSource } from './subgraphs.js';

const LINK =
  '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external", "@authenticated", "@override"])';

function aSubgraph(name: string, types: string): SubgraphSource {
  const sdl = `extend schema ${LINK}\n${types}`;
  return { name, url: `http://127.0.0.1:1/${name}`, typeDefs: parse(sdl), sdl };
}

describe('the schema of this repository', () => {
  const subgraphs = readSubgraphs();
  const { composed, findings } = checkComposition(subgraphs);

  test('composes, without a banned directive', () => {
    expect([...findings, ...checkDirectives(subgraphs)]).toEqual([]);
  });

  test('is the one that is committed', () => {
    expect(composed === null ? 'not composed' : checkDrift(composed)).toEqual([]);
  });
});

describe('a planted defect is found', () => {
  test('when subgraphs disagree about a field', () => {
    const { findings, composed } = checkComposition([
      aSubgraph('one', 'type Query { a: Thing } type Thing @key(fields: "id") { id: ID! size: Int }'),
      aSubgraph('two', 'type Thing @key(fields: "id") { id: ID! size: String }'),
    ]);
    expect(composed).toBeNull();
    expect(findings[0]).toMatchObject({ check: 'composition', message: expect.stringContaining('size') as unknown });
  });

  test('when a field carries @authenticated', () => {
    expect(checkDirectives([aSubgraph('one', 'type Query { a: Int @authenticated }')])).toEqual([
      {
        check: 'directives',
        message: 'one: @authenticated is not allowed: the gateway refuses to start on it; a domain decides who may.',
      },
    ]);
  });

  test('when @requires stands on a field with arguments', () => {
    const planted = aSubgraph(
      'one',
      'type Query { a: Thing } type Thing @key(fields: "id") { id: ID! b: Int @external c(d: Int): Int @requires(fields: "b") }',
    );
    expect(checkDirectives([planted])[0]?.message).toContain('silently wrong');
  });

  test('when @override is progressive', () => {
    expect(
      checkDirectives([aSubgraph('one', 'type Query { a: Int @override(from: "two", label: "percent(50)") }')])[0]
        ?.message,
    ).toContain('never takes effect');
  });

  test('when the committed graph is another one', () => {
    const { composed } = checkComposition([aSubgraph('one', 'type Query { planted: Int }')]);
    expect(composed === null ? [] : checkDrift(composed).map(({ check }) => check)).toEqual(['drift', 'drift']);
  });

  test('when the gateway refuses what composition passed', async () => {
    const { composed } = checkComposition([aSubgraph('one', 'type Query { a: Int @authenticated }')]);
    const findings = await checkBoot(composed?.supergraph ?? '');
    expect(findings).toEqual([{ check: 'boot', message: expect.stringContaining('authenticated') as unknown }]);
  });
});
