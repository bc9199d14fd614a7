import { describe, expect, test } from 'vitest';
import { createLog } from './log.js';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog('test', 'debug', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

describe('a log line', () => {
  test('never has a token, a secret or headers, at the top or one below', () => {
    const line = logged((log) => {
      log.info(
        { token: 'abc-1', secret: 'abc-2', request: { authorization: 'abc-3', headers: { a: 'abc-4' } } },
        'request seen',
      );
    });
    expect(line).not.toContain('abc-');
    expect(line).toContain('request seen');
  });

  test('never quotes a row or a value that the database complains about', () => {
    const error = Object.assign(new Error('invalid input syntax for type uuid: "ana@acme.example"'), {
      ...{
        severity: 'ERROR',
        code: '23505',
        constraint: 'person_pkey',
        detail: 'Failing row contains (ana@acme.example).',
        where: 'ana@acme.example',
      },
    });
    const line = logged((log) => {
      log.error({ err: new Error('not kept', { cause: error }) }, 'change failed');
    });
    expect(line).not.toContain('ana@acme.example');
    expect(JSON.parse(line)).toMatchObject({
      err: {
        message: 'not kept',
        cause: { code: '23505', message: 'The database refused a statement (person_pkey).' },
      },
    });
  });

  test('says where an error happened', () => {
    const line = logged((log) => {
      log.error({ err: new Error('broken') }, 'change failed');
    });
    expect(line).toContain('"message":"broken"');
    expect(line).toMatch(/"at":\["at .*log\.test\.ts/);
  });
});
