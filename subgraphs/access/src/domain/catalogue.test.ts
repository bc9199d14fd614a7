import { allow, refuse, type ActionDeclaration } from '@bailiwick/decision';
import { describe, expect, test } from 'vitest';
import { aFullAction, anAction } from '../../test/builders.js';
import { actions } from '../actions.js';
import { decideDeclaration, reviewDeclarations } from './catalogue.js';

const refusedAs = (domain: string, action: ActionDeclaration) => {
  const decision = decideDeclaration(domain, action);
  return decision.allowed ? null : decision.code;
};

describe('a declared action', () => {
  test('enters the catalogue when its prefix is the declaring domain', () => {
    const action = anAction();
    expect(decideDeclaration('identity', action)).toEqual(allow(action));
  });

  test.each(['billing', 'access', 'identit', 'identity.thing'])(
    'is refused to the domain %s, whose it is not',
    (domain) => {
      expect(refusedAs(domain, anAction())).toBe('access.foreign_action');
    },
  );

  test('is refused when its name is not domain, noun and verb', () => {
    expect(refusedAs('identity', anAction({ name: 'identity.change' }))).toBe('access.foreign_action');
  });

  test('named platform.use is access’s alone', () => {
    expect(refusedAs('access', anAction({ name: 'platform.use' }))).toBeNull();
    expect(refusedAs('platform', anAction({ name: 'platform.use' }))).toBe('access.foreign_action');
  });

  test.each(['BOUNDARY', 'TRUST', 'PERMISSION'] as const)('is refused without the factor %s', (factor) => {
    const factors = anAction().factors.filter((each) => each !== factor);
    expect(refusedAs('identity', anAction({ factors }))).toBe('access.core_factor_missing');
  });

  test('of billing never depends on billing, so that who is suspended can pay', () => {
    expect(refusedAs('billing', aFullAction({ name: 'billing.plan.change' }))).toBe('access.billing_blocks_billing');
    const withFeature = anAction({ name: 'billing.plan.change', feature: 'reporting' });
    expect(refusedAs('billing', withFeature)).toBe('access.billing_blocks_billing');
    expect(refusedAs('billing', anAction({ name: 'billing.plan.change' }))).toBeNull();
  });

  test.each(['PLATFORM', 'BILLING'] as const)('that only takes power away never depends on %s', (factor) => {
    const action = anAction({ powerReducing: true, factors: [...anAction().factors, factor] });
    expect(refusedAs('identity', action)).toBe('access.power_reducing_blocked');
  });

  test('that only takes power away never depends on a feature', () => {
    const action = anAction({ powerReducing: true, feature: 'integrations' });
    expect(decideDeclaration('identity', action)).toEqual(
      refuse('access.power_reducing_blocked', { facts: { action: action.name, dependency: 'integrations' } }),
    );
  });

  test('with a feature declares BILLING too, or the feature would never be looked at', () => {
    expect(refusedAs('identity', anAction({ feature: 'reporting' }))).toBe('access.feature_without_billing');
    expect(refusedAs('identity', aFullAction({ feature: 'reporting' }))).toBeNull();
  });
});

describe('a domain’s catalogue', () => {
  test('loses its bad declarations only', () => {
    const review = reviewDeclarations('identity', [anAction(), anAction({ name: 'billing.plan.change' })]);
    expect(review.accepted.map(({ name }) => name)).toEqual(['identity.thing.change']);
    expect(review.refused).toEqual([{ name: 'billing.plan.change', code: 'access.foreign_action' }]);
  });

  test('of access itself holds nothing that would be refused', () => {
    expect(reviewDeclarations('access', actions)).toEqual({ accepted: actions, refused: [] });
  });

  test('of access itself describes every action', () => {
    expect(actions.filter(({ description }) => !/^[A-Z].*\.$/.test(description))).toEqual([]);
  });
});
