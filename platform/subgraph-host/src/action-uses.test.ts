import { createLog } from '@bailiwick/config';
import { describe, expect, test } from 'vitest';
import { aMachineContext, aPersonContext } from './testing/index.js';
import { createActionUses, type ActionUse } from './action-uses.js';

const MACHINE = aMachineContext('00000000-0000-4000-8000-000000000001', 'm1', { txn: 't1' });
const NOON = new Date('2026-11-21T12:00:00Z');
const LATER = new Date(NOON.getTime() + 5);
const READ = { action: 'billing.invoice.read', effect: 'ALLOW', code: 'access.granted' } as const;
const quiet = createLog('test', 'silent');

describe('the actions that machines use', () => {
  test('are counted by token, action and answer, and reported together', async () => {
    const reports: (readonly ActionUse[])[] = [];
    const uses = createActionUses((report) => Promise.resolve(void reports.push(report)), quiet);
    uses.record(MACHINE, READ, NOON);
    uses.record(MACHINE, READ, LATER);
    uses.record(MACHINE, { ...READ, effect: 'DENY', code: 'access.no_grant' }, NOON);
    uses.record(aPersonContext('00000000-0000-4000-8000-000000000001', 'p1'), READ, NOON);
    await uses.stop();
    expect(reports.flat()).toMatchObject([
      { txn: 't1', machineId: 'm1', credentialId: MACHINE.machine?.credentialId, count: 2, lastAt: LATER },
      { effect: 'DENY', code: 'access.no_grant', count: 1 },
    ]);
  });

  test('are held while they cannot be delivered, up to a bound, and reported when they can', async () => {
    let down = true;
    const kept: ActionUse[] = [];
    const uses = createActionUses(
      (report) => (down ? Promise.reject(new Error('away')) : Promise.resolve(void kept.push(...report))),
      quiet,
    );
    for (let n = 0; n < 10_500; n += 1) uses.record({ ...MACHINE, txn: `t${n}` }, READ, NOON);
    await uses.stop();
    expect(kept).toEqual([]);
    down = false;
    await uses.stop();
    expect(kept).toHaveLength(10_000);
  });

  test('cost nothing where nobody keeps them', async () => {
    const uses = createActionUses(null, quiet);
    uses.record(MACHINE, READ, NOON);
    await expect(uses.stop()).resolves.toBeUndefined();
  });
});
