import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CREDENTIAL_STATES, isTerminal, type CredentialState } from './credential.js';
import { MACHINE_IDENTITY_STATES } from './machine-identity.js';
import { CREDENTIAL_MOVES, IDENTITY_MOVES, mayMoveCredential, mayMoveIdentity } from './transitions.js';

describe('the states of a credential', () => {
  test('have no way out of a terminal one', () => {
    const terminal = CREDENTIAL_STATES.filter(isTerminal);
    expect(terminal).toEqual(['REVOKED', 'COMPROMISED']);
    for (const from of terminal) for (const to of CREDENTIAL_STATES) expect(mayMoveCredential(from, to)).toBe(false);
  });

  test('never lead back to an approval that was given', () => {
    for (const from of CREDENTIAL_STATES) expect(mayMoveCredential(from, 'PENDING_APPROVAL')).toBe(false);
  });

  test('can all be taken back, from wherever they are', () => {
    for (const from of CREDENTIAL_STATES.filter((state) => !isTerminal(state)))
      expect(CREDENTIAL_MOVES[from]).toEqual(expect.arrayContaining(['REVOKED', 'COMPROMISED']));
  });

  test('keep to themselves once ended, whatever way was taken', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...CREDENTIAL_STATES), { maxLength: 30 }), (wanted) => {
        const path: CredentialState[] = ['STAGED'];
        for (const to of wanted) if (mayMoveCredential(path.at(-1) ?? 'STAGED', to)) path.push(to);
        const end = path.findIndex(isTerminal);
        expect(end < 0 ? [] : path.slice(end + 1)).toEqual([]);
      }),
    );
  });
});

describe('the states of a machine identity', () => {
  test('have no way out of RETIRED, and a way into it from every other', () => {
    expect(IDENTITY_MOVES.RETIRED).toEqual([]);
    for (const from of MACHINE_IDENTITY_STATES.filter((state) => state !== 'RETIRED'))
      expect(mayMoveIdentity(from, 'RETIRED')).toBe(true);
  });

  test('lead out of quarantine only to work or to the end', () => {
    expect(IDENTITY_MOVES.QUARANTINED).toEqual(['ACTIVE', 'RETIRED']);
  });
});
