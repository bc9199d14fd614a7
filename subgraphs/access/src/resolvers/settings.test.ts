import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aFullAction, ANA, anAction, aReason, BEN } from '../../test/builders.js';
import { aPersonContext, openGraph, type Graph } from '../../test/graph.js';
import { aToldTenant, anAssignment, tellMembership } from '../../test/told.js';
import { insertAssignment } from '../store/role-assignment.js';
import { someText, someNumber } from '../../test/matchers.js';

let world: Graph;
let tenantId: string;
beforeAll(async () => {
  world = await openGraph();
  const integrations = {
    section: 'INTEGRATIONS',
    factors: ['BOUNDARY', 'TRUST', 'BILLING', 'PERMISSION'],
    feature: 'integrations',
  } as const;
  await world.declare('identity', [
    anAction({ name: 'identity.tenant.read', effect: 'READ', stalenessSeconds: 300, systemRoles: ['owner', 'member'] }),
    anAction({ name: 'identity.tenant.rename' }),
    anAction({ name: 'identity.setup.complete', section: 'PLATFORM_SETUP' }),
  ]);
  await world.declare('billing', [
    anAction({ name: 'billing.plan.change', section: 'BILLING', systemRoles: ['owner'] }),
  ]);
  await world.declare('credentials', [
    aFullAction({ ...integrations, name: 'credentials.machine.declare' }),
    anAction({ name: 'credentials.credential.revoke', section: 'INTEGRATIONS', powerReducing: true }),
  ]);
});
beforeEach(async () => {
  tenantId = await aToldTenant(world);
  await tellMembership(world.tell, tenantId, BEN);
  await world.database.inTenant(tenantId, (tx) => insertAssignment(tx, anAssignment('member', BEN)));
  await tellFeatures({ reporting: true, integrations: true }, 1);
});

const tellFeatures = (enabled: Readonly<Record<string, boolean>>, version: number) => {
  const features = Object.fromEntries(
    Object.entries(enabled).map(([name, on]) => [
      name,
      { enabled: on, reason: aReason(on ? 'billing.in_plan' : 'billing.feature_not_in_plan') },
    ]),
  );
  return world.tell('billing.entitlements.changed', tenantId, tenantId, { features, version });
};
const as = (personId: string) => aPersonContext(tenantId, personId);
const QUERY = `{ settingsNavigation { consistencyToken sections { __typename id key owner access { visibility reason { code } actions { action allowed } } } } }`;

interface SectionView {
  readonly __typename: string;
  readonly id: string;
  readonly key: string;
  readonly owner: string;
  readonly access: {
    readonly visibility: string;
    readonly reason: { readonly code: string };
    readonly actions: readonly { readonly action: string; readonly allowed: boolean }[];
  };
}

async function menu(personId = ANA): Promise<readonly SectionView[]> {
  const { data, errors } = await world.graph.execute(as(personId), QUERY);
  expect(errors).toEqual([]);
  return (data?.['settingsNavigation'] as { sections: SectionView[] }).sections;
}
const summary = (sections: readonly SectionView[]) =>
  sections.map(({ key, access }) => `${key} ${access.visibility} ${access.reason.code}`);

