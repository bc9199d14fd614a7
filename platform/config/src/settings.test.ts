import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { port } from './read-config.js';
import { setting, settingsHelp, settingsOf } from './settings.js';

const bound = z.coerce.number().int().positive().default(10);
const schema = z.object({
  PORT: setting(port.default(4000), 'Where it listens.'),
  URL: setting(z.url(), 'Where the other one is.'),
  KEY: setting(z.string().optional(), 'Without one nobody is asked.'),
  LEVEL: setting(
    z
      .enum(['low', 'high'])
      .default('low')
      .transform((level) => level === 'low'),
    'How loud.',
  ),
  WAIT: setting(bound, 'How long.', 'ms'),
  PEERS: setting(
    z
      .string()
      .transform((text) => text.split(','))
      .prefault('a=1'),
    'Who is where.',
  ),
  FEEDS: setting(
    z
      .string()
      .default('')
      .transform((text) => text.length),
    'Whom it follows.',
  ),
});
const named = (name: string) => settingsOf(schema).find((each) => each.name === name);

describe('a setting', () => {
  test.each([
    ['PORT', { standard: '4000', isRequired: false, range: '0–65535', unit: null }],
    ['URL', { standard: null, isRequired: true, range: null }],
    ['KEY', { standard: null, isRequired: false }],
    ['LEVEL', { standard: 'low', range: 'low, high' }],
    ['WAIT', { standard: '10', unit: 'ms', range: '1 or more' }],
    ['PEERS', { standard: 'a=1', isRequired: false }],
    ['FEEDS', { standard: null, isRequired: false }],
  ])('%s is told as its schema has it', (name, expected) => {
    expect(named(name)).toMatchObject(expected);
  });

  test('has its sentence, or is a defect', () => {
    expect(named('URL')?.about).toBe('Where the other one is.');
    expect(() => settingsOf(z.object({ MUTE: z.string() }))).toThrow('MUTE has no description');
  });

  test('is one line of help, with what it may be and what it is unless set', () => {
    expect(settingsHelp(settingsOf(schema)).split('\n')).toEqual([
      '  PORT   Where it listens. (0–65535; default 4000)',
      '  URL    Where the other one is. (required)',
      '  KEY    Without one nobody is asked.',
      '  LEVEL  How loud. (low, high; default low)',
      '  WAIT   How long. (1 or more ms; default 10)',
      '  PEERS  Who is where. (default a=1)',
      '  FEEDS  Whom it follows.',
      '',
    ]);
  });
});
