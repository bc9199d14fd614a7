import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CHECKS } from '../src/checks/index.js';
import { codesOf } from '../src/contract/run-checks.js';
import { ROOT } from '../src/files.js';

const folder = mkdtempSync(join(tmpdir(), 'schema-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

function check(...args: readonly string[]) {
  return checkFrom(ROOT, ...args);
}

function checkFrom(cwd: string, ...args: readonly string[]) {
  const command = [join(ROOT, 'schema/dist/check.js'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', cwd });
  return { status, stdout, stderr };
}

function aFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('npm run schema:check', () => {
  test('--help names every check, option and exit code', () => {
    const { status, stdout } = check('--help');
    expect(status).toBe(0);
    for (const word of [...CHECKS.map(({ name }) => name), '--base', '--manifest', '--explain', 'Exits 0'])
      expect(stdout).toContain(word);
  });

  test('--explain tells what a code means', () => {
    const { status, stdout } = check('--explain', 'survival_foreign_loss');
    expect({ status, stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('answers nothing') as unknown,
    });
  });

  test.each([
    ['an unknown option', ['--colour'], '--colour'],
    ['an unknown check', ['--only', 'nothing'], 'There is no check nothing. There are: directives, '],
    ['no check', ['--only', 'diff,'], '--only takes the names of checks'],
    ['an unknown format', ['--format', 'pdf'], '--format takes one of text, github'],
    ['an unknown code', ['--explain', 'NOTHING'], 'There is no code NOTHING'],
    [
      'a ref that is not there',
      ['--only', 'directives', '--base', 'no-such-ref'],
      'There is no commit no-such-ref in this clone',
    ],
    [
      'a ref that looks like an option',
      ['--only', 'directives', '--base=--upload-pack=x'],
      'There is no commit --upload-pack=x',
    ],
    ['a manifest that is not there', ['--manifest', '/nowhere/app.json'], '/nowhere/app.json cannot be read'],
    [
      'an output that cannot be written',
      ['--only', 'directives', '--output', '/nowhere/report'],
      '/nowhere/report cannot be written',
    ],
  ])('answers %s with what to do, and exits 2', (_, args, message) => {
    const { status, stderr } = check(...args);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) as unknown });
    expect(stderr).not.toContain('    at ');
  });

  test('answers a base that is no schema, and a manifest that is none, so', () => {
    const schema = check('--only', 'diff', '--base', aFile('old.graphql', 'type Query {'));
    expect(schema).toMatchObject({ status: 2, stderr: expect.stringContaining('is not a schema') as unknown });
    const manifest = check('--only', 'operations', '--manifest', aFile('app.json', '{}'));
    expect(manifest).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('app.json is not what it should be') as unknown,
    });
  });

  test('says what stopped it in the report too, for a machine that reads nothing else', () => {
    const broken = aFile('broken.json', '{}');
    const [sarif, summary] = [join(folder, 'stopped.sarif'), join(folder, 'stopped.md')];
    const files = ['--output', sarif, '--summary', summary];
    const { status } = check('--only', 'operations', '--manifest', broken, '--format', 'sarif', ...files);
    expect(status).toBe(2);
    expect(readFileSync(sarif, 'utf8')).toContain('"ruleId": "INPUT_UNUSABLE"');
    expect(readFileSync(summary, 'utf8')).toContain('| ❌ | `INPUT_UNUSABLE` |');
    const { stdout } = check('--only', 'operations', '--manifest', broken, '--format', 'github');
    expect(stdout).toContain(`::error file=${broken},line=1,col=1,title=INPUT_UNUSABLE::`);
  });

  test('in another repository’s CI names that repository’s manifest as it was given, and ours from there', () => {
    const operations = [{ id: 'a', name: 'Mine', type: 'query', body: 'query Mine { nothing }' }];
    aFile('mine.json', JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }));
    const api = readFileSync(join(ROOT, 'schema/api.graphql'), 'utf8');
    aFile('before.graphql', `${api}\nextend type Query { planted: Int }\n`);
    const args = [
      '--only',
      'diff,operations',
      '--base',
      'before.graphql',
      '--manifest',
      'mine.json',
      '--format',
      'json',
    ];
    const { stdout } = checkFrom(folder, ...args);
    const { findings } = JSON.parse(stdout) as { findings: { place: { file: string } }[] }; // our own report
    const files = findings.map(({ place }) => place.file);
    expect(files).toContain('mine.json');
    expect(files.filter((file) => file !== 'mine.json').map((file) => existsSync(resolve(folder, file)))).toEqual([
      true,
    ]);
  });

  test('compares with a file, and judges a manifest that it is handed', () => {
    const api = readFileSync(join(ROOT, 'schema/api.graphql'), 'utf8');
    const base = aFile('base.graphql', `${api}\nextend type Query { planted: Int }\n`);
    const operations = [{ id: 'a', name: 'Mine', type: 'query', body: 'query Mine { planted }' }];
    const manifest = aFile(
      'mine.json',
      JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }),
    );
    const report = join(folder, 'report.json');
    const { status, stdout } = check(
      ...['--only', 'diff,operations', '--base', base, '--manifest', manifest],
      ...['--format', 'json', '--output', report],
    );
    expect({ status, stdout }).toMatchObject({ status: 1, stdout: expect.stringContaining('2 errors') as unknown });
    const { findings } = JSON.parse(readFileSync(report, 'utf8')) as { findings: readonly { code: string }[] }; // our own report
    expect(findings.map(({ code }) => code).sort()).toEqual(['BREAKING_CHANGE', 'OPERATION_INVALID']);
  });
});

test('docs/contracts.md says of every code what --explain says', () => {
  const paper = readFileSync(join(ROOT, 'docs/contracts.md'), 'utf8');
  const missing = [...codesOf(CHECKS)].filter(
    ([code, { severity, title, acceptable }]) =>
      !paper.includes(`| \`${code}\` | ${severity}${acceptable === true ? ', can be accepted' : ''} | ${title} |`),
  );
  expect(missing.map(([code]) => code)).toEqual([]);
  const listed = [...paper.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(listed.filter((code) => code !== undefined && !codesOf(CHECKS).has(code))).toEqual([]);
});
