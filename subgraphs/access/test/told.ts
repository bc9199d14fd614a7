import { randomUUID } from 'node:crypto';
import { sql, type Database } from '@bailiwick/database';
import { newTenantId, openTestDatabase } from '@bailiwick/database/testing';
import type { DomainEvent, Subscription } from '@bailiwick/events';
import { createCatalogueCache } from '../src/catalogue-cache.js';
import { createEvaluation, type Evaluation } from '../src/evaluation.js';
import { factSubscriptions } from '../src/facts/subscriptions.js';
import { access, type AccessTables } from '../src/index.js';
import { insertAssignment } from '../src/store/role-assignment.js';
import { ANA, aReason, NOON } from './builders.js';

const SOURCES = ['identity', 'billing', 'credentials', 'reporting'];

/** The history that every feed is told to be of. */
export const HISTORY = '00000000-0000-4000-8000-000000000001.00000001';

export interface Told {
  readonly database: Database<AccessTables>;
  readonly evaluation: Evaluation;
  readonly subscriptions: readonly Subscription<AccessTables>[];
  readonly warnings: object[];
  /** Brings an event in as the feed would. */
  readonly tell: (type: string, tenantId: string | null, subject: string, data: object) => Promise<void>;
  readonly declare: (domain: string, actions: readonly object[]) => Promise<void>;
  /** Sets when a feed was last heard, for all tests of this process: give it back. */
  readonly hear: (source: string, heardAt: Date | null) => Promise<void>;
}

/** Access's own database and everything that listens to events, without the feeds. */
export async function openTold(): Promise<Told> {
  const database = await openTestDatabase<AccessTables>(access);
  const cache = createCatalogueCache(database);
  const warnings: object[] = [];
  const log = { warn: (fields: object) => void warnings.push(fields) };
  const subscriptions = factSubscriptions(SOURCES, { cache, clock: () => NOON, log });
  const tell: Told['tell'] = async (type, tenantId, subject, data) => {
    const source = type.split('.')[0] ?? '';
    const subscription = subscriptions.find((each) => each.source === source);
    await database.inSystem('consume', async (tx) =>
      subscription?.apply(anEvent(type, tenantId, subject, data), tx, database),
    );
  };
  const hear: Told['hear'] = async (source, heardAt) => {
    await database.inSystem('consume', (tx) =>
      sql`insert into feed_cursor (source, feed, heard_at, watermark) values (${source}, ${HISTORY}, ${heardAt?.toISOString() ?? null}::timestamptz, '100')
        on conflict (source) do update set heard_at = excluded.heard_at`.execute(tx),
    );
  };
  await cache.ready();
  for (const source of SOURCES) await hear(source, NOON);
  const declare: Told['declare'] = (domain, actions) => tell(`${domain}.actions.declared`, null, domain, { actions });
  // The database is shared by the files of one process: no test sees what another one declared.
  for (const source of SOURCES) await declare(source, []);
  return {
    database,
    evaluation: createEvaluation(database, cache, () => NOON),
    subscriptions,
    warnings,
    tell,
    declare,
    hear,
  };
}

export function anEvent(type: string, tenantId: string | null, subject: string, data: unknown): DomainEvent {
  const source = `urn:bailiwick:${type.split('.')[0] ?? ''}`;
  return {
    specversion: '1.0',
    id: randomUUID(),
    source,
    type,
    subject,
    time: NOON.toISOString(),
    tenantid: tenantId,
    requestid: null,
    sequence: '1.1',
    data,
  };
}

/** A tenant that is in order, with Ana as its owner. */
export async function aToldTenant({ database, tell }: Told): Promise<string> {
  const id = newTenantId();
  await tell('identity.tenant.changed', id, id, {
    id,
    slug: 't',
    name: 'T',
    kind: 'CUSTOMER',
    state: 'ACTIVE',
    stateReason: null,
    version: 1,
  });
  await tell('identity.platform_setup.changed', id, id, {
    ready: true,
    reason: aReason('identity.setup_complete'),
    version: 1,
  });
  await tell('billing.readiness.changed', id, id, {
    ready: true,
    state: 'ACTIVE',
    reason: aReason('billing.active'),
    nextTransition: null,
    version: 1,
  });
  await tellMembership(tell, id, ANA);
  await database.inTenant(id, (tx) => insertAssignment(tx, anAssignment('owner', ANA)));
  return id;
}

export const membershipOf = (personId: string) => personId.replace(/^0b/, '0d');

export async function tellMembership(
  tell: Told['tell'],
  tenantId: string,
  personId: string,
  over: object = {},
): Promise<void> {
  const membershipId = membershipOf(personId);
  await tell('identity.membership.changed', tenantId, membershipId, {
    membershipId,
    personId,
    state: 'ACTIVE',
    duties: [],
    voluntary: null,
    version: 1,
    ...over,
  });
}

export function anAssignment(role: string, id: string, kind: 'PERSON' | 'MACHINE' = 'PERSON') {
  return {
    role,
    subject: { kind, id },
    expiresAt: null,
    grantedBy: { kind: 'PLATFORM', id: 'test', label: 'Test' },
    grantedAt: NOON,
  } as const;
}

/** What went out to the gateways from this tenant. */
export async function withdrawalsOf({ database }: Told, tenantId: string): Promise<readonly object[]> {
  const { rows } = await database.inSystem('feed', (tx) =>
    sql<{
      data: { sub?: string; tenant?: string };
    }>`select data from outbox where type = 'txn_token.withdrawn' and tenant_id = ${tenantId}::uuid order by id`.execute(
      tx,
    ),
  );
  return rows.map(({ data: { sub, tenant } }) => ({
    ...(sub !== undefined && { sub }),
    ...(tenant !== undefined && { tenant }),
  }));
}
