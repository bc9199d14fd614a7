import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ANA, anAction, anOccasion, aPerson, aReason, BEN, NOON, ROBOT, secondsBefore } from '../../test/builders.js';
import {
  aToldTenant,
  anAssignment,
  anEvent,
  membershipOf,
  openTold,
  tellMembership,
  withdrawalsOf,
  type Told,
} from '../../test/told.js';
import { listHeldBy, insertAssignment } from '../store/role-assignment.js';
import { findKnown } from './known-facts.js';

let told: Told;
let tenantId: string;
beforeAll(async () => {
  told = await openTold();
});
beforeEach(async () => {
  tenantId = await aToldTenant(told);
});

const ana = { kind: 'PERSON', id: ANA } as const;
const factsOf = async (principal: { kind: 'PERSON' | 'MACHINE'; id: string } = ana) =>
  (await told.database.inTenant(tenantId, (tx) => findKnown(tx, principal, NOON))).facts;
const rolesOf = async (id: string) => {
  const held = await told.database.inTenant(tenantId, (tx) => listHeldBy(tx, [{ kind: 'PERSON', id }], NOON));
  return held.filter(({ subject }) => subject.id === id).map(({ role }) => role);
};
const tellTenant = (state: string, version: number) =>
  told.tell('identity.tenant.changed', tenantId, tenantId, { kind: 'CUSTOMER', state, stateReason: null, version });
const tellReadiness = (code: 'billing.active' | 'billing.payment_overdue', version: number) =>
  told.tell('billing.readiness.changed', tenantId, tenantId, {
    ready: code === 'billing.active',
    reason: aReason(code),
    nextTransition: null,
    version,
  });

describe('a fact', () => {
  test('is known as its owner told it, with the version and when the feed was heard', async () => {
    const reason = {
      ...aReason('billing.payment_overdue'),
      since: '2026-11-01T00:00:00.000Z',
      remedy: { label: 'Pay.', section: 'BILLING', requiredPermission: null },
    };
    const nextTransition = {
      at: '2026-12-01T00:00:00.000Z',
      to: 'CANCELED',
      ready: false,
      reason: aReason('billing.canceled'),
    };
    await told.tell('billing.readiness.changed', tenantId, tenantId, {
      ready: false,
      state: 'SUSPENDED',
      reason,
      nextTransition,
      version: 4,
    });
    expect((await factsOf()).billing).toEqual({
      value: { ready: false, reason, nextTransition: { ...nextTransition, at: new Date(nextTransition.at) } },
      source: 'billing',
      version: 4,
      heardAt: NOON,
    });
  });

  test('is not replaced by an older word, nor by the same one again', async () => {
    await tellReadiness('billing.payment_overdue', 5);
    await tellReadiness('billing.active', 4);
    await tellReadiness('billing.active', 5);
    expect((await factsOf()).billing?.value.reason.code).toBe('billing.payment_overdue');
    await tellReadiness('billing.active', 6);
    expect((await factsOf()).billing?.value.reason.code).toBe('billing.active');
  });

  test('is one tenant’s alone', async () => {
    const other = await aToldTenant(told);
    await tellReadiness('billing.payment_overdue', 5);
    const { facts } = await told.database.inTenant(other, (tx) => findKnown(tx, ana, NOON));
    expect(facts.billing?.value.ready).toBe(true);
  });

  test('that cannot be read is refused, and set aside as unknown', async () => {
    const broken = anEvent('billing.readiness.changed', tenantId, tenantId, { ready: 'yes', version: 9 });
    const billing = told.subscriptions.find(({ source }) => source === 'billing');
    const inConsume = (work: 'apply' | 'setAside') =>
      told.database.inSystem('consume', async (tx) => billing?.[work]?.(broken, tx, told.database));
    await expect(inConsume('apply')).rejects.toThrow();
    expect((await factsOf()).billing?.value.ready).toBe(true);
    await inConsume('setAside');
    expect((await factsOf()).billing).toBeNull();
  });

  test('is as old as the last heartbeat of the feed that told it', async () => {
    await told.hear('billing', secondsBefore(40));
    expect((await factsOf()).billing?.heardAt).toEqual(secondsBefore(40));
    expect((await factsOf()).tenant?.heardAt).toEqual(NOON);
    await told.hear('billing', NOON);
  });

  test('of a source that is to be read again is forgotten, and no other', async () => {
    const billing = told.subscriptions.find(({ source }) => source === 'billing');
    await told.database.inSystem('consume', async (tx) => billing?.reset(tx, told.database));
    const facts = await factsOf();
    expect(facts.billing).toBeNull();
    expect(facts.tenant).not.toBeNull();
    await tellReadiness('billing.active', 1);
    expect((await factsOf()).billing?.version).toBe(1);
  });

  test('without a tenant is refused', async () => {
    await expect(told.tell('billing.readiness.changed', null, tenantId, {})).rejects.toThrow(/must name its tenant/);
  });
});

describe('a tenant', () => {
  test.each(['SUSPENDED', 'CLOSING', 'CLOSED'])(
    'that becomes %s has its tokens called in when the news arrives',
    async (state) => {
      await tellTenant(state, 2);
      expect(await withdrawalsOf(told, tenantId)).toEqual([{ tenant: tenantId }]);
    },
  );

  test('that stays open keeps its tokens', async () => {
    await tellTenant('ACTIVE', 2);
    expect(await withdrawalsOf(told, tenantId)).toEqual([]);
  });

  test('whose news is old keeps its tokens', async () => {
    await tellTenant('ACTIVE', 5);
    await tellTenant('SUSPENDED', 4);
    expect(await withdrawalsOf(told, tenantId)).toEqual([]);
  });
});

