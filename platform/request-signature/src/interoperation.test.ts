import { describe, expect, test } from 'vitest';
import { aFeedRequest, aSignedRequest, aVerifier, FOR_ACCESS, SHARED, verdictOf } from '../test/builders.js';
import { acceptedElsewhere, FIELDS, PARAMETERS, signedElsewhere } from '../test/independent.js';

const WITHOUT_TOKEN = FIELDS.filter((field) => field !== 'txn-token');

describe('an independent implementation of RFC 9421', () => {
  const now = new Date();

  test('verifies what the graphql profile signs', async () => {
    const request = aSignedRequest({ now });
    await expect(acceptedElsewhere(request, FIELDS, SHARED)).resolves.toBe(true);
  });

  test('verifies what the service profile signs, query included', async () => {
    const request = aSignedRequest({
      now,
      profile: 'service',
      path: '/usage',
      query: '?a=%20b&c',
      headers: { 'x-request-id': 'r1' },
    });
    await expect(acceptedElsewhere(request, WITHOUT_TOKEN, SHARED)).resolves.toBe(true);
  });

  test('verifies what the feed profile signs', async () => {
    await expect(acceptedElsewhere(aFeedRequest({ now }), FIELDS.slice(0, 4), FOR_ACCESS)).resolves.toBe(true);
  });

  test('refuses it with one byte changed', async () => {
    const request = { ...aSignedRequest({ now }), path: '/graphqL' };
    await expect(acceptedElsewhere(request, FIELDS, SHARED)).resolves.toBe(false);
  });

  test('signs what we verify', async () => {
    expect(aVerifier().verify(await signedElsewhere())).toMatchObject({ caller: 'gateway', profile: 'graphql' });
  });

  test('signs what we verify with its parameters in any order', async () => {
    expect(verdictOf(await signedElsewhere({ params: PARAMETERS.toReversed() }))).toBe('accepted');
  });
});

describe('a genuine signature is refused', () => {
  test('when it outlives ten seconds, or ends before it begins', async () => {
    const at = (seconds: number) => ({ values: { expires: new Date(Date.UTC(2026, 2, 1, 12, 0, seconds)) } });
    expect(verdictOf(await signedElsewhere(at(10)))).toBe('accepted');
    expect(verdictOf(await signedElsewhere(at(11)))).toBe('lifetime_too_long');
    expect(verdictOf(await signedElsewhere(at(0)))).toBe('lifetime_too_long');
  });

  test('when it was made for another purpose or by another algorithm', async () => {
    expect(verdictOf(await signedElsewhere({ values: { tag: 'other' } }))).toBe('tag_not_ours');
    expect(verdictOf(await signedElsewhere({ values: { alg: 'hmac-sha512' } }))).toBe('algorithm_not_allowed');
  });

  test.each(FIELDS)('when it does not cover %s', async (field) => {
    expect(verdictOf(await signedElsewhere({ fields: FIELDS.filter((each) => each !== field) }))).toBe(
      'components_wrong',
    );
  });

  test('when it covers them in another order, or more', async () => {
    expect(verdictOf(await signedElsewhere({ fields: FIELDS.toReversed() }))).toBe('components_wrong');
    expect(verdictOf(await signedElsewhere({ fields: [...FIELDS, '@scheme'] }))).toBe('components_wrong');
  });

  test.each(PARAMETERS)('without its %s', async (parameter) => {
    expect(verdictOf(await signedElsewhere({ params: PARAMETERS.filter((each) => each !== parameter) }))).toBe(
      'signature_input_malformed',
    );
  });

  test('with a parameter that we do not know', async () => {
    const params = [...PARAMETERS.slice(0, 5), 'extra'];
    expect(verdictOf(await signedElsewhere({ params, values: { extra: 'x' } }))).toBe('signature_input_malformed');
    expect(verdictOf(await signedElsewhere({ params: [...PARAMETERS, 'extra'], values: { extra: 'x' } }))).toBe(
      'signature_input_malformed',
    );
  });

  test('under another label', async () => {
    expect(verdictOf(await signedElsewhere({ name: 'sig1' }))).toBe('signature_input_malformed');
  });

  test('with a nonce that can be guessed', async () => {
    expect(verdictOf(await signedElsewhere({ values: { nonce: '12345' } }))).toBe('signature_input_malformed');
  });
});
