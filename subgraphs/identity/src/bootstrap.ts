import { randomUUID } from 'node:crypto';
import type { Database, TenantTransaction } from '@bailiwick/database';
import { orRefuse, Refusal, type Actor } from '@bailiwick/decision';
import { subjectHash } from './domain/derived-id.js';
import { decideConnection, type ProviderRequest } from './domain/identity-provider.js';
import { completeOn, SETUP_STEPS, type Setup } from './domain/setup.js';
import { newMembership } from './domain/membership.js';
import { newTenant } from './domain/tenant-creation.js';
import { decideEmail } from './domain/words.js';
import { reasons, type IdentityCode } from './domain/reasons.js';
import { keepSetup } from './resolvers/keep-setup.js';
import { hasAnyTenant } from './store/directory.js';
import { emitMembership, emitTenant } from './store/facts.js';
import { insertProvider } from './store/identity-provider.js';
import { insertMembership } from './store/membership.js';
import { insertLink } from './store/person-link.js';
import { insertPerson } from './store/person.js';
import { insertSetup } from './store/setup.js';
import type { IdentityTables } from './store/tables.js';
import { insertTenant } from './store/tenant.js';

const PLATFORM: Actor = { kind: 'PLATFORM', id: 'bootstrap', label: 'Bootstrap' };
const SUBJECT_LENGTH_MAX = 255;

/** The first operator, as their identity provider knows them. */
export interface FirstOperator extends ProviderRequest {
  readonly email: string;
  /** `sub` of their tokens. */
  readonly subject: string;
}

/** Nothing was made; the message says why and what to do. */
export class BootstrapRefused extends Error {
  override readonly name = 'BootstrapRefused';
}

/**
 * Makes the platform's own tenant and its first operator, once. There is nobody yet who could be asked for permission,
 * which is why it refuses as soon as there is any tenant at all.
 */
export async function bootstrap(
  database: Database<IdentityTables>,
  operator: FirstOperator,
  now: Date,
): Promise<{ readonly tenantId: string; readonly personId: string }> {
  if (await database.inSystem('directory', hasAnyTenant)) {
    throw new BootstrapRefused(
      'There is a tenant already. Bootstrap runs once, on an empty database; invite further operators instead.',
    );
  }
  const tenantId = randomUUID();
  try {
    const personId = await database.inTenant(tenantId, (tx) => makePlatform(tx, tenantId, operator, now));
    return { tenantId, personId };
  } catch (error) {
    throw error instanceof Refusal ? new BootstrapRefused(sentenceOf(error)) : error;
  }
}

async function makePlatform(
  tx: TenantTransaction<IdentityTables>,
  tenantId: string,
  operator: FirstOperator,
  now: Date,
): Promise<string> {
  const email = orRefuse(decideEmail(operator.email, 'email'));
  if (operator.subject === '' || operator.subject.length > SUBJECT_LENGTH_MAX)
    throw new BootstrapRefused('subject needs 1 to 255 characters.');
  const provider = orRefuse(decideConnection(operator, [], { loopbackAllowed: false }, { id: randomUUID(), now }));
  const plan = { id: tenantId, slug: 'platform', name: 'Platform', kind: 'PLATFORM' } as const;
  const tenant = newTenant(plan, PLATFORM, now);
  if (!(await insertTenant(tx, tenant)))
    throw new BootstrapRefused('The platform’s tenant was made at this very moment by somebody else.');
  const setup = await insertSetup(tx, now);
  await insertProvider(tx, provider);
  const person = { id: randomUUID(), displayName: email, email };
  await insertPerson(tx, person, now);
  await insertLink(tx, {
    subjectHash: subjectHash(provider.issuer, operator.subject),
    personId: person.id,
    issuer: provider.issuer,
    linkedAt: now,
  });
  const membership = newMembership({
    id: randomUUID(),
    personId: person.id,
    duties: ['tenant-operations', 'billing-operations'],
    since: now,
  });
  await insertMembership(tx, membership);
  await emitTenant(tx, tenant);
  await emitMembership(tx, membership);
  await keepSetup(tx, tenant, allRequired(completeOn('PROVIDER_CONNECTED', setup, PLATFORM, now) ?? setup, now));
  return person.id;
}

/** There is no operator above the platform who could confirm these steps. */
function allRequired(setup: Setup, now: Date): Setup {
  const open = SETUP_STEPS.filter((step) => step.required && !setup.completed.some(({ key }) => key === step.key));
  const steps = open.map(({ key }) => ({ key, doneAt: now, doneBy: PLATFORM }));
  return { completed: [...setup.completed, ...steps], version: setup.version + 1, changedAt: now };
}

function sentenceOf({ refused }: Refusal): string {
  const { facts } = refused.details;
  const code = refused.code;
  return reasons.has(code)
    ? reasons.reason(code satisfies IdentityCode, facts === undefined ? {} : { facts }).message
    : code;
}
