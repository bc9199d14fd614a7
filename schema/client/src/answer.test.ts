import { describe, expect, test } from 'vitest';
import { mustSignIn, refusalsOf, shouldRetry } from './answer.js';
import type { WhyFragment } from './index.js';

const REASON: WhyFragment = {
  code: 'access.no_grant',
  owner: 'ACCESS',
  message: 'No role of this person includes billing.account.read.',
  since: null,
  remedy: { label: 'Ask an administrator.', section: 'USERS', requiredPermission: 'access.role.assign' },
};
const anError = (code: string, more: object = {}) => ({
  message: 'A sentence.',
  path: ['billingAccount'],
  extensions: { code, ...more },
});

describe('what was refused', () => {
  test('is, for a read, the whole reason with the place that is null for it', () => {
    const answer = {
      data: { billingAccount: null },
      errors: [anError('NOT_PERMITTED', { reason: REASON, decisionId: 'd1' })],
    };
    expect(refusalsOf(answer)).toEqual([
      {
        code: 'access.no_grant',
        message: 'A sentence.',
        reason: REASON,
        decisionId: 'd1',
        at: ['billingAccount'],
        input: null,
      },
    ]);
  });

  test('is, for a request as a whole, said at no place', () => {
    const reason = { ...REASON, code: 'identity.tenant_required', owner: 'IDENTITY' };
    const answer = { errors: [{ message: 'Which?', extensions: { code: 'BAD_REQUEST', reason, decisionId: null } }] };
    expect(refusalsOf(answer)).toMatchObject([{ code: 'identity.tenant_required', at: [], decisionId: null }]);
  });

  test('is, for a mutation, each error of its payload', () => {
    const errors = [
      { __typename: 'RuleRefused', code: 'access.no_grant', message: 'No.', path: null, reason: REASON },
      { __typename: 'InvalidInput', code: 'identity.invalid_input', message: 'Too long.', path: ['email'] },
    ];
    expect(refusalsOf({ data: { inviteMember: { invitation: null, errors } } })).toMatchObject([
      { code: 'access.no_grant', reason: REASON, at: null, input: null },
      { code: 'identity.invalid_input', reason: null, at: null, input: ['email'] },
    ]);
  });

  test('is not what went wrong without anybody’s decision', () => {
    expect(
      refusalsOf({ data: { viewer: null }, errors: [anError('UNAVAILABLE'), anError('INTERNAL_SERVER_ERROR')] }),
    ).toEqual([]);
  });

  test('keeps its code when no reason came with it', () => {
    expect(refusalsOf({ errors: [anError('NOT_PERMITTED', { reason: null })] })).toMatchObject([
      { code: 'NOT_PERMITTED', reason: null },
    ]);
  });
});

describe('a request', () => {
  test.each([
    ['UNAVAILABLE', { again: true, signIn: false }],
    ['UNAUTHENTICATED', { again: false, signIn: true }],
    ['NOT_PERMITTED', { again: false, signIn: false }],
    ['INTERNAL_SERVER_ERROR', { again: false, signIn: false }],
  ])('that was answered %s is sent again or needs a new credential: %j', (code, expected) => {
    const answer = { errors: [{ ...anError(code), path: undefined }] };
    expect({ again: shouldRetry(answer), signIn: mustSignIn(answer) }).toEqual(expected);
  });

  test('of somebody who has chosen no tenant yet does not need a new credential', () => {
    expect(mustSignIn({ errors: [anError('UNAUTHENTICATED')] })).toBe(false);
  });

  test('that was answered in full needs neither', () => {
    const answer = { data: { viewer: {} } };
    expect([shouldRetry(answer), mustSignIn(answer), refusalsOf(answer)]).toEqual([false, false, []]);
  });
});
