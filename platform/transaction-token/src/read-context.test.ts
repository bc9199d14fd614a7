import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aMachine,
  aPerson,
  aVerifier,
  claimsOf,
  CREDENTIALS_KEY,
  forged,
  membersOf,
  verdictOf,
} from '../test/builders.js';

/** Every claim by its path, so that a new one is tested without being named here. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, name]))].filter(
    (each) => each.length > 0,
  );
}

function changed(value: unknown, [name, ...rest]: readonly string[], to: unknown): unknown {
  if (name === undefined) return to;
  const copy = { ...membersOf(value), [name]: changed(membersOf(value)[name], rest, to) };
  return Array.isArray(value) ? Object.values(copy) : copy;
}

/** Values that are not of the claim's type. An empty scope or list of limits is right: it allows nothing. */
function wrongFor(original: unknown, name: string): readonly unknown[] {
  const strangers = [null, 7, '7', true, [], {}].filter(
    (value) => typeof value !== typeof original || value === null || Array.isArray(value) !== Array.isArray(original),
  );
  if (typeof original === 'number') return [...strangers, -1, 7.5, 2 ** 60];
  if (typeof original === 'string' && !['scope', 'limits'].includes(name)) return [...strangers, ''];
  return Array.isArray(original) ? [...strangers, [null], ['x'], [[]]] : strangers;
}

const asMachine = { header: { kid: 'c1' }, key: CREDENTIALS_KEY.privateKey };
const person = aPerson({ operator: { duty: 'support', reason: 'Ticket 7' } });
const machine = aMachine({
  machine: { credentialId: 'c1', ownerKind: 'INTERNAL_SERVICE', runtimeId: 'r1', trustLevel: 'T1_BEARER', epoch: 7 },
  authentication: { method: 'api_key', multiFactor: false, issuer: 'i', subjectHash: 'h', client: 'k' },
});

describe('a claim of another type refuses the token', () => {
  test.each([
    ['person', person, {}],
    ['machine', machine, asMachine],
  ])("every claim of a %s's, also when the signature holds", async (_, context, as) => {
    const claims = await claimsOf(context);
    for (const path of pathsOf(claims)) {
      for (const value of wrongFor(
        path.reduce<unknown>((inner, name) => membersOf(inner)[name], claims),
        path.at(-1) ?? '',
      )) {
        const verdict = await verdictOf(await forged({ ...as, claims: changed(claims, path, value) }));
        expect([path.join('.'), value, verdict === 'accepted']).toEqual([path.join('.'), value, false]);
      }
    }
  });

  test('a principal kind that is not the subject’s', async () => {
    const claims = await claimsOf();
    await expect(verdictOf(await forged({ claims: changed(claims, ['tctx', 'kind'], 'machine') }))).resolves.toBe(
      'claims_malformed',
    );
  });

  test('an unknown trust level or actor', async () => {
    const claims = await claimsOf(aMachine());
    await expect(
      verdictOf(await forged({ ...asMachine, claims: changed(claims, ['tctx', 'machine', 'trust'], 'T9') })),
    ).resolves.toBe('claims_malformed');
    await expect(
      verdictOf(await forged({ ...asMachine, claims: changed(claims, ['tctx', 'actors', '0', 'kind'], 'ROBOT') })),
    ).resolves.toBe('claims_malformed');
  });

  test('a scope with an empty word', async () => {
    for (const scope of [' ', 'a  b', ' a', 'a ']) {
      await expect(verdictOf(await forged({ claims: { ...(await claimsOf()), scope } }))).resolves.toBe(
        'claims_malformed',
      );
    }
  });

  test('any payload at all: refused, never a broken verifier', async () => {
    const verifier = aVerifier({ allowLobby: true });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom('sub', 'aud', 'iat', 'exp', 'txn', 'scope', 'req_wl', 'tctx', 'rctx'),
          fc.jsonValue(),
        ),
        async (more) => {
          const claims = { ...(await claimsOf()), ...more };
          const genuine = Object.keys(more).length === 0;
          fc.pre(
            !genuine && !('scope' in more && Object.keys(more).length === 1) && !('txn' in more) && !('req_wl' in more),
          );
          return (await verdictOf(await forged({ claims }), verifier)) !== 'accepted';
        },
      ),
      { numRuns: 100 },
    );
  });
});
