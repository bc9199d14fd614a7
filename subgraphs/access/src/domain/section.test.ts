import type { ActionDeclaration } from '@bailiwick/decision';
import { describe, expect, test } from 'vitest';
import {
  aBilling,
  aCheck,
  aFact,
  aFullAction,
  anAction,
  aReason,
  aRole,
  secondsBefore,
  someFacts,
} from '../../test/builders.js';
import { decideAccess } from './access.js';
import type { DecisionFacts } from './check.js';
import { decideSection, SECTIONS } from './section.js';

const READING = aFullAction({
  name: 'x.thing.read',
  effect: 'READ',
  stalenessSeconds: 300,
  systemRoles: ['owner', 'auditor'],
});
const WRITING = aFullAction({ name: 'x.thing.change', systemRoles: ['owner'] });
const REVOKING = anAction({ name: 'x.thing.revoke', powerReducing: true, systemRoles: ['owner'] });
const NOT_PAID = aFact(aBilling({ ready: false, reason: aReason('billing.payment_overdue') }), { source: 'billing' });

const section = (facts: Partial<DecisionFacts>, actions: readonly ActionDeclaration[] = [READING, WRITING, REVOKING]) =>
  decideSection(
    actions.map((action) => ({ action, answer: decideAccess(aCheck({ action, facts: someFacts(facts) })) })),
  );

describe('a section of Settings', () => {
  test('is editable for whoever may change something in it', () => {
    expect(section({})).toMatchObject({ visibility: 'EDITABLE', reason: { code: 'access.granted' } });
  });

  test('is to be read by whoever may only look, and says why', () => {
    expect(section({ roles: [aRole('auditor')] })).toMatchObject({
      visibility: 'READ_ONLY',
      reason: { code: 'access.no_grant' },
    });
  });

  test('is hidden from whoever was granted nothing in it, whatever else is wrong', () => {
    expect(section({ roles: [aRole('member')], billing: NOT_PAID })).toMatchObject({
      visibility: 'HIDDEN',
      reason: { code: 'access.not_permitted' },
    });
  });

  test('is locked when the tenant is not in order, with the reason', () => {
    expect(section({ billing: NOT_PAID })).toMatchObject({
      visibility: 'LOCKED',
      reason: { code: 'billing.payment_overdue' },
    });
  });

  test('with nothing to change in it is no refusal to whoever may read it', () => {
    expect(section({}, [READING])).toMatchObject({ visibility: 'READ_ONLY', reason: { code: 'access.granted' } });
  });

  test('is not opened by what only takes power away, nor hidden for lack of it', () => {
    expect(section({ billing: NOT_PAID }, [REVOKING, READING]).visibility).toBe('LOCKED');
    expect(section({}, [REVOKING]).visibility).toBe('HIDDEN');
  });

  test('can still be read while facts are too old for changes', () => {
    const setup = aFact({ ready: true, reason: aReason('identity.setup_complete') }, { heardAt: secondsBefore(60) });
    expect(section({ setup })).toMatchObject({ visibility: 'READ_ONLY', reason: { code: 'access.fact_stale' } });
  });

  test('shows no fact to whoever may look but lacks the permission to change', () => {
    const reader = {
      ...READING,
      systemRoles: ['member'] as const,
      factors: ['BOUNDARY', 'TRUST', 'PERMISSION'] as const,
    };
    const verdict = section({ roles: [aRole('member')], billing: NOT_PAID }, [reader, WRITING]);
    expect(verdict).toMatchObject({ visibility: 'READ_ONLY', reason: { code: 'access.not_permitted' } });
  });

  test('without any action is hidden', () => {
    expect(section({}, []).visibility).toBe('HIDDEN');
  });
});

describe('the Settings menu', () => {
  test('has six sections, in this order, each with its owner', () => {
    expect(SECTIONS.map(({ key, owner }) => `${key} ${owner}`)).toEqual([
      'USERS IDENTITY',
      'ORGANIZATION IDENTITY',
      'BILLING BILLING',
      'REPORTING ACCESS',
      'INTEGRATIONS CREDENTIALS',
      'PLATFORM_SETUP IDENTITY',
    ]);
  });
});
