import { describe, expect, test } from 'vitest';
import { ANA, aTenant, NOON } from '../../test/builders.js';
import { decideInvitation } from './invitation.js';

const REQUEST = { email: 'ben@acme.example', roleIds: ['member'], duties: [], expiresInDays: 7 };
const INVITER = { actor: { ...ANA, duty: null }, duties: [] };
const MADE = { id: 'c1', now: NOON };

describe('inviting a person', () => {
  test('offers the roles until it expires', () => {
    const decision = decideInvitation(
      { ...REQUEST, roleIds: ['member', 'member', 'auditor'] },
      INVITER,
      aTenant(),
      MADE,
    );
    expect(decision).toMatchObject({
      allowed: true,
      value: {
        state: 'PENDING',
        roleIds: ['member', 'auditor'],
        expiresAt: new Date('2026-11-28T12:00:00Z'),
        invitedBy: { id: ANA.id, duty: null },
      },
    });
  });

  test.each([1, 30])('may last %d days', (expiresInDays) => {
    expect(decideInvitation({ ...REQUEST, expiresInDays }, INVITER, aTenant(), MADE).allowed).toBe(true);
  });

  test.each([0, 31, -1, 1.5])('may not last %d days', (expiresInDays) => {
    const decision = decideInvitation({ ...REQUEST, expiresInDays }, INVITER, aTenant(), MADE);
    expect(decision).toMatchObject({ code: 'identity.invalid_input', details: { path: ['expiresInDays'] } });
  });

  test.each([[[]], [['']], [['no role']], [Array.from({ length: 11 }, (_, n) => `role-${n}`)]])(
    'is refused for the roles %j',
    (roleIds) => {
      expect(decideInvitation({ ...REQUEST, roleIds }, INVITER, aTenant(), MADE)).toMatchObject({
        details: { path: ['roleIds'] },
      });
    },
  );

  test('is refused for something that is no address', () => {
    expect(decideInvitation({ ...REQUEST, email: 'ben' }, INVITER, aTenant(), MADE)).toMatchObject({
      details: { path: ['email'] },
    });
  });

  test('offers a duty in the platform’s tenant when the inviter holds it', () => {
    const inviter = { ...INVITER, duties: ['support'] as const };
    const decision = decideInvitation(
      { ...REQUEST, duties: ['support'] },
      inviter,
      aTenant({ kind: 'PLATFORM' }),
      MADE,
    );
    expect(decision).toMatchObject({ allowed: true, value: { duties: ['support'] } });
  });

  test('is refused for a duty that the inviter does not hold', () => {
    const decision = decideInvitation(
      { ...REQUEST, duties: ['support'] },
      INVITER,
      aTenant({ kind: 'PLATFORM' }),
      MADE,
    );
    expect(decision).toMatchObject({ code: 'identity.duty_not_held' });
  });

  test('is refused for a duty in a customer’s tenant, even to someone who holds it', () => {
    const inviter = { ...INVITER, duties: ['support'] as const };
    expect(decideInvitation({ ...REQUEST, duties: ['support'] }, inviter, aTenant(), MADE)).toMatchObject({
      details: { path: ['duties'] },
    });
  });

  test('is refused for a duty that is not registered', () => {
    const decision = decideInvitation(
      { ...REQUEST, duties: ['everything'] },
      INVITER,
      aTenant({ kind: 'PLATFORM' }),
      MADE,
    );
    expect(decision).toMatchObject({ code: 'identity.invalid_input', details: { path: ['duties'] } });
  });
});
