import { sql, type TenantTransaction } from '@bailiwick/database';
import type { MachineIdentity, MachineIdentityState } from '../domain/machine-identity.js';
import type { OwnerKind } from '../domain/owner.js';
import { toMachineIdentity, type MachineIdentityRow } from './machine-identity-row.js';
import { newestFirst, type Membership } from './membership.js';
import { countOf, pageOf, severalOf, type Condition, type Listing, type Position } from './page.js';
import { findSearch } from './search.js';
import { uuidOrNone } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

export interface MachineIdentityFilter {
  readonly state?: readonly MachineIdentityState[] | null;
  readonly ownerKind?: readonly OwnerKind[] | null;
  readonly stewardId?: string | null;
  readonly runtimeId?: string | null;
  readonly environment?: string | null;
  readonly text?: string | null;
}

export async function listMachineIdentities(
  tx: Tx,
  filter: MachineIdentityFilter,
  after: Position | null,
  limit: number,
): Promise<readonly MachineIdentity[]> {
  const listing = await listingOf(tx, filter);
  if (listing === null) return [];
  const { rows } = await pageOf<MachineIdentityRow>(listing, after, limit).execute(tx);
  return rows.map(toMachineIdentity);
}

/** Up to COUNTED_MAX; one more says that there are more. */
export async function countMachineIdentities(tx: Tx, filter: MachineIdentityFilter): Promise<number> {
  const listing = await listingOf(tx, filter);
  if (listing === null) return 0;
  const { rows } = await countOf(listing).execute(tx);
  return Number(rows[0]?.count);
}

/** Null when the filter can find nothing, whatever there is. */
async function listingOf(tx: Tx, filter: MachineIdentityFilter): Promise<Listing | null> {
  const { text, state, ownerKind, environment } = filter;
  const search = text ? await findSearch(tx, 'machine_identity_word', text) : [];
  if (search === null) return null;
  const { anyOf, rest } = severalOf({ 'machine_identity.state': state, 'machine_identity.owner_kind': ownerKind });
  const where: readonly Condition[] = environment
    ? [...rest, sql`machine_identity.environment = ${environment}`]
    : rest;
  const listed = { table: 'machine_identity', at: 'identity_created_at', id: 'machine_identity_id' } as const;
  return newestFirst({ listed, memberships: [...membershipsOf(filter), ...search], where, anyOf });
}

function membershipsOf({ stewardId, runtimeId }: MachineIdentityFilter): readonly Membership[] {
  const steward = {
    table: 'steward',
    where: sql<boolean>`person_id = ${uuidOrNone(stewardId ?? '')}`,
    anyOf: null,
  } as const;
  const runtime = {
    table: 'machine_identity_runtime',
    where: sql<boolean>`runtime_id = ${uuidOrNone(runtimeId ?? '')}`,
    anyOf: null,
  } as const;
  return [...(stewardId ? [steward] : []), ...(runtimeId ? [runtime] : [])];
}
