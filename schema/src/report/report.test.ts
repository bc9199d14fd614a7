import { describe, expect, test } from 'vitest';
import { CHECKS } from '../checks/index.js';
import type { Finding } from '../contract/finding.js';
import { codesOf, type Report } from '../contract/run-checks.js';
import { FORMATS, writeReport, type Format } from './index.js';

const FINDING: Finding = {
  check: 'diff',
  code: 'BREAKING_CHANGE',
  severity: 'error',
  message: 'Field gone.\n::error::planted | `x` @team <b>%',
  place: { file: 'schema/api,graphql', line: 3, column: 5 },
  coordinate: 'Query.a',
};
const report = (...findings: readonly Finding[]): Report => ({ findings, ran: ['diff'], base: 'main' });
const write = (format: Format, ...findings: readonly Finding[]): string =>
  writeReport(format, report(...findings), codesOf(CHECKS));

describe('a report', () => {
  test.each(FORMATS)('in the format %s names code, file and line', (format) => {
    const text = write(format, FINDING);
    expect(text).toContain('BREAKING_CHANGE');
    expect(text).toMatch(/schema\/api(,|%2C)graphql/);
    expect(text).toMatch(/\b3\b/);
  });

  test('as text leads with the place, and ends with what was judged', () => {
    expect(write('text', { ...FINDING, message: 'Keep it.' })).toBe(
      'schema/api,graphql:3:5 error BREAKING_CHANGE\n  Keep it.\n\n1 error, 0 warnings (1 check, compared with main).\n',
    );
    expect(write('text')).toBe('The schema is in order (1 check, compared with main).\n');
  });

  test('for GitHub starts no command but its own, whatever a finding says', () => {
    const [annotation = '', ...rest] = write('github', FINDING).split('\n');
    expect(annotation).toBe(
      '::error file=schema/api%2Cgraphql,line=3,col=5,title=BREAKING_CHANGE::Field gone.%0A::error::planted | `x` @team <b>%25',
    );
    expect(rest.filter((line) => line.startsWith('::'))).toEqual([]);
  });

  test('as Markdown keeps what a finding says inside its cell, without markup or mentions', () => {
    const row =
      write('markdown', FINDING)
        .split('\n')
        .find((line) => line.includes('BREAKING_CHANGE')) ?? '';
    expect(row).toContain('Field gone. ::error::planted \\| \\`x\\` @\u200Bteam \\<b\\>%');
    expect(row.split(/(?<!\\)\|/)).toHaveLength(6);
  });

  test('as SARIF explains every code, and points at the line', () => {
    const log = JSON.parse(write('sarif', FINDING)) as Record<string, unknown>; // our own text, read back
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: { rules: expect.arrayContaining([expect.objectContaining({ id: 'BREAKING_CHANGE' })]) as unknown },
          },
          results: [
            {
              ruleId: 'BREAKING_CHANGE',
              level: 'error',
              locations: [
                { physicalLocation: { artifactLocation: { uri: 'schema/api,graphql' }, region: { startLine: 3 } } },
              ],
            },
          ],
        },
      ],
    });
  });

  test('as SARIF names files as a URI, for code scanning refuses a space', () => {
    const log = write('sarif', { ...FINDING, place: { file: 'schema/my api.graphql', line: 1, column: 1 } });
    expect(log).toContain('"uri": "schema/my%20api.graphql"');
  });

  test('as JSON is the report itself', () => {
    expect(JSON.parse(write('json', FINDING))).toEqual(report(FINDING));
  });
});
