import { sql } from '@bailiwick/database';
import type { ActionDeclaration } from '@bailiwick/decision';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBilling, type TestDatabase } from '../test/builders.js';
import { declareActions } from './index.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openBilling();
});

function anAction(name: string, description = 'Reads it.'): ActionDeclaration {
  return {
    name,
    description,
    section: 'BILLING',
    effect: 'READ',
    factors: ['BOUNDARY'],
    feature: null,
    requiredTrust: 'T1_BEARER',
    requiresMfa: false,
    stalenessSeconds: 300,
    powerReducing: false,
    endsStanding: false,
    systemRoles: ['owner'],
    duties: [],
  };
}

const declared = () =>
  database.inSystem('feed', async (tx) =>
    (
      await sql<{
        data: { actions: ActionDeclaration[] };
      }>`select data from outbox where type = 'billing.actions.declared' order by id`.execute(tx)
    ).rows.map(({ data }) => data.actions),
  );

describe('the action catalogue', () => {
  test('is declared when it changed, also back to what it was, and not by a restart', async () => {
    const [first, second] = [
      [anAction('billing.plan.read'), anAction('billing.plan.change')],
      [anAction('billing.plan.read', 'Reads the plan.')],
    ];
    expect(await declareActions(database, 'billing', first)).toBe(true);
    expect(await declareActions(database, 'billing', [...first].reverse())).toBe(false);
    expect(await declareActions(database, 'billing', second)).toBe(true);
    expect(await declareActions(database, 'billing', first)).toBe(true);
    expect(await declareActions(database, 'billing', first)).toBe(false);
    expect(await declared()).toEqual([first, second, first]);
  });
});
