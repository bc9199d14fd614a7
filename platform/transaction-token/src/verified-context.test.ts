import { describe, expect, test } from 'vitest';
import {
  aMachine,
  anUnlinkedPerson,
  aPerson,
  aSigner,
  aVerifier,
  CREDENTIALS,
  IDENTITY,
  NOON,
  secondsAfter,
} from '../test/builders.js';
import { type TransactionContext } from './index.js';

async function roundTrip(context: TransactionContext, allowLobby = false): Promise<unknown> {
  const signed = await aSigner(context.machine === null ? IDENTITY : CREDENTIALS).sign(context);
  return aVerifier({ allowLobby }).verify([signed.token]);
}

describe('a verified context', () => {
  test.each([
    ['a person', aPerson()],
    ['a person without scope', aPerson({ scope: null })],
    ['a person whose scope allows nothing', aPerson({ scope: [] })],
    [
      'an operator',
      aPerson({
        operator: { duty: 'support', reason: 'Ticket 7: “Übersicht” fehlt' },
        actors: [
          { kind: 'PERSON', id: 'ana', label: 'Ana' },
          { kind: 'PERSON', id: 'ana', label: 'support' },
        ],
      }),
    ],
    ['a machine', aMachine()],
    ['a machine that may do nothing', aMachine({ limits: [] })],
    [
      'a machine in a runtime',
      aMachine({
        machine: {
          credentialId: 'c',
          ownerKind: 'AUTONOMOUS_AGENT',
          runtimeId: 'r',
          trustLevel: 'T3_ATTESTED',
          epoch: 0,
        },
      }),
    ],
  ])('of %s is the context that was signed', async (_, context) => {
    await expect(roundTrip(context)).resolves.toMatchObject({
      ...context,
      issuedAt: NOON,
      expiresAt: secondsAfter(NOON, 30),
    });
  });

  test('of somebody who waits in the lobby is the context that was signed', async () => {
    await expect(roundTrip(anUnlinkedPerson(), true)).resolves.toMatchObject(anUnlinkedPerson());
    await expect(roundTrip(aPerson({ tenantId: null }), true)).resolves.toMatchObject({ tenantId: null });
  });

  test('names its minter, carries its token, and cannot be changed', async () => {
    const { token } = await aSigner().sign(aPerson());
    const context = await aVerifier().verify([token]);
    expect(context).toMatchObject({ issuer: IDENTITY, token });
    expect(Object.isFrozen(context)).toBe(true);
  });
});
