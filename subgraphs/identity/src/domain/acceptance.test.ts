import { describe, expect, test } from 'vitest';
import { aMembership, ANA, anInvitation, aTenant, NOON } from '../../test/builders.js';
import { decideAcceptance, type AcceptanceFacts } from './acceptance.js';

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
