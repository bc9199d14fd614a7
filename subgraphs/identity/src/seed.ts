import { randomUUID } from 'node:crypto';
import type { Database, TenantTransaction } from '@bailiwick/database';
import type { Actor } from '@bailiwick/decision';
import type { DemoPerson, DemoPlan, DemoTenant } from '@bailiwick/subgraph-host';
import { subjectHash } from './domain/derived-id.js';
import { DUTIES, newMembership, type Duty } from './domain/membership.js';
import { completeOn, decideStepCompletion, type Setup } from './domain/setup.js';
import { newTenant } from './domain/tenant-creation.js';
import { keepSetup } from './resolvers/keep-setup.js';
import { emitMembership, emitSetup, emitTenant } from './store/facts.js';
import { insertProvider } from './store/identity-provider.js';
import { insertMembership } from './store/membership.js';
import { insertLink } from './store/person-link.js';
import { insertPerson } from './store/person.js';
import { insertSetup } from './store/setup.js';
import type { IdentityTables } from './store/tables.js';
import { insertTenant } from './store/tenant.js';

const SEEDER: Actor = { kind: 'PLATFORM', id: 'demo', label: 'Demo' };
const DONE_BY_HAND = ['accept_terms', 'verify_organization'];

type Tx = TenantTransaction<IdentityTables>;

/** The demo's tenants and people, with the development issuer connected to each tenant, its subjects being e-mail addresses. */
export async function seed(database: Database<IdentityTables>, demo: DemoPlan, now: Date): Promise<void> {
  for (const tenant of demo.tenants) {
    await database.inTenant(tenant.id, async (tx) => {
      await seedTenant(tx, tenant, demo.issuer, now);
      for (const person of demo.people) await seedPerson(tx, person, { tenant, issuer: demo.issuer.issuer, now });
    });
  }
}

async function seedTenant(tx: Tx, plan: DemoTenant, issuer: DemoPlan['issuer'], now: Date): Promise<void> {
  const tenant = newTenant(plan, SEEDER, now);
  if (!(await insertTenant(tx, tenant))) throw new Error(`The demo names the slug ${plan.slug} twice.`);
  const setup = await insertSetup(tx, now);
  await insertProvider(tx, { id: randomUUID(), ...issuer, connectedAt: now });
  await emitTenant(tx, tenant);
  await emitSetup(tx, tenant.id, setup);
  await keepSetup(tx, tenant, completed(setup, plan.setUp ? DONE_BY_HAND : [], now));
}

function completed(setup: Setup, keys: readonly string[], now: Date): Setup {
  return keys.reduce(
    (progress, key) => {
      const decision = decideStepCompletion(progress, key, SEEDER, now);
      return decision.allowed ? decision.value : progress;
    },
    completeOn('PROVIDER_CONNECTED', setup, SEEDER, now) ?? setup,
  );
}

async function seedPerson(
  tx: Tx,
  person: DemoPerson,
  demo: { readonly tenant: DemoTenant; readonly issuer: string; readonly now: Date },
): Promise<void> {
  const { tenant, issuer, now } = demo;
  const here = person.memberships.filter(
    (membership) => membership.tenant === tenant.id || membership.tenant === tenant.slug,
  );
  const [first] = here;
  if (first === undefined) return;
  await insertPerson(tx, person, now);
  await insertLink(tx, { subjectHash: subjectHash(issuer, person.email), personId: person.id, issuer, linkedAt: now });
  const duties = DUTIES.filter((duty: Duty) => here.some((membership) => membership.duty === duty));
  const membership = newMembership({ id: first.id, personId: person.id, duties, since: now });
  await insertMembership(tx, membership);
  await emitMembership(tx, membership);
}
