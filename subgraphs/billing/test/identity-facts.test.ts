import { newTenantId } from '@bailiwick/database/testing';
import type { DomainEvent } from '@bailiwick/events';
import { beforeAll, describe, expect, test } from 'vitest';
import { carryOut, openAccount } from '../src/change-account.js';
import { identityFacts } from '../src/identity-facts.js';
import { MANUAL } from '../src/provider/manual.js';
import { findAccount } from '../src/store/account.js';
import { decideReadiness } from '../src/domain/readiness.js';
import { aPlan, NOON } from './builders.js';
import { openBilling, toldBy } from './database.js';

type Database = Awaited<ReturnType<typeof openBilling>>;

let database: Database;
beforeAll(async () => {
  database = await openBilling();
});

const subscription = identityFacts(MANUAL, () => NOON);

const anEvent = (type: string, tenantid: string | null, data: object): DomainEvent => ({
  specversion: '1.0',
  id: crypto.randomUUID(),
  source: 'urn:bailiwick:identity',
  type,
  subject: tenantid ?? '',
  time: NOON.toISOString(),
  tenantid,
  requestid: null,
  sequence: '1.1',
  data,
});

const apply = (event: DomainEvent) => database.inSystem('consume', (tx) => subscription.apply(event, tx, database));

const tenantChanged = (tenantId: string, about: object = {}) =>
  apply(
    anEvent('identity.tenant.changed', tenantId, {
      id: tenantId,
      slug: 'x',
      name: 'X',
      kind: 'CUSTOMER',
      state: 'ACTIVE',
      stateReason: null,
      version: 1,
      ...about,
    }),
  );

const membershipChanged = (tenantId: string, membershipId: string, about: object) =>
  apply(
    anEvent('identity.membership.changed', tenantId, {
      membershipId,
      personId: crypto.randomUUID(),
      duties: [],
      voluntary: null,
      version: 1,
      ...about,
    }),
  );

const readinessOf = async (tenantId: string) => {
  const { facts } = await database.inTenant(tenantId, findAccount);
  return decideReadiness(facts, NOON);
};
const seatsOf = async (tenantId: string) => (await database.inTenant(tenantId, findAccount)).facts.seatsUsed;
const storedOf = async (tenantId: string) => (await toldBy(database, tenantId)).length;

describe('a tenant that identity tells of', () => {
  test('gets its account, and the others learn that nothing is paid for', async () => {
    const tenantId = newTenantId();
    await tenantChanged(tenantId);
    expect((await toldBy(database, tenantId)).map(({ type, data }) => [type, data['version']].join(' '))).toEqual([
      'billing.readiness.changed 1',
      'billing.entitlements.changed 1',
    ]);
    await tenantChanged(tenantId, { version: 2, name: 'Y' });
    expect(await storedOf(tenantId)).toBe(2);
  });

  test('runs the platform, and is not billed', async () => {
    const tenantId = newTenantId();
    await tenantChanged(tenantId, { kind: 'PLATFORM' });
    expect(await readinessOf(tenantId)).toMatchObject({ ready: true, reason: { code: 'billing.internal_plan' } });
    await tenantChanged(tenantId, { kind: 'PLATFORM', version: 2 });
    expect((await database.inTenant(tenantId, findAccount)).facts.subscriptions).toHaveLength(1);
  });

  test('is closed, and what it subscribed to ends', async () => {
    const tenantId = newTenantId();
    await tenantChanged(tenantId);
    await database.inTenant(tenantId, async (tx) =>
      carryOut(
        tx,
        await openAccount(tx, tenantId, NOON),
        { kind: 'PLAN', plan: aPlan('team'), quantity: 0, subscription: null },
        MANUAL,
        { tenantId, now: NOON, cause: 'CHANGE' },
      ),
    );
    await tenantChanged(tenantId, { state: 'CLOSED', version: 2 });
    expect(await readinessOf(tenantId)).toMatchObject({ ready: false, state: 'CANCELED' });
    const causes = await database.inTenant(tenantId, (tx) =>
      tx.selectFrom('subscription_transition').select(['to_state', 'cause']).orderBy('number').execute(),
    );
    expect(causes).toEqual([
      { to_state: 'ACTIVE', cause: 'CHANGE' },
      { to_state: 'CANCELED', cause: 'TENANT_CLOSED' },
    ]);
  });

  test('is closed once: an older word about it is not heard', async () => {
    const tenantId = newTenantId();
    await tenantChanged(tenantId, { state: 'CLOSED', version: 5 });
    await tenantChanged(tenantId, { kind: 'PLATFORM', state: 'ACTIVE', version: 4 });
    expect(await readinessOf(tenantId)).toMatchObject({ state: 'NOT_CONFIGURED' });
  });
});

describe('seats in use', () => {
  test('are the active memberships', async () => {
    const tenantId = newTenantId();
    const [one, other] = [crypto.randomUUID(), crypto.randomUUID()];
    await membershipChanged(tenantId, one, { state: 'ACTIVE' });
    await membershipChanged(tenantId, other, { state: 'INVITED' });
    expect(await seatsOf(tenantId)).toBe(1);
    await membershipChanged(tenantId, other, { state: 'ACTIVE', version: 2 });
    expect(await seatsOf(tenantId)).toBe(2);
    await membershipChanged(tenantId, one, { state: 'SUSPENDED', version: 2 });
    expect(await seatsOf(tenantId)).toBe(1);
  });

  test('are not moved by an older word, however late it comes', async () => {
    const tenantId = newTenantId();
    const member = crypto.randomUUID();
    await membershipChanged(tenantId, member, { state: 'LEFT', version: 3 });
    await membershipChanged(tenantId, member, { state: 'ACTIVE', version: 2 });
    expect(await seatsOf(tenantId)).toBe(0);
  });
});

describe('a rebuild of what identity told', () => {
  test('empties the facts and ends with the same ones, without touching what billing owns', async () => {
    const tenantId = newTenantId();
    const member = crypto.randomUUID();
    await tenantChanged(tenantId, { kind: 'PLATFORM' });
    await membershipChanged(tenantId, member, { state: 'ACTIVE' });
    const told = await toldBy(database, tenantId);
    await database.inSystem('consume', (tx) => subscription.reset(tx, database));
    expect(await seatsOf(tenantId)).toBe(0);
    await tenantChanged(tenantId, { kind: 'PLATFORM' });
    await membershipChanged(tenantId, member, { state: 'ACTIVE' });
    expect(await seatsOf(tenantId)).toBe(1);
    expect(await toldBy(database, tenantId)).toEqual(told);
  });
});

describe('an event that is not as agreed', () => {
  test('is not guessed at', async () => {
    const tenantId = newTenantId();
    await expect(tenantChanged(tenantId, { version: 'two' })).rejects.toThrow();
    await expect(apply(anEvent('identity.tenant.changed', null, {}))).rejects.toThrow('names no tenant');
    expect(await storedOf(tenantId)).toBe(0);
  });
});
