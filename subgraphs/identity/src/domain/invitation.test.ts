import { describe, expect, test } from 'vitest';
import { aMembership, ANA, anInvitation, aTenant, NOON } from '../../test/builders.js';
import { decideAcceptance, decideInvitation, type AcceptanceFacts } from './invitation.js';

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

describe('accepting an invitation', () => {
  const facts = (overrides: Partial<AcceptanceFacts> = {}): AcceptanceFacts => ({
    tenant: aTenant(),
    personId: null,
    membership: null,
    issuerConnected: true,
    ...overrides,
  });

  test('makes a member, of an active tenant and of one that is being set up', () => {
    expect(decideAcceptance(anInvitation(), facts(), NOON)).toMatchObject({ allowed: true, value: 'JOIN' });
    expect(decideAcceptance(anInvitation(), facts({ tenant: aTenant({ state: 'PROVISIONING' }) }), NOON)).toMatchObject(
      { value: 'JOIN' },
    );
  });

  test('makes a member again of a person who had left', () => {
    const membership = aMembership({ state: 'LEFT', endedAt: NOON });
    expect(decideAcceptance(anInvitation(), facts({ personId: ANA.id, membership }), NOON)).toMatchObject({
      value: 'JOIN',
    });
  });

  test('is possible until the last millisecond, and refused from then on', () => {
    const invitation = anInvitation();
    const last = new Date(invitation.expiresAt.getTime() - 1);
    expect(decideAcceptance(invitation, facts(), last)).toMatchObject({ value: 'JOIN' });
    expect(decideAcceptance(invitation, facts(), invitation.expiresAt)).toMatchObject({
      code: 'identity.invitation_expired',
    });
  });

  test('is refused when the tenant has not connected the keys that vouch for the caller, before anything else is told', () => {
    const decision = decideAcceptance(anInvitation({ state: 'WITHDRAWN' }), facts({ issuerConnected: false }), NOON);
    expect(decision).toMatchObject({ code: 'identity.issuer_not_connected' });
  });

  test('is refused the second time, except to the one who accepted: they only lost the answer', () => {
    const used = anInvitation({ state: 'ACCEPTED', acceptedBy: ANA.id });
    expect(decideAcceptance(used, facts(), NOON)).toMatchObject({ code: 'identity.invitation_used' });
    expect(decideAcceptance(used, facts({ personId: 'somebody else' }), NOON)).toMatchObject({
      code: 'identity.invitation_used',
    });
    expect(decideAcceptance(used, facts({ personId: ANA.id }), NOON)).toMatchObject({
      allowed: true,
      value: 'REPEATED',
    });
  });

  test('is refused when it was withdrawn', () => {
    expect(decideAcceptance(anInvitation({ state: 'WITHDRAWN' }), facts(), NOON)).toMatchObject({
      code: 'identity.invitation_withdrawn',
    });
  });

  test('is no way around a suspension', () => {
    const membership = aMembership({ state: 'SUSPENDED' });
    expect(decideAcceptance(anInvitation(), facts({ personId: ANA.id, membership }), NOON)).toMatchObject({
      code: 'identity.membership_suspended',
    });
  });

  test('is refused to a member', () => {
    expect(
      decideAcceptance(anInvitation(), facts({ personId: ANA.id, membership: aMembership() }), NOON),
    ).toMatchObject({ code: 'identity.already_member' });
  });

  test.each([
    ['SUSPENDED', 'identity.tenant_suspended'],
    ['CLOSING', 'identity.tenant_closing'],
    ['CLOSED', 'identity.tenant_closed'],
  ] as const)('is refused while the tenant is %s', (state, code) => {
    expect(decideAcceptance(anInvitation(), facts({ tenant: aTenant({ state }) }), NOON)).toMatchObject({ code });
  });
});
