import { sql, type SqlBool, type TenantTransaction } from '@bailiwick/database';
import type { Credential, CredentialKind, CredentialState } from '../domain/credential.js';
import { daysAfter } from '../domain/policy.js';
import { toCredential, type CredentialRow } from './credential-row.js';
import { newestFirst, soonestFirst, type Membership } from './membership.js';
import { countOf, pageOf, severalOf, type Condition, type Listing, type Position } from './page.js';
import { BEGINNING_CHARACTERS_MIN, findSearch } from './search.js';
import { uuidOrNone } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

export interface CredentialFilter {
  readonly state?: readonly CredentialState[] | null;
  readonly kind?: readonly CredentialKind[] | null;
  readonly machineIdentityId?: string | null;
  readonly unusedForDays?: number | null;
  readonly expiresInDays?: number | null;
  readonly createdBy?: string | null;
  readonly knownTo?: string | null;
  readonly runtimeId?: string | null;
  readonly text?: string | null;
}

/** What ends soonest or was unused for longest comes first where that is asked for, else what is newest. */
export type CredentialOrder = 'NEWEST' | 'ENDING' | 'UNUSED';

export function orderOf({ expiresInDays, unusedForDays }: CredentialFilter): CredentialOrder {
  if (isGiven(expiresInDays)) return 'ENDING';
  return isGiven(unusedForDays) ? 'UNUSED' : 'NEWEST';
}

/** The place of a credential in a list of this order. */
export function positionIn(order: CredentialOrder, { id, createdAt, expiresAt, lastUsed }: Credential): Position {
  const at = { NEWEST: createdAt, ENDING: expiresAt, UNUSED: dayOf(lastUsed?.at ?? createdAt) };
  return { at: at[order], id };
}

export async function listCredentials(
  tx: Tx,
  filter: CredentialFilter,
  now: Date,
  after: Position | null,
  limit: number,
): Promise<readonly Credential[]> {
  const listing = await listingOf(tx, filter, now);
  if (listing === null) return [];
  const { rows } = await pageOf<CredentialRow>(listing, after, limit).execute(tx);
  return rows.map(toCredential);
}

/** Up to COUNTED_MAX; one more says that there are more. */
export async function countCredentials(tx: Tx, filter: CredentialFilter, now: Date): Promise<number> {
  const listing = await listingOf(tx, filter, now);
  if (listing === null) return 0;
  const { rows } = await countOf(listing).execute(tx);
  return Number(rows[0]?.count);
}

/** Null when the filter can find nothing, whatever there is. */
async function listingOf(tx: Tx, filter: CredentialFilter, now: Date): Promise<Listing | null> {
  const search = filter.text ? await findSearch(tx, 'credential_word', withoutPrefix(filter.text)) : [];
  if (search === null) return null;
  const listed = { table: 'credential', at: 'credential_created_at', id: 'credential_id' } as const;
  const { anyOf, rest } = severalOf({ 'credential.state': filter.state, 'credential.kind': filter.kind });
  const where = [...conditionsOf(filter, now), ...rest];
  const wanted = { listed, memberships: [...membershipsOf(filter), ...search], where, anyOf };
  const order = orderOf(filter);
  if (order === 'NEWEST') return newestFirst(wanted);
  return order === 'ENDING'
    ? soonestFirst(wanted, 'expires_at', 'timestamptz')
    : soonestFirst(wanted, 'idle_since', 'date');
}

function membershipsOf({ runtimeId, knownTo }: CredentialFilter): readonly Membership[] {
  const lists: Membership[] = [];
  if (runtimeId) {
    const where = sql<boolean>`runtime_id = ${uuidOrNone(runtimeId)}`;
    lists.push({ table: 'credential_runtime', where, anyOf: null });
  }
  if (knownTo) lists.push({ table: 'knower', where: sql`actor_id = ${knownTo}`, anyOf: null });
  return lists;
}

function conditionsOf(filter: CredentialFilter, now: Date): readonly Condition[] {
  const { machineIdentityId, unusedForDays, expiresInDays, createdBy } = filter;
  const conditions: Condition[] = [];
  if (machineIdentityId) conditions.push(sql`credential.machine_identity_id = ${uuidOrNone(machineIdentityId)}`);
  if (createdBy) conditions.push(sql`credential.created_by_id = ${createdBy}`);
  if (isGiven(expiresInDays))
    conditions.push(sql`credential.expires_at between ${now} and ${daysAfter(now, expiresInDays)}`);
  if (isGiven(unusedForDays))
    conditions.push(
      sql`credential.idle_since <= ${dayOf(daysAfter(now, -unusedForDays)).toISOString().slice(0, 10)}::date`,
    );
  return conditions;
}

/** All that match, in no order. */
export function matching(tx: Tx, filter: CredentialFilter, now: Date) {
  const { state, kind, knownTo, runtimeId, text } = filter;
  let query = tx.selectFrom('credential');
  for (const condition of conditionsOf(filter, now)) query = query.where(sql<SqlBool>`${condition}`);
  if (state) query = query.where('state', 'in', [...state]);
  if (kind) query = query.where('kind', 'in', [...kind]);
  if (knownTo) query = query.where(sql<SqlBool>`id in (select credential_id from knower where actor_id = ${knownTo})`);
  if (runtimeId) query = query.where(sql<SqlBool>`runtime_ids @> array[${uuidOrNone(runtimeId)}]::uuid[]`);
  return text ? query.where(holdingWords(text)) : query;
}

/** As the list finds them: every word of the text is the beginning of one of theirs. A text without a word finds nothing. */
function holdingWords(text: string) {
  const words = sql`(select word from unnest(words_of(${withoutPrefix(text)})) as wanted (word))`;
  return sql<SqlBool>`exists ${words} and not exists (select from ${words} as wanted where not exists (
    select from credential_word own where own.tenant_id = credential.tenant_id and own.credential_id = credential.id
      and (own.word = wanted.word or (length(wanted.word) >= ${BEGINNING_CHARACTERS_MIN} and starts_with(own.word, wanted.word)))))`;
}

/** A hint begins like every other; that beginning finds nothing in particular. */
function withoutPrefix(text: string): string {
  return text.replace(/^\s*bwk_(live|test)_/i, '');
}

function isGiven(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}

/** Unused time is counted in whole days, so that a use touches the index once a day. In UTC, as the column is. */
function dayOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 86_400_000) * 86_400_000);
}
