import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differences, suggestion } from '../harness/tour/compare-answer.js';
import { readTour } from '../harness/tour/read-tour.js';
import { openTerminals, type StepRun, type Terminals } from '../harness/tour/tour-session.js';

const TOUR = fileURLToPath(new URL('../../docs/tour.md', import.meta.url));
const { firstTerminal, steps } = readTour(readFileSync(TOUR, 'utf8'));

let terminals: Terminals;
let runs: readonly StepRun[];
beforeAll(async () => {
  terminals = await openTerminals();
  await terminals.startFirst(firstTerminal.map(({ commands }) => commands).join('\n'), 'Stop with Ctrl-C.');
  runs = await terminals.runSecond(steps);
}, 300_000);
afterAll(() => {
  terminals.close();
});

const cases = steps.map((step, index) => ({ ...step, index, where: `docs/tour.md:${step.line}` }));

describe('the tour', () => {
  test.each(cases)('$section, $where: its commands succeed and answer as is shown', ({ index, shown, where }) => {
    const run = runs[index];
    expect({ failed: run?.failed, stderr: run?.stderr }).toEqual({ failed: [], stderr: '' });
    const said = run?.stdout ?? '';
    const differing = differences(shown ?? '', said);
    if (differing.length > 0) expect.fail(`${where} shows another answer.\n${howToMend(differing, said)}`);
  });

  test('ends with Ctrl-C in the first terminal, which keeps the data', async () => {
    expect(await terminals.interruptFirst()).toContain('Your data is kept.');
  });
});

function howToMend(differing: readonly string[], said: string): string {
  return [
    ...differing.map((each) => `  - ${each}`),
    '',
    'If the new answer is right, show it, with … where you leave something out; if not, mend what answers. It says:',
    '',
    suggestion(said),
  ].join('\n');
}
