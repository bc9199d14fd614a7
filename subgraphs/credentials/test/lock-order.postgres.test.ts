import { randomUUID } from 'node:crypto';
import type { Log } from '@bailiwick/config';
import { untilWaiting } from '@bailiwick/database/testing';
import { startClock } from '@bailiwick/events';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clockRules } from '../src/clock/clock-rules.js';
import { lockCredential } from '../src/store/credential.js';
import { CREDENTIAL_EXPIRES } from '../src/store/expiry.js';
import { CREDENTIAL_LEAKED } from '../src/store/leak.js';
import { endCredentials } from '../src/store/end-credentials.js';
import { keepExchanges } from '../src/store/usage.js';
import { held, type Tx } from './interleaved.js';
import { activeMachine, issueKey } from './machines.js';
import { openWorld, type World } from './world.js';

const REVOKE = `mutation($input: RevokeInput!) { revoke(input: $input) { revocation { epoch } errors { code } } }`;
const BULK = `mutation($input: BulkRevokeInput!) { bulkRevoke(input: $input) { changed errors { code } } }`;

let world: World;
const said: string[] = [];
const keep = (_: object, event: string) => said.push(event);
/** Pino's methods, of which this domain uses these. */
const log = { info: () => undefined, warn: keep, error: keep } as unknown as Log;
beforeAll(async () => {
  world = await openWorld({ log, isAlone: true });
});
beforeEach(() => {
  said.length = 0;
});
// What was run again would be well in the end: nothing had to be.
afterEach(() => {
  expect(said).toEqual([]);
});

const inTenant = <Result>(work: Parameters<typeof world.database.inTenant<Result>>[1]) =>
  world.database.inTenant(world.tenantId, work);
const why = () => ({ reason: 'LEAK_REPORTED', note: 'Found in a log.', idempotencyKey: randomUUID() });
const revoke = (scope: string, targetId: string) => world.run(REVOKE, { input: { scope, targetId, ...why() } });
const bulkRevoke = (filter: object) => world.run(BULK, { input: { filter, dryRun: false, ...why() } });
const countUses = (credentialIds: readonly string[]) =>
  inTenant((tx) =>
    keepExchanges(
      tx,
      [],
      credentialIds.map((credentialId) => ({
        ...{ txn: randomUUID(), requestId: randomUUID(), decisionId: randomUUID(), at: world.now },
        ...{ credentialId, versionNumber: 1, runtimeId: null, address: null, isCounted: false },
      })),
      [],
    ),
  );
const endOf = (id: string) => {
  const by = { kind: 'PERSON', id: world.ana, label: 'Ana' } as const;
  return async (tx: Tx) => {
    const credential = await lockCredential(tx, id);
    await endCredentials(tx, credential === null ? [] : [credential], 'REVOKED', null, {
      ...{ by, at: world.now, code: 'credentials.revoked', note: 'Found in a log.' },
    });
  };
};
const stateOf = (id: string) => inTenant(async (tx) => (await lockCredential(tx, id))?.state);
const compromise = (subject: string) => {
  const due = { tenantId: world.tenantId, kind: CREDENTIAL_LEAKED, subject, dueAt: world.now };
  const rule = clockRules.find(({ kind }) => kind === CREDENTIAL_LEAKED);
  return inTenant(async (tx) => rule?.fire(due, tx, world.now));
};

/** Of the machine with the lower id the highest credential, of the other one two lower ones: both orders, across. */
async function crossed(): Promise<readonly [low: string, middle: string, high: string]> {
  const [first = '', second = ''] = [await activeMachine(world), await activeMachine(world)].toSorted();
  for (;;) {
    const high = (await issueKey(world, first)).id;
    const [low = '', middle = ''] = [(await issueKey(world, second)).id, (await issueKey(world, second)).id].toSorted();
    if (middle < high) return [low, middle, high];
  }
}

describe('taking back all of a tenant', () => {
  test('never waits for the counting of uses that waits for it', async () => {
    const [low, middle, high] = await crossed();
    const letGo = await held(world, (tx) => lockCredential(tx, middle));
    const counting = countUses([low, middle, high]);
    await untilWaiting(world.database, 1);
    const revoking = revoke('TENANT', world.tenantId);
    await untilWaiting(world.database, 2);
    await letGo();
    await counting;
    expect(await revoking).toMatchObject({ data: { revoke: { errors: [] } }, errors: [] });
    expect(await Promise.all([low, middle, high].map(stateOf))).toEqual(['REVOKED', 'REVOKED', 'REVOKED']);
  });
});

describe('whoever revokes takes the place in the order of revocations first:', () => {
  test('one credential, while many are taken back', async () => {
    const machineIdentityId = await activeMachine(world);
    const { id } = await issueKey(world, machineIdentityId);
    const letGo = await held(world, (tx) => lockCredential(tx, id));
    const many = bulkRevoke({ machineIdentityId });
    await untilWaiting(world.database, 1);
    const one = revoke('CREDENTIAL', id);
    await untilWaiting(world.database, 2);
    await letGo();
    expect(await many).toMatchObject({ data: { bulkRevoke: { changed: 1, errors: [] } }, errors: [] });
    expect(await one).toMatchObject({
      data: { revoke: { errors: [{ code: 'credentials.already_revoked' }] } },
      errors: [],
    });
  });

  test('one credential, while a leak of it is followed', async () => {
    const { id } = await issueKey(world, await activeMachine(world));
    const letGo = await held(world, (tx) => lockCredential(tx, id));
    const leak = compromise(id);
    await untilWaiting(world.database, 1);
    const one = revoke('CREDENTIAL', id);
    await untilWaiting(world.database, 2);
    await letGo();
    await leak;
    expect(await one).toMatchObject({
      data: { revoke: { errors: [{ code: 'credentials.already_revoked' }] } },
      errors: [],
    });
    expect(await stateOf(id)).toBe('COMPROMISED');
  });
});

describe('the clock that waits for a credential', () => {
  test('is not waited for by whoever ends it, and with it what the clock would fire', async () => {
    const { id } = await issueKey(world, await activeMachine(world), { expiresInDays: 1 });
    const letGo = await held(world, (tx) => lockCredential(tx, id), endOf(id));
    const tomorrow = new Date(world.now.getTime() + 86_400_000);
    const rules = clockRules.filter(({ kind }) => kind === CREDENTIAL_EXPIRES);
    const clock = startClock({ database: world.database, rules, now: () => tomorrow, log });
    await untilWaiting(world.database, 1);
    await letGo();
    await clock.stop();
    expect(await stateOf(id)).toBe('REVOKED');
  });
});
