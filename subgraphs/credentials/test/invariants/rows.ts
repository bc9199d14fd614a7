import { sql } from '@bailiwick/database';
import type { World } from '../world.js';

type When = string;
interface ActorRow {
  readonly id: string;
  readonly kind: string;
}
export interface CredentialRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly machine_identity_id: string;
  readonly kind: string;
  readonly state: string;
  readonly environment: string;
  readonly ceiling: readonly string[];
  readonly runtime_ids: readonly string[];
  readonly networks: readonly string[];
  readonly not_before: When;
  readonly created_at: When;
  readonly expires_at: When;
  readonly max_uses: number | null;
  readonly uses: number;
  readonly version: number;
  readonly created_by: ActorRow;
  readonly approved_by: ActorRow | null;
  readonly pending_version: number | null;
}
export interface VersionRow {
  readonly credential_id: string;
  readonly number: number;
  readonly state: string;
  readonly overlap_ends_at: When | null;
}
export interface IdentityRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly state: string;
  readonly actions: readonly string[];
  readonly review_due_at: When;
  readonly ends_at: When | null;
  readonly grace_ends_at: When | null;
  readonly owner_kind: string;
  readonly owner_duty: string | null;
  readonly owner_agent_id: string | null;
  readonly pending_owner: unknown;
  readonly boundary: string;
  readonly environment: string;
  readonly version: number;
}
export interface KnowerRow {
  readonly credential_id: string;
  readonly version_number: number;
  readonly actor_id: string;
  readonly saw: When;
}
export interface RuntimeRow {
  readonly id: string;
  readonly state: string;
  readonly environment: string;
  readonly networks: readonly string[];
}
/** All that the tenant has, as it lies in the database. */
export interface Rows {
  readonly credential: readonly CredentialRow[];
  readonly credential_version: readonly VersionRow[];
  readonly knower: readonly KnowerRow[];
  readonly machine_identity: readonly IdentityRow[];
  readonly steward: readonly { readonly machine_identity_id: string; readonly person_id: string }[];
  readonly membership_fact: readonly { readonly person_id: string; readonly state: string }[];
  readonly tenant_fact: readonly { readonly kind: string; readonly state: string }[];
  readonly machine_policy: readonly { readonly limits: PolicyRow; readonly version: number }[];
  readonly runtime: readonly RuntimeRow[];
  readonly machine_identity_runtime: readonly { readonly machine_identity_id: string; readonly runtime_id: string }[];
  readonly rotation: readonly {
    readonly id: string;
    readonly credential_id: string;
    readonly state: string;
    readonly started_by: ActorRow;
  }[];
  readonly version_consumer: readonly unknown[];
  readonly usage_minute: readonly unknown[];
  readonly exchange: readonly unknown[];
}
interface PolicyRow {
  readonly credentialMaxDays?: number;
  readonly fourEyesActions?: readonly string[];
}

const TABLES = [
  ...['credential', 'credential_version', 'knower', 'machine_identity', 'steward', 'membership_fact', 'tenant_fact'],
  ...['machine_policy', 'runtime', 'machine_identity_runtime', 'rotation', 'version_consumer', 'usage_minute'],
  'exchange',
];

/** Read in one statement, so that it is one moment; in an order of its own, so that two of them can be compared. */
export async function readRows(world: World): Promise<Rows> {
  await world.settle();
  const each = TABLES.map(
    (table) => sql`select ${table}::text as name, coalesce(jsonb_agg(row order by row), '[]') as rows
      from (select to_jsonb(t) - 'secret_hash' as row from ${sql.table(table)} t) as listed`,
  );
  const { rows } = await world.database.inTenant(world.tenantId, (tx) =>
    sql<{ name: string; rows: unknown }>`${sql.join(each, sql` union all `)}`.execute(tx),
  );
  return Object.fromEntries(rows.map(({ name, rows: found }) => [name, found])) as unknown as Rows; // as the tables are
}

export const isAfter = (when: When | null, now: Date): boolean => when !== null && Date.parse(when) > now.getTime();

export function isAccepted({ state, overlap_ends_at: until }: VersionRow, now: Date): boolean {
  return state === 'RETIRING' ? isAfter(until, now) : state === 'STAGED' || state === 'ACTIVE';
}

/** Whether the tenant wants two people for what this credential allows. */
export const needsTwo = ({ machine_policy: [policy] }: Rows, { ceiling }: Pick<CredentialRow, 'ceiling'>): boolean =>
  ceiling.some((action) => policy?.limits.fourEyesActions?.includes(action));

export const USABLE: readonly string[] = ['STAGED', 'ACTIVE', 'ROTATING'];

export function hasActiveSteward({ steward, membership_fact: members }: Rows, machineId: string): boolean {
  const active = new Set(members.filter(({ state }) => state === 'ACTIVE').map((member) => member.person_id));
  return steward.some((each) => each.machine_identity_id === machineId && active.has(each.person_id));
}

/**
 * Everybody who may be acting when this one acts: behind a machine its stewards, whoever has seen a secret of it, and whoever issued
 * or rotated any of its credentials: with a key of their own they need to see nothing.
 */
export function everybodyBehind(rows: Rows, actor: { readonly kind: string; readonly id: string }): readonly string[] {
  if (actor.kind !== 'MACHINE') return [actor.id];
  const own = rows.credential.filter((row) => row.machine_identity_id === actor.id);
  const ids = new Set(own.map(({ id }) => id));
  return [
    actor.id,
    ...rows.steward.filter((row) => row.machine_identity_id === actor.id).map((row) => row.person_id),
    ...rows.knower.filter((row) => ids.has(row.credential_id)).map((row) => row.actor_id),
    ...own.map((row) => row.created_by.id),
    ...rows.rotation.filter((row) => ids.has(row.credential_id)).map((row) => row.started_by.id),
  ];
}
