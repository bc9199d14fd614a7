import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { API_FILE } from './files.js';
import { checkOperations } from './operation-checks.js';
import type { OperationFile } from './operation-files.js';

const API = 'type Query { a(size: Int, at: Place): Int } input Place { x: Int! }';
const GOOD = '# topic: Start\n\n# What it is for.\nquery A($size: Int) {\n  a(size: $size)\n}\n';

function aFile({ source = GOOD, examples, name = 'planted.graphql' }: Planted): OperationFile {
  const beside = examples === undefined ? null : { name: 'planted.variables.json', source: examples };
  return { name, source, examples: beside };
}
interface Planted {
  readonly name?: string;
  readonly source?: string;
  readonly examples?: string;
}

const problems = (...files: readonly Planted[]): readonly string[] =>
  checkOperations(API, files.map(aFile)).map(({ message }) => message);

describe('the operations of the frontend', () => {
  test('are valid, named once, said in a sentence, under a topic, with variables that fit', () => {
    expect(checkOperations(readFileSync(API_FILE, 'utf8'))).toEqual([]);
  });
});

describe('a file of operations is found', () => {
  test('fine as it should be', () => {
    expect(problems({ examples: '{ "A": { "size": 1 } }' })).toEqual([]);
  });

  test.each<readonly [string, Planted, string]>([
    ['that is not GraphQL', { source: 'query {' }, 'Syntax Error'],
    ['that asks for what is not there', { source: GOOD.replace('a(', 'nothingLikeThis(') }, 'nothingLikeThis'],
    ['whose operation has no name', { source: GOOD.replace('query A', 'query ') }, 'needs a name'],
    ['without a topic', { source: GOOD.replace('# topic: Start\n', '') }, '# topic: …'],
    ['with a topic of its own', { source: GOOD.replace('Start', 'Elsewhere') }, 'one of Start, Settings'],
    ['without a sentence', { source: GOOD.replace('# What it is for.\n', '') }, 'A needs a comment'],
    ['whose sentence stands apart', { source: GOOD.replace('for.\n', 'for.\n\n') }, 'A needs a comment'],
    ['with variables that are not JSON', { examples: '{' }, 'planted.variables.json must be a JSON object'],
    ['with variables for nobody', { examples: '{ "B": {} }' }, 'names B, which is no operation here'],
    ['with a variable too many', { examples: '{ "A": { "colour": 1 } }' }, 'A has no variable $colour'],
    ['with a variable of another type', { examples: '{ "A": { "size": "big" } }' }, 'Int cannot represent'],
    [
      'whose operation cannot do without an example',
      { source: GOOD.replace('$size: Int', '$size: Int!') },
      'the variables of A do not fit',
    ],
  ])('%s', (_, file, problem) => {
    expect(problems(file)).toContainEqual(expect.stringContaining(problem));
  });

  test('that names an operation as another file does', () => {
    expect(problems({ name: 'one.graphql' }, { name: 'two.graphql' })).toEqual([
      'two.graphql: A is the name of an operation in one.graphql too',
    ]);
  });

  test('whose fragment is another one under the same name, but not when it is the same', () => {
    const withFragment = (name: string, field: string): Planted => ({
      name: `${name}.graphql`,
      source: `# topic: Start\n\n# What for.\nquery ${name} {\n  ...All\n}\n\nfragment All on Query {\n  ${field}\n}\n`,
    });
    expect(problems(withFragment('One', 'a'), withFragment('Two', 'a'))).toEqual([]);
    expect(problems(withFragment('One', 'a'), withFragment('Two', 'a(size: 2)'))).toEqual([
      'Two.graphql: the fragment All is another one than in One.graphql',
    ]);
  });
});
