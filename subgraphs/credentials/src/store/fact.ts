import { sql, type Selectable, type TenantTransaction } from '@bailiwick/database';
import type { Reason } from '@bailiwick/decision';
import type { EntitlementFact, MembershipFact, ReadinessFact, TenantFact } from '../domain/facts.js';
import { asJson, readReason, reasonSchema } from './stored-json.js';
import type { CredentialsTables } from './tables.js';
import { z } from 'zod';

type Tx = TenantTransaction<CredentialsTables>;

export async function findTenantFact(tx: Tx): Promise<TenantFact | null> {
  const row = await tx.selectFrom('tenant_fact').selectAll().executeTakeFirst();
  return row === undefined ? null : toTenantFact(row);
}

export function toTenantFact(row: Selectable<CredentialsTables['tenant_fact']>): TenantFact {
  const { tenant_id: tenantId, slug, name, kind, state, state_reason: reason, version } = row;
  return {
    tenantId,
    slug,
    name,
    kind,
    state,
    stateReason: reason === null ? null : readReason(reason),
    version: Number(version),
  };
}

/** False when what is stored is newer: events may come twice, and after a rebuild in the order of their making. */
export async function replaceTenantFact(tx: Tx, fact: TenantFact): Promise<boolean> {
  const { slug, name, kind, state, stateReason, version } = fact;
  const written = await sql`
    insert into tenant_fact as mine (slug, name, kind, state, state_reason, version)
    values (${slug}, ${name}, ${kind}, ${state}, ${stateReason === null ? null : asJson(stateReason)}, ${version})
    on conflict (tenant_id) do update set slug = excluded.slug, name = excluded.name, kind = excluded.kind, state = excluded.state,
      state_reason = excluded.state_reason, version = excluded.version
    where mine.version < excluded.version returning 1 as done`.execute(tx);
  return written.rows.length > 0;
}

export async function replaceMembershipFact(tx: Tx, fact: MembershipFact): Promise<boolean> {
  const { membershipId, personId, state, voluntary, version } = fact;
  const written = await sql`
    insert into membership_fact as mine (membership_id, person_id, state, voluntary, version)
    values (${membershipId}, ${personId}, ${state}, ${voluntary}, ${version})
    on conflict (tenant_id, membership_id) do update set person_id = excluded.person_id, state = excluded.state,
      voluntary = excluded.voluntary, version = excluded.version
    where mine.version < excluded.version returning 1 as done`.execute(tx);
  return written.rows.length > 0;
}

/** Of these people, those who are active members. */
export async function listActiveMembers(tx: Tx, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (personIds.length === 0) return new Set();
  const rows = await tx
    .selectFrom('membership_fact')
    .select('person_id')
    .where('person_id', 'in', [...personIds])
    .where('state', '=', 'ACTIVE')
    .execute();
  return new Set(rows.map((row) => row.person_id));
}

const features = z.record(z.string(), z.object({ enabled: z.boolean(), reason: reasonSchema }));

export async function findEntitlement(tx: Tx, feature: string): Promise<EntitlementFact | null> {
  const row = await tx.selectFrom('entitlement_fact').select('features').executeTakeFirst();
  return row === undefined ? null : (features.parse(row.features)[feature] ?? null);
}

export async function replaceEntitlements(
  tx: Tx,
  all: Readonly<Record<string, unknown>>,
  version: number,
): Promise<boolean> {
  const written = await sql`
    insert into entitlement_fact as mine (features, version) values (${asJson(all)}, ${version})
    on conflict (tenant_id) do update set features = excluded.features, version = excluded.version
    where mine.version < excluded.version returning 1 as done`.execute(tx);
  return written.rows.length > 0;
}

export async function findReadiness(tx: Tx): Promise<ReadinessFact | null> {
  const row = await tx.selectFrom('readiness_fact').select(['ready', 'reason']).executeTakeFirst();
  return row === undefined ? null : { ready: row.ready, reason: readReason(row.reason) };
}

export async function replaceReadiness(tx: Tx, ready: boolean, reason: Reason, version: number): Promise<boolean> {
  const written = await sql`
    insert into readiness_fact as mine (ready, reason, version) values (${ready}, ${asJson(reason)}, ${version})
    on conflict (tenant_id) do update set ready = excluded.ready, reason = excluded.reason, version = excluded.version
    where mine.version < excluded.version returning 1 as done`.execute(tx);
  return written.rows.length > 0;
}
