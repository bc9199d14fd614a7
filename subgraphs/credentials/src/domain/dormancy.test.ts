import { expect, test } from 'vitest';
import { aCredential, days, NOON } from '../../test/builders.js';
import { decideSleep } from './dormancy.js';

const LIMIT = { dormantAfterDays: 10 };
const old = { createdAt: days(-40), notBefore: days(-40), stateSince: days(-40), lastUsed: null };

test('a credential sleeps when nothing has been heard of it for as long as the limit says', () => {
  expect(decideSleep(aCredential({ ...old, state: 'STAGED' }), LIMIT, NOON)).toEqual({ now: true });
});

test('one that was never used and is resumed today has its days again', () => {
  const resumed = aCredential({ ...old, state: 'STAGED', stateSince: NOON });
  expect(decideSleep(resumed, LIMIT, NOON)).toMatchObject({ now: false });
});

test('one without a secret of ours never sleeps: nothing would wake it', () => {
  expect(decideSleep(aCredential({ ...old, state: 'STAGED', kind: 'FEDERATED_OIDC' }), LIMIT, NOON)).toBeNull();
});
