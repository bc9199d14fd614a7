import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError, httpUrl, port, readConfig } from './read-config.js';

const schema = z.object({ PORT: port, ORIGIN: httpUrl, NAME: z.string() });

function problems(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    readConfig(schema, environment);
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.problems : [String(error)];
  }
}

describe('reading a configuration', () => {
  test('names every problem at once', () => {
    expect(problems({ PORT: 'x', ORIGIN: 'nope' })).toEqual(['PORT: must be a whole number', 'ORIGIN: must be an absolute http or https URL', 'NAME is not set']);
  });

  test('takes an empty setting for an absent one', () => {
    expect(problems({ PORT: '1', ORIGIN: 'http://a.test', NAME: '' })).toEqual(['NAME is not set']);
  });

  test('never quotes a value, which may be a secret', () => {
    expect(problems({ PORT: 'hunter2', ORIGIN: 'http://hunter2@a.test', NAME: 'n' }).join()).not.toContain('hunter2');
  });

  test('allows ports up to 65535', () => {
    expect(problems({ PORT: '65535', ORIGIN: 'http://a.test', NAME: 'n' })).toEqual([]);
    expect(problems({ PORT: '65536', ORIGIN: 'http://a.test', NAME: 'n' })).toEqual(['PORT: must be 65535 or less']);
  });
});
