import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBase } from './base.js';
import { overlay, treeAt, workingTree } from './tree.js';

const root = mkdtempSync(join(tmpdir(), 'contract-tree-'));
const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args], {
    cwd: root,
    stdio: 'pipe',
  });
const write = (text: string) => writeFileSync(join(root, 'schema/api.graphql'), text);

beforeAll(() => {
  mkdirSync(join(root, 'schema'));
  git('init', '-q', '-b', 'main');
  write('type Query { first: Int }');
  git('add', '.');
  git('commit', '-qm', 'one');
  git('tag', 'v1.0.0');
  git('checkout', '-qb', 'proposal');
  write('type Query { second: Int }');
  git('commit', '-qam', 'two');
  write('type Query { third: Int }');
});
afterAll(() => rmSync(root, { recursive: true }));

const apiOf = (named: string | null) => readBase(root, named, root)?.tree.read('schema/api.graphql');

describe('the base', () => {
  test.each([
    ['a tag', 'v1.0.0', 'first'],
    ['a branch', 'proposal', 'second'],
    ['the last release', 'release', 'first'],
    ['a file', 'schema/api.graphql', 'third'],
    ['nothing, which means the merge base with main', null, 'first'],
  ])('can be %s', (_, named, field) => {
    expect(apiOf(named)).toBe(`type Query { ${field}: Int }`);
  });

  test('is refused when it is not there, with what to do', () => {
    expect(() => apiOf('nothing')).toThrow(/There is no commit nothing in this clone.*fetch-depth 0/);
    git('tag', '-d', 'v1.0.0');
    expect(() => apiOf('release')).toThrow(/There is no release to compare with/);
  });
});

describe('a clone', () => {
  test('may be a folder of a larger repository', () => {
    const inner = treeAt(join(root, 'schema'), 'main');
    expect([inner.list('.'), inner.read('api.graphql')]).toEqual([[], 'type Query { first: Int }']);
  });

  test('that git refuses, or that is none, is refused with git’s own words', () => {
    const nothing = mkdtempSync(join(tmpdir(), 'no-clone-'));
    expect(() => readBase(nothing, 'main', nothing)).toThrow(/There is no commit main.*not a git repository/);
    expect(readBase(nothing, null, nothing)).toBeNull();
    rmSync(nothing, { recursive: true });
  });
});

describe('a tree of files', () => {
  test('is the working tree’s, a commit’s, or either with edits', () => {
    const [now, then] = [workingTree(root), treeAt(root, 'main')];
    expect([now, then].map((tree) => tree.list('schema'))).toEqual([['schema/api.graphql'], ['schema/api.graphql']]);
    const edited = overlay(then, { 'schema/api.graphql': null, 'schema/new.graphql': 'x' });
    expect([edited.list('schema'), edited.read('schema/api.graphql'), edited.read('schema/new.graphql')]).toEqual([
      ['schema/new.graphql'],
      null,
      'x',
    ]);
    expect([now.read('nothing'), then.read('nothing'), now.list('nothing')]).toEqual([null, null, []]);
  });
});