describe('a member', () => {
  test('who is suspended has their tokens called in, and keeps their roles', async () => {
    await tellMembership(told.tell, tenantId, ANA, { state: 'SUSPENDED', version: 2 });
    expect(await withdrawalsOf(told, tenantId)).toEqual([{ sub: `person:${ANA}` }]);
    expect(await rolesOf(ANA)).toEqual(['owner']);
  });

  test('who leaves loses all roles, and does not get them back by returning', async () => {
    await tellMembership(told.tell, tenantId, ANA, { state: 'LEFT', version: 2 });
    expect(await rolesOf(ANA)).toEqual([]);
    await tellMembership(told.tell, tenantId, ANA, { state: 'ACTIVE', version: 3 });
    expect(await rolesOf(ANA)).toEqual([]);
  });

  test('who came back keeps the new roles when the past is told again', async () => {
    await tellMembership(told.tell, tenantId, ANA, { state: 'LEFT', version: 2 });
    await told.database.inTenant(tenantId, (tx) => insertAssignment(tx, anAssignment('member', ANA)));
    const identity = told.subscriptions.find(({ source }) => source === 'identity');
    await told.database.inSystem('consume', async (tx) => identity?.reset(tx, told.database));
    await tellMembership(told.tell, tenantId, ANA, { state: 'LEFT', version: 2 });
    expect(await rolesOf(ANA)).toEqual(['member']);
  });

  test('with an old and a new membership stands in the new one', async () => {
    const again = { membershipId: 'again', personId: ANA, state: 'ACTIVE', duties: [], version: 1 };
    await tellMembership(told.tell, tenantId, ANA, { state: 'LEFT', version: 2 });
    await told.tell('identity.membership.changed', tenantId, 'again', again);
    expect((await factsOf()).membership?.value.state).toBe('ACTIVE');
  });

  test('who owns the tenant counts as owner only in good standing', async () => {
    await told.database.inTenant(tenantId, (tx) => insertAssignment(tx, anAssignment('owner', BEN)));
    expect((await factsOf()).owners).toEqual([{ personId: ANA, lasting: true }]);
    await tellMembership(told.tell, tenantId, BEN);
    expect((await factsOf()).owners.map(({ personId }) => personId).sort()).toEqual([ANA, BEN]);
    await tellMembership(told.tell, tenantId, BEN, { state: 'SUSPENDED', version: 2 });
    expect((await factsOf()).owners).toEqual([{ personId: ANA, lasting: true }]);
  });
});

describe('a machine', () => {
  const tellMachine = (state: string, version: number) =>
    told.tell('credentials.machine_identity.changed', tenantId, ROBOT, {
      machineIdentityId: ROBOT,
      name: 'robot',
      state,
      version,
    });

  test('is known by its state', async () => {
    await tellMachine('ACTIVE', 1);
    expect((await factsOf({ kind: 'MACHINE', id: ROBOT })).machine?.value).toMatchObject({ state: 'ACTIVE' });
    expect(await withdrawalsOf(told, tenantId)).toEqual([]);
  });

  test('that is taken out of service has its tokens called in', async () => {
    await tellMachine('ACTIVE', 1);
    await tellMachine('QUARANTINED', 2);
    expect(await withdrawalsOf(told, tenantId)).toEqual([{ sub: `machine:${ROBOT}` }]);
  });
});

describe('a domain’s catalogue', () => {
  const ask = async (action: string) =>
    (await told.evaluation.decide(aPerson({ tenantId }), anOccasion(), [{ action, resource: null, roleId: null }]))[0];

  test('is known as declared, under a new version only when it changed', async () => {
    const action = anAction({ name: 'reporting.export.start' });
    await told.declare('reporting', [action]);
    const first = await ask(action.name);
    expect(first?.answer.canAccess).toBe(true);
    await told.declare('reporting', [action]);
    expect((await ask(action.name))?.policyVersion).toBe(first?.policyVersion);
    await told.declare('reporting', [{ ...action, systemRoles: [] }]);
    const last = await ask(action.name);
    expect(last?.answer.reason.code).toBe('access.no_grant');
    expect(last?.policyVersion).toBe((first?.policyVersion ?? 0) + 1);
  });

  test('loses what the domain no longer declares', async () => {
    await told.declare('reporting', [anAction({ name: 'reporting.export.start' })]);
    await told.declare('reporting', []);
    expect((await ask('reporting.export.start'))?.answer.reason.code).toBe('access.action_unknown');
  });

  test('is taken without the declarations that are refused or cannot be read, and the log says so', async () => {
    await told.declare('reporting', [
      anAction({ name: 'billing.plan.change' }),
      { name: 'reporting.export.start' },
      anAction({ name: 'reporting.export.stop' }),
    ]);
    expect((await ask('reporting.export.stop'))?.answer.canAccess).toBe(true);
    expect((await ask('billing.plan.change'))?.answer.reason.code).toBe('access.action_unknown');
    expect(told.warnings).toContainEqual({
      source: 'reporting',
      action: 'billing.plan.change',
      code: 'access.foreign_action',
    });
    expect(told.warnings).toContainEqual({ source: 'reporting', unreadable: 1, code: 'access.declaration_malformed' });
  });

  test('that could not be applied at all is unknown', async () => {
    await told.declare('reporting', [anAction({ name: 'reporting.export.start' })]);
    const reporting = told.subscriptions.find(({ source }) => source === 'reporting');
    const broken = anEvent('reporting.actions.declared', null, 'reporting', null);
    await told.database.inSystem('consume', async (tx) => reporting?.setAside?.(broken, tx, told.database));
    expect((await ask('reporting.export.start'))?.answer.reason.code).toBe('access.action_unknown');
  });
});

test('the membership that a test tells of is not the person', () => {
  expect(membershipOf(ANA)).not.toBe(ANA);
});
