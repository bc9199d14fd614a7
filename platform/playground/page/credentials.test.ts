import { describe, expect, test } from 'vitest';
import type { CredentialRequest, PickedCredential } from '../src/picker.js';
import { createCredentials } from './credentials.js';

const ANA: CredentialRequest = { id: 'ana@acme.example', secondFactor: false };
const NOON_MS = Date.parse('2026-01-01T12:00:00Z');

function aPicker() {
  const asked: CredentialRequest[] = [];
  let nowMs = NOON_MS;
  const credentials = createCredentials(
    (request): Promise<PickedCredential> => {
      asked.push(request);
      const expiresAt = new Date(nowMs + 3_600_000).toISOString();
      return Promise.resolve({ credential: `credential ${String(asked.length)}`, expiresAt });
    },
    () => nowMs,
  );
  return { asked, credentials, pass: (ms: number) => (nowMs += ms) };
}

describe('a picked credential', () => {
  test('is asked for once and then kept', async () => {
    const { asked, credentials } = aPicker();
    expect([await credentials.of(ANA), await credentials.of(ANA)]).toEqual(['credential 1', 'credential 1']);
    expect(asked).toEqual([ANA]);
  });

  test('is another with a second factor', async () => {
    const { credentials } = aPicker();
    await credentials.of(ANA);
    expect(await credentials.of({ ...ANA, secondFactor: true })).toBe('credential 2');
  });

  test.each([
    [3_539_999, 'credential 1'],
    [3_540_000, 'credential 2'],
  ])('after %i ms of an hour is %s', async (ms, credential) => {
    const { credentials, pass } = aPicker();
    await credentials.of(ANA);
    pass(ms);
    expect(await credentials.of(ANA)).toBe(credential);
  });

  test('is renewed on demand, and the new one kept', async () => {
    const { credentials } = aPicker();
    await credentials.of(ANA);
    expect([await credentials.of(ANA, true), await credentials.of(ANA)]).toEqual(['credential 2', 'credential 2']);
  });

  test('that could not be had is asked for again', async () => {
    let fails = true;
    const credentials = createCredentials(
      () => (fails ? Promise.reject(new Error('away')) : Promise.resolve({ credential: 'c', expiresAt: null })),
      () => NOON_MS,
    );
    await expect(credentials.of(ANA)).rejects.toThrow('away');
    fails = false;
    expect(await credentials.of(ANA)).toBe('c');
  });
});