describe('settingsNavigation', () => {
  test('has all six sections in order, each an entity of its owner', async () => {
    expect((await menu()).map(({ __typename, id, key, owner }) => [__typename, id, key, owner])).toEqual([
      ['UsersSection', `${tenantId}:USERS`, 'USERS', 'IDENTITY'],
      ['OrganizationSection', `${tenantId}:ORGANIZATION`, 'ORGANIZATION', 'IDENTITY'],
      ['BillingSection', `${tenantId}:BILLING`, 'BILLING', 'BILLING'],
      ['ReportingSection', `${tenantId}:REPORTING`, 'REPORTING', 'ACCESS'],
      ['IntegrationsSection', `${tenantId}:INTEGRATIONS`, 'INTEGRATIONS', 'CREDENTIALS'],
      ['PlatformSetupSection', `${tenantId}:PLATFORM_SETUP`, 'PLATFORM_SETUP', 'IDENTITY'],
    ]);
  });

  test('shows an owner everything that is in order', async () => {
    expect(summary(await menu())).toEqual([
      'USERS EDITABLE access.granted',
      'ORGANIZATION EDITABLE access.granted',
      'BILLING EDITABLE access.granted',
      'REPORTING READ_ONLY access.granted',
      'INTEGRATIONS EDITABLE access.granted',
      'PLATFORM_SETUP EDITABLE access.granted',
    ]);
  });

  test('shows a member what they may look at, and hides the rest', async () => {
    expect(summary(await menu(BEN))).toEqual([
      'USERS HIDDEN access.not_permitted',
      'ORGANIZATION READ_ONLY access.not_permitted',
      'BILLING HIDDEN access.not_permitted',
      'REPORTING HIDDEN access.not_permitted',
      'INTEGRATIONS HIDDEN access.not_permitted',
      'PLATFORM_SETUP HIDDEN access.not_permitted',
    ]);
  });

  test('locks what is not paid for, never billing itself, and leaves what takes power away', async () => {
    await world.tell('billing.readiness.changed', tenantId, tenantId, {
      ready: false,
      reason: aReason('billing.payment_overdue'),
      nextTransition: null,
      version: 2,
    });
    const sections = await menu();
    expect(summary(sections)).toMatchObject([
      'USERS EDITABLE access.granted',
      'ORGANIZATION EDITABLE access.granted',
      'BILLING EDITABLE access.granted',
      'REPORTING LOCKED billing.payment_overdue',
      'INTEGRATIONS LOCKED billing.payment_overdue',
      'PLATFORM_SETUP EDITABLE access.granted',
    ]);
    expect(sections[4]?.access.actions).toContainEqual({ action: 'credentials.credential.revoke', allowed: true });
    expect(sections[4]?.access.actions).toContainEqual({ action: 'credentials.machine.declare', allowed: false });
  });

  test('locks the section of a feature that the plan lacks, in billing’s words', async () => {
    await tellFeatures({ reporting: false, integrations: true }, 2);
    expect(summary(await menu())[3]).toBe('REPORTING LOCKED billing.feature_not_in_plan');
  });

  test('locks everything but billing when the tenant is suspended', async () => {
    const reason = aReason('identity.tenant_suspended');
    await world.tell('identity.tenant.changed', tenantId, tenantId, {
      kind: 'CUSTOMER',
      state: 'SUSPENDED',
      stateReason: reason,
      version: 2,
    });
    expect(summary(await menu()).map((line) => line.replace(/^\w+ /, ''))).toEqual([
      'LOCKED identity.tenant_suspended',
      'LOCKED identity.tenant_suspended',
      'EDITABLE access.granted',
      'LOCKED identity.tenant_suspended',
      'LOCKED identity.tenant_suspended',
      'LOCKED identity.tenant_suspended',
    ]);
  });
});

describe('a section as an entity', () => {
  const QUERY_ENTITY =
    'query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on ReportingSection { id key access { visibility } attention { level reason { code } } decisionsToday } } }';
  const entities = async (who: string, ...ids: readonly string[]) => {
    const of = ids.map((id) => ({ __typename: 'ReportingSection', id }));
    return world.graph.execute(as(who), QUERY_ENTITY, { of });
  };

  test('is resolved by its id, with what access owns of it', async () => {
    await world.graph.execute(as(ANA), '{ accessState { canAccess } }');
    const { data } = await entities(ANA, `${tenantId}:REPORTING`);
    expect(data?.['_entities']).toMatchObject([
      {
        __typename: 'ReportingSection',
        key: 'REPORTING',
        access: { visibility: 'READ_ONLY' },
        attention: { level: 'NONE', reason: null },
        decisionsToday: someNumber,
      },
    ]);
    expect(data).toHaveProperty('_entities.0.decisionsToday', 2);
  });

  test('of another tenant, of another kind or of no kind is none', async () => {
    const other = await aToldTenant(world);
    const { data, errors } = await entities(ANA, `${other}:REPORTING`, `${tenantId}:BILLING`, `${tenantId}:NONE`, '');
    expect(data).toEqual({ _entities: [null, null, null, null] });
    expect(errors).toEqual([]);
  });

  test('keeps the number of decisions from whoever may not see it', async () => {
    const { data, errors } = await entities(BEN, `${tenantId}:REPORTING`);
    expect(data).toHaveProperty('_entities.0.decisionsToday', null);
    expect(errors).toMatchObject([
      {
        extensions: { code: 'NOT_PERMITTED', reason: { code: 'access.not_permitted' }, decisionId: someText },
      },
    ]);
  });
});
