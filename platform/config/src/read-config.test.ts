import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigError, httpUrl, port, readConfig } from './read-config.js';

const schema = z.object({ PORT: port.default(4000), URL: httpUrl, KEY: z.string().min(10) });
const problemsOf = (environment: Record<string, string | undefined>): readonly string[] => {
  try {
    readConfig(schema, environment);
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.problems : ['something else'];
  }
};

describe('a configuration', () => {
  test('is parsed, defaulted and frozen', () => {
    const config = readConfig(schema, { URL: 'https://a.example', KEY: '0123456789' });
    expect(config).toEqual({ PORT: 4000, URL: 'https://a.example', KEY: '0123456789' });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('tells every problem at once, by name', () => {
    expect(problemsOf({ PORT: '70000', KEY: 'short' })).toEqual([
      'PORT: must be 65535 or less',
      'URL is not set',
      expect.stringMatching(/^KEY: /),
    ]);
  });

  test('treats an empty variable as one that is not set', () => {
    expect(problemsOf({ URL: '', KEY: '0123456789' })).toEqual(['URL is not set']);
  });

  test.each(['ftp://a.example', 'https://user:pass@a.example', 'https://a.example/#here', 'nonsense'])(
    'refuses %s as a URL',
    (url) => {
      expect(problemsOf({ URL: url, KEY: '0123456789' })).toHaveLength(1);
    },
  );

  test('never shows a value', () => {
    expect(problemsOf({ URL: 'https://a.example', KEY: 'hush' }).join()).not.toContain('hush');
  });
});
