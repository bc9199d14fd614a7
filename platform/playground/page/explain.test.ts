import { describe, expect, test } from 'vitest';
import { explain } from './explain.js';

const REASON = {
  code: 'access.not_permitted',
  owner: 'ACCESS',
  message: 'You are not permitted to do this here.',
  since: null,
  remedy: { label: 'Ask an administrator.', section: 'USERS', requiredPermission: 'access.role.assign' },
};
const TOLD = { code: REASON.code, owner: 'ACCESS', message: REASON.message, since: null, remedy: REASON.remedy };

describe('an answer', () => {
  test('without errors has nothing to explain', () => {
    expect(explain({ data: { viewer: { principal: null }, list: [1, null] } })).toEqual([]);
  });

  test.each([null, undefined, 'text', 7, [], { errors: 'odd' }, { errors: [null] }])('of %j breaks nothing', (odd) => {
    expect(() => explain(odd)).not.toThrow();
  });

  test('explains a denied read with the reason’s own words, its remedy and its place', () => {
    const errors = [
      {
        message: 'x',
        path: ['tenant', 'members', 0],
        extensions: { code: 'NOT_PERMITTED', reason: REASON, decisionId: 'd1' },
      },
    ];
    expect(explain({ errors })).toEqual([
      { ...TOLD, title: 'Not permitted', path: 'tenant.members.0', decisionId: 'd1' },
    ]);
  });

  test.each([
    ['UNAUTHENTICATED', 'Not signed in'],
    ['UNAVAILABLE', 'Not available right now'],
    ['BAD_USER_INPUT', 'The input is not usable'],
    ['SOMETHING_NEW', 'Not answered'],
  ])('without a reason says %s in words', (code, title) => {
    expect(explain({ errors: [{ message: 'Said.', extensions: { code } }] })).toMatchObject([
      { title, code, message: 'Said.', remedy: null, path: null },
    ]);
  });

  test('explains what a mutation refused, with the input field', () => {
    const data = { inviteMember: { errors: [{ code: 'identity.invalid_input', message: 'No.', path: ['email'] }] } };
    expect(explain({ data })).toMatchObject([
      { title: 'Refused', code: 'identity.invalid_input', message: 'No.', path: 'inviteMember: input.email' },
    ]);
  });

  test('prefers the whole reason of a refusal that has one', () => {
    const data = { change: { errors: [{ code: 'other', message: 'Other.', path: null, reason: REASON, decisionId: 'd2' }] } }; // prettier-ignore
    expect(explain({ data })).toEqual([{ ...TOLD, title: 'Refused', path: 'change', decisionId: 'd2' }]);
  });

  test('explains access’s own no, however deep it is asked for', () => {
    const data = { a: [{ accessState: { canAccess: false, reason: REASON, decisionId: 'd3' } }, { canAccess: true }] };
    expect(explain({ data })).toEqual([{ ...TOLD, title: 'Denied', path: 'a.0.accessState', decisionId: 'd3' }]);
  });
});
