import { newTenantId } from '@bailiwick/database/testing';
import type { DemoPlan, DemoTenant } from '@bailiwick/subgraph-host';
import { expect, describe, test } from 'vitest';
import { decideReadiness } from '../src/domain/readiness.js';
import { seedBilling } from '../src/seed.js';
import { findAccount } from '../src/store/account.js';
import { NOON } from './builders.js';
import { openBilling, toldBy } from './database.js';

const tenant = (about: Partial<DemoTenant>): DemoTenant => ({
  id: newTenantId(),
  slug: 'x',
  name: 'X',
  kind: 'CUSTOMER',
  plan: null,
  billing: null,
  setUp: true,
  ...about,
});
const demoOf = (...tenants: readonly DemoTenant[]): DemoPlan => ({
  tenants,
  people: [],
  machines: [],
  issuer: { issuer: '', audience: '', jwksUri: '' },
});

describe('the demo', () => {
  test('has a paying tenant, one on trial, one that chose nothing, and the platform', async () => {
    const database = await openBilling();
    const tenants = [
      tenant({ plan: 'business', billing: 'ACTIVE' }),
      tenant({ plan: 'team', billing: 'TRIALING' }),
      tenant({}),
      tenant({ kind: 'PLATFORM' }),
    ];
    await seedBilling(database, demoOf(...tenants), NOON);
    const reasons = [];
    for (const { id } of tenants)
      reasons.push(decideReadiness((await database.inTenant(id, findAccount)).facts, NOON).reason.code);
    expect(reasons).toEqual([
      'billing.active',
      'billing.trial_active',
      'billing.not_configured',
      'billing.internal_plan',
    ]);
    expect((await toldBy(database, tenants[0]?.id ?? '')).at(-1)?.type).toBe('billing.entitlements.changed');
  });

  test('refuses a plan that is not on offer', async () => {
    await expect(
      seedBilling(await openBilling(), demoOf(tenant({ plan: 'gold', billing: 'ACTIVE' })), NOON),
    ).rejects.toThrow('billing.not_found');
  });
});
