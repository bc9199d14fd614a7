import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestPlatform, type Answer, type TestPlatform } from '../harness/platform.js';
import { READY_OPERATIONS, type ReadyOperation } from '../harness/ready-operations.js';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.remove());

const CASES = READY_OPERATIONS.map((ready) => ({ name: ready.operation.name, ready }));

/** What was asked for, by its one root field or all of them; and what a mutation was refused with. */
function outcomeOf({ data }: Answer): ReadyOperation['answer'] {
  const fields: unknown[] = Object.values(data ?? {});
  if (fields.length === 0 || fields.includes(null)) return 'nothing';
  const refused = fields.flatMap((field) => (field as { errors?: { code: string }[] }).errors ?? []); // a payload's
  return refused[0] === undefined ? 'data' : { refused: refused[0].code };
}

describe('an operation that is ready to be tried, with its example, on a demo that was just started', () => {
  test.each(CASES)('is $name, answered without an error, and alike when it is sent again', async ({ ready }) => {
    for (const answer of [await platform.ask(ready.request), await platform.ask(ready.request)]) {
      expect({ status: answer.status, errors: answer.errors }).toEqual({ status: 200, errors: [] });
      expect(outcomeOf(answer)).toEqual(ready.answer);
    }
  });

  test('shows something in most cases, and needs an id from another answer in few', () => {
    const withData = READY_OPERATIONS.filter(({ answer }) => answer === 'data').length;
    expect(withData / READY_OPERATIONS.length).toBeGreaterThan(0.8);
  });
});
