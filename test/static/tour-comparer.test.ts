import { describe, expect, test } from 'vitest';
import { differences, suggestion } from '../harness/tour/compare-answer.js';
import { readTour } from '../harness/tour/read-tour.js';

const SAID = `{
  "errors": [ { "message": "No.", "extensions": { "code": "NOT_PERMITTED", "decisionId": "0b0c5b5e-3b1f-4f7a-9d51-0a1b2c3d4e5f" } } ],
  "data": {
    "tenant": { "id": "a0000000-0000-4000-8000-000000000002", "slug": "acme" },
    "roles": [ "owner", "admin", "member" ],
    "since": "2026-11-21T21:34:31.836Z",
    "secret": "bwk_live_oTHD2Dh6_qjhzX1F5gvIAwIVUBl6HKfQO22BeQp4N",
    "seats": 3
  }
}`;
const SHOWN = suggestion(SAID);
const changed = (from: string, to: string): string[] => {
  expect(SHOWN).toContain(from); // or the test would show nothing
  return differences(SHOWN.replace(from, to), SAID);
};

describe('an answer that is shown', () => {
  test('with … for its ids, times and keys is as it was said, and the demo’s own ids are written out', () => {
    expect(SHOWN).toContain('"decisionId": "…"');
    expect(SHOWN).toContain('"since": "…"');
    expect(SHOWN).toContain('"secret": "…"');
    expect(SHOWN).toContain('a0000000-0000-4000-8000-000000000002');
    expect(differences(SHOWN, SAID)).toEqual([]);
  });

  test('may leave members and elements out where … stands, also between others', () => {
    const shown = `{ "errors": [ { …, "extensions": { "code": "NOT_PERMITTED", … } } ], "data": { "tenant": …, "roles": [ …, "admin", … ], … } }`;
    expect(differences(shown, SAID)).toEqual([]);
  });

  test('may say in a sentence what is another each time', () => {
    expect(
      differences('{ "a": "Ana issued it on …." }', '{ "a": "Ana issued it on 2026-11-21T21:39:21.113Z." }'),
    ).toEqual([]);
  });

  test.each([
    ['a value has drifted', '"seats": 3', '"seats": 4', 'data.seats is shown as 4, and is 3'],
    [
      'a code is wrong',
      'NOT_PERMITTED',
      'FORBIDDEN',
      'errors[0].extensions.code is shown as "FORBIDDEN", and is "NOT_PERMITTED"',
    ],
    ['a number is shown as text', '"seats": 3', '"seats": "3"', 'data.seats is shown as "3", and is 3'],
    ['a demo’s id is another', '8000-000000000002', '8000-000000000003', 'data.tenant.id is shown'],
    [
      'a member is missing',
      '"id": "a0000000-0000-4000-8000-000000000002", ',
      '',
      'data.tenant also has id before slug',
    ],
    ['a member is shown that is not there', '"seats": 3', '"seats": 3, "free": 1', 'data has no free'],
    [
      'the order has changed',
      '"owner", "admin"',
      '"admin", "owner"',
      'data.roles[0] is shown as "admin", and is "owner"',
    ],
    ['an element is missing', '"owner", ', '', 'data.roles is shown with 2 elements, and has 3'],
    ['an element is not there', '"owner", "admin"', '…, "auditor"', 'data.roles has no element "auditor"'],
    ['nothing is left out where … stands', '"seats": 3', '"seats": 3, …', 'nothing is left out there'],
    [
      '… hides what does not change',
      '"slug": "acme"',
      '"slug": "…"',
      'where … is an id, a time or a key; it is "acme"',
    ],
    ['… hides a code', '"code": "NOT_PERMITTED"', '"code": "…"', 'it is "NOT_PERMITTED"'],
    [
      'errors are not shown',
      SHOWN.slice(SHOWN.indexOf('"errors"'), SHOWN.indexOf('"data"')),
      '',
      'the answer also has errors',
    ],
  ])('is refused when %s', (_, from, to, sentence) => {
    expect(changed(from, to).join('\n')).toContain(sentence);
  });

  test.each([
    [
      'a status line is missing',
      '{ "a": 1 }',
      'HTTP 401 Unauthorized\n{ "a": 1 }',
      'there is one more line: HTTP 401 Unauthorized',
    ],
    [
      'a status line is another',
      'HTTP 403 Forbidden\n{ "a": 1 }',
      'HTTP 401 Unauthorized\n{ "a": 1 }',
      'is now "HTTP 401 Unauthorized"',
    ],
    ['text is another', 'billing is stopped.', 'billing is stopped already.', 'is now "billing is stopped already."'],
    ['text is missing', 'billing is stopped.', '', 'this line is missing: billing is stopped.'],
    ['something is said where nothing is shown', '', 'a warning', 'there is one more line: a warning'],
    ['JSON follows that is not shown', 'done', 'done\n{ "a": 1 }', 'JSON follows'],
  ])('is refused when %s', (_, shown, said, sentence) => {
    expect(differences(shown, said).join('\n')).toContain(sentence);
  });

  test.each(['{ "a": 1', '{ "a" 1 }', '{ "a": 1 } }', '[ 1 2 ]', '{ "a": one }'])(
    'that is no JSON, as %s, is refused',
    (shown) => {
      expect(() => differences(`{ "x": ${shown} }`, '{ "x": 1 }')).toThrow(SyntaxError);
    },
  );
});

describe('the steps of a tour', () => {
  const tour = readTour(
    [
      '# Tour',
      ...['## 1. Start', '```sh first terminal', 'npm start', '```', '```sh', '. words.sh', '```'],
      ...[
        '## 2. Ask',
        '```sh',
        'ask one',
        'ask two',
        '```',
        'Prose.',
        '```json',
        '{}',
        '```',
        '```graphql',
        '{ a }',
        '```',
      ],
    ].join('\n'),
  );

  test('are its blocks of sh, each with its heading, its line, and the answer that follows it', () => {
    expect(tour.firstTerminal).toMatchObject([{ section: '1. Start', commands: 'npm start' }]);
    expect(tour.steps).toEqual([
      { section: '1. Start', line: 6, commands: '. words.sh', shown: null },
      { section: '2. Ask', line: 10, commands: 'ask one\nask two', shown: '{}' },
    ]);
  });

  test('end where their block ends', () => {
    expect(() => readTour('# Tour\n```sh\nask')).toThrow('begins in line 2');
  });
});
