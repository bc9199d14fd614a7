import { createRequestVerifier, SignatureRefused, signRequest } from '@bailiwick/request-signature';
import { createTransactionTokenSigner, createTransactionTokenVerifier } from '@bailiwick/transaction-token';
import { afterEach, describe, expect, test } from 'vitest';
import { aDirectory, NOON, secondsAfter, WORKLOADS } from '../test/builders.js';
import { initKeys, keyFilePath, rotateKeys, watchKeys, type WatchedKeys } from './index.js';

const running: WatchedKeys[] = [];
const log = { info: () => undefined, error: () => undefined };
let now = NOON;

afterEach(() => running.splice(0).forEach((keys) => keys.stop()));

/** A workload that runs through everything: its clock is the test's, and it polls when the test says so. */
function run(directory: string, workload: string): WatchedKeys {
  const keys = watchKeys({
    file: keyFilePath(directory, workload),
    workload,
    log,
    now: () => now,
    intervalMs: 3_600_000,
  });
  running.push(keys);
  return keys;
}

function aPlatform(): {
  directory: string;
  request: () => void;
  token: () => Promise<unknown>;
  workloads: Record<'gateway' | 'identity' | 'billing', WatchedKeys>;
} {
  now = NOON;
  const directory = aDirectory();
  initKeys(directory, WORKLOADS, { now });
  const workloads = {
    gateway: run(directory, 'gateway'),
    identity: run(directory, 'identity'),
    billing: run(directory, 'billing'),
  };
  const receiver = createRequestVerifier({
    receiver: 'billing',
    authority: 'billing',
    pairSecrets: () => workloads.billing.current().pairSecrets,
    startedAt: NOON,
    now: () => now,
  });
  const minter = createTransactionTokenSigner({
    issuer: 'i',
    audience: 'a',
    keys: () => workloads.identity.current().signingKeys,
    now: () => now,
  });
  const verifier = createTransactionTokenVerifier({
    audience: 'a',
    allowLobby: false,
    now: () => now,
    issuers: [{ issuer: 'i', subjectKind: 'person', jwks: () => minter.publicJwks() }],
  });
  const request = (): void => {
    const sent = {
      method: 'POST',
      path: '/graphql',
      query: '',
      headers: { 'x-request-id': 'r', 'txn-token': 't' },
      body: '',
    };
    const headers = {
      ...sent.headers,
      ...signRequest({
        ...sent,
        profile: 'graphql',
        caller: 'gateway',
        receiver: 'billing',
        authority: 'billing',
        pairSecrets: () => workloads.gateway.current().pairSecrets,
        now,
      }),
    };
    receiver.verify({ ...sent, headers: Object.entries(headers).flat() });
  };
  const token = async () => verifier.verify([(await minter.sign(A_PERSON)).token]);
  return { directory, request, token, workloads };
}

const A_PERSON = {
  txn: 'x',
  principal: { kind: 'PERSON', id: 'p' },
  subject: 'person:p',
  tenantId: 't',
  scope: null,
  limits: null,
  actors: [],
  operator: null,
  machine: null,
  requestingWorkload: 'gateway',
  authentication: { method: 'oidc', multiFactor: false, issuer: 'i', subjectHash: null, client: null },
} as const;

describe('rotating the keys of a running platform', () => {
  test.each([
    ['the caller', ['gateway', 'billing'] as const],
    ['the receiver', ['billing', 'gateway'] as const],
  ])('fails no request when %s reloads first', async (_, [first, second]) => {
    const { directory, request, token, workloads } = aPlatform();
    rotateKeys(directory, { now });
    for (let seconds = 0; seconds < 400; seconds += 1) {
      now = secondsAfter(NOON, seconds);
      if (seconds === 2) workloads[first].check();
      if (seconds === 4) [workloads[second], workloads.identity].forEach((keys) => keys.check());
      request();
      await token();
    }
  });

  test('leaves a workload, that never reloaded, refused when the overlap is over', () => {
    const { directory, request, workloads } = aPlatform();
    rotateKeys(directory, { now });
    workloads.billing.check();
    now = secondsAfter(NOON, 359);
    request();
    now = secondsAfter(NOON, 360);
    expect(request).toThrow(SignatureRefused);
    workloads.gateway.check();
    request();
  });
});
