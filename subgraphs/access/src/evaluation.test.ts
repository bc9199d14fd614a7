import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aMachine, ANA, anAction, anOccasion, aPerson, NOON, ROBOT } from '../test/builders.js';
import { aToldTenant, openTold, type Told } from '../test/told.js';
import type { Question } from './question.js';
import { listDecisions, countDecisionsSince } from './store/access-decision.js';
import { factsOf, replay } from './stored-decision.js';
import { textLike } from '../test/matchers.js';

let told: Told;
let tenantId: string;
beforeAll(async () => {
  told = await openTold();
  await told.declare('identity', [
    anAction({ name: 'identity.tenant.rename' }),
    anAction({ name: 'identity.tenant.close', systemRoles: [] }),
  ]);
});
beforeEach(async () => {
  tenantId = await aToldTenant(told);
});

const question = (action: string): Question => ({ action, resource: null, roleId: null });
const YES = question('identity.tenant.rename');
const NO = question('identity.tenant.close');
const ask = (questions: readonly Question[], options = {}) =>
  told.evaluation.decide(aPerson({ tenantId }), anOccasion({ requestId: 'request-1' }), questions, options);
const stored = (ids: readonly string[]) => told.database.inTenant(tenantId, (tx) => listDecisions(tx, ids));

describe('an evaluation', () => {
  test('answers in the order of the questions', async () => {
    const answered = await ask([YES, NO, YES]);
    expect(answered.map(({ answer }) => answer.canAccess)).toEqual([true, false, true]);
  });

  test('costs the database the same for fifty questions as for one', async () => {
    await ask([YES]); // the catalogue is in memory from now on
    const cost = async (questions: readonly Question[]) => {
      const before = told.database.statements.count;
      await ask(questions);
      return told.database.statements.count - before;
    };
    const one = await cost([YES]);
    expect(await cost(Array.from({ length: 50 }, () => NO))).toBe(one);
    expect(one).toBeLessThanOrEqual(5);
  });

  test('keeps every answer, whole, under the id that it gives', async () => {
    const [yes, no] = await ask([YES, NO]);
    const kept = await stored([yes?.decisionId ?? '', no?.decisionId ?? '']);
    expect(kept).toHaveLength(2);
    expect(kept.find(({ id }) => id === no?.decisionId)).toMatchObject({
      subject: { kind: 'PERSON', id: ANA },
      action: NO.action,
      requestId: 'request-1',
      canAccess: false,
      redacted: false,
      reason: { code: 'access.no_grant' },
      evaluatedAt: NOON,
    });
  });

  test('keeps an answer about an action that nobody declared', async () => {
    const [answered] = await ask([question('identity.tenant.explode')]);
    expect(await stored([answered?.decisionId ?? ''])).toMatchObject([{ reason: { code: 'access.action_unknown' } }]);
  });

  test('keeps nothing where another tenant could read it', async () => {
    const [answered] = await ask([YES]);
    const other = await aToldTenant(told);
    expect(await told.database.inTenant(other, (tx) => listDecisions(tx, [answered?.decisionId ?? '']))).toEqual([]);
  });

  test('stops at the first no or yes when it is asked to, and keeps no more than it answered', async () => {
    const untilNo = await ask([YES, NO, YES], { semantic: 'DENY_ON_FIRST_DENY' });
    expect(untilNo.map(({ answer }) => answer.canAccess)).toEqual([true, false]);
    const untilYes = await ask([NO, YES, NO], { semantic: 'PERMIT_ON_FIRST_PERMIT' });
    expect(untilYes.map(({ answer }) => answer.canAccess)).toEqual([false, true]);
    const kept = await told.database.inTenant(tenantId, (tx) => countDecisionsSince(tx, NOON));
    expect(kept).toBe(4);
  });

  test('trusts no facts that are older than the caller asked for', async () => {
    const [answered] = await ask([YES], { distrusted: ['identity'] });
    expect(answered?.answer.reason.code).toBe('access.fact_stale');
    const [unaffected] = await ask([YES], { distrusted: ['billing'] });
    expect(unaffected?.answer.canAccess).toBe(true);
  });

  test('of a machine knows its own facts and limits', async () => {
    await told.tell('credentials.machine_identity.changed', tenantId, ROBOT, {
      machineIdentityId: ROBOT,
      name: 'robot',
      state: 'ACTIVE',
      version: 1,
    });
    const [answered] = await told.evaluation.decide(aMachine([], { tenantId }), anOccasion(), [YES]);
    expect(answered?.answer.blockers.map(({ code }) => code)).toEqual(['access.outside_limits', 'access.no_grant']);
  });
});

describe('a preview', () => {
  test('covers the whole catalogue and keeps nothing', async () => {
    const { previews } = await told.evaluation.preview(aPerson({ tenantId }), null);
    const names = previews.map(({ action }) => action.name);
    expect(names).toEqual(expect.arrayContaining(['platform.use', 'access.role.assign', YES.action]));
    expect(await told.database.inTenant(tenantId, (tx) => countDecisionsSince(tx, NOON))).toBe(0);
  });
});

describe('a stored decision', () => {
  const decideOnce = async (asked: Question) => {
    const [answered] = await ask([asked]);
    const [kept] = await stored([answered?.decisionId ?? '']);
    if (kept === undefined) throw new Error('The decision was not kept.');
    return kept;
  };
  const catalogue = async () => (await told.database.inTenant(tenantId, (tx) => told.evaluation.policy(tx))).catalogue;

  test('replayed on the same catalogue comes to the same answer, step by step', async () => {
    for (const asked of [YES, NO, question('platform.use')]) {
      const kept = await decideOnce(asked);
      const again = replay(kept, await catalogue());
      expect(again.reason).toEqual(kept.reason);
      expect(JSON.parse(JSON.stringify(again.trace))).toEqual(kept.trace);
    }
  });

  test('replayed after the catalogue changed comes to today’s answer', async () => {
    const kept = await decideOnce(YES);
    const changed = new Map([...(await catalogue()), [YES.action, anAction({ name: YES.action, systemRoles: [] })]]);
    expect(replay(kept, changed).reason.code).toBe('access.no_grant');
    expect(replay(kept, new Map()).reason.code).toBe('access.action_unknown');
  });

  test('names the facts that it rested on, with a digest to compare by', async () => {
    const first = factsOf(await decideOnce(YES));
    expect(first.map(({ domain, name, version }) => `${domain} ${name} ${version}`)).toEqual([
      'IDENTITY tenant 1',
      'IDENTITY membership 1',
      'IDENTITY setup 1',
      'BILLING billing 1',
    ]);
    expect(first[0]).toMatchObject({ asOf: NOON, digest: textLike(/^[0-9a-f]{64}$/) });
    expect(factsOf(await decideOnce(NO))).toEqual(first);
  });
});
