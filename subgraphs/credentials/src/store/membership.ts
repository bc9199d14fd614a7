import { sql, type RawBuilder } from '@bailiwick/database';
import { allOf, isOneOf, type AnyOf, type Condition, type Listing } from './page.js';

/** A table that is listed, and what the rows that say where it is listed call its date and its id. */
export interface Listed {
  readonly table: 'credential' | 'machine_identity';
  readonly at: 'credential_created_at' | 'identity_created_at';
  readonly id: 'credential_id' | 'machine_identity_id';
}

/** Being in the list of a person, a runtime or a word: rows of a table that has that list in its order. */
export interface Membership {
  readonly table:
    | 'knower'
    | 'credential_runtime'
    | 'credential_word'
    | 'steward'
    | 'machine_identity_runtime'
    | 'machine_identity_word';
  /** Whose list: one condition on that table, or one of several values. */
  readonly where: Condition | null;
  readonly anyOf: AnyOf | null;
}

/** What is listed, and of which kinds: every condition, every membership, and one of several values. */
export interface Wanted {
  readonly listed: Listed;
  readonly memberships: readonly Membership[];
  readonly where: readonly Condition[];
  readonly anyOf: AnyOf | null;
}

/** Newest first: read from the first membership's list, if there is one; each place is looked up in the others. */
export function newestFirst({ listed, memberships, where, anyOf }: Wanted): Listing {
  const [first, ...others] = memberships;
  const order = { direction: 'desc', atType: 'timestamptz' } as const;
  const table = tableInOrder(listed, 'created_at');
  if (first === undefined) return { ...table, ...order, where, anyOf, counted: { from: table.from, where, anyOf } };
  const [at, id] = [sql.ref(`place.${listed.at}`), sql.ref(`place.${listed.id}`)];
  const places = sql`${sql.table(first.table)} as place`;
  const oneOf = anyOf === null ? [] : [isOneOf(anyOf.column, anyOf.values)];
  const isRow = [sql<boolean>`${table.row}.tenant_id = place.tenant_id`, sql<boolean>`${table.id} = ${id}`];
  // With the date too, so that it is one row by whichever index the planner takes.
  const isThere = [...isRow, sql<boolean>`${table.at} = ${at}`, ...where, ...oneOf];
  const ofPlace = [...conditionOf(first), ...others.map((other) => isIn(listed, other, at, id))];
  return {
    ...order,
    row: table.row,
    from: sql`${places} join ${table.row} on ${sql.join(isRow, sql` and `)}`,
    at,
    id,
    where: [...ofPlace, ...where, ...(first.anyOf === null ? [] : oneOf)],
    anyOf: first.anyOf ?? anyOf,
    repeats: true,
    counted: {
      from: places,
      where: where.length + oneOf.length === 0 ? ofPlace : [...ofPlace, there(table.row, isThere)],
      anyOf: first.anyOf,
    },
  };
}

/** Soonest first, by a column of the table. */
export function soonestFirst(
  { listed, memberships, where, anyOf }: Wanted,
  column: string,
  atType: Listing['atType'],
): Listing {
  const { table } = listed;
  const [at, id] = [sql.ref(`${table}.created_at`), sql.ref(`${table}.id`)];
  const oneOf = anyOf === null ? [] : [isOneOf(anyOf.column, anyOf.values)];
  const all = [...where, ...oneOf, ...memberships.map((membership) => isIn(listed, membership, at, id))];
  const row = tableInOrder(listed, column);
  const counted = { from: row.from, where: all, anyOf: null };
  return { ...row, direction: 'asc', atType, where: all, anyOf: null, counted };
}

function tableInOrder({ table }: Listed, column: string) {
  const row = sql.table(table);
  const [at, id] = [sql.ref(`${table}.${column}`), sql.ref(`${table}.id`)];
  return { row, from: row, at, id, repeats: false };
}

function isIn(
  listed: Listed,
  { table, where, anyOf }: Membership,
  at: RawBuilder<unknown>,
  id: RawBuilder<unknown>,
): Condition {
  return there(sql`${sql.table(table)} as own`, [
    ...conditionOf({ where }),
    ...(anyOf === null ? [] : [isOneOf(anyOf.column, anyOf.values)]),
    sql`own.${sql.ref(listed.at)} = ${at}`,
    sql`own.${sql.ref(listed.id)} = ${id}`,
  ]);
}

/**
 * One look-up by an index for each place. `offset 0` keeps the planner from joining instead: to answer one page it would
 * read the other table's part from end to end.
 */
function there(from: RawBuilder<unknown>, where: readonly Condition[]): Condition {
  return sql`exists (select from ${from} ${allOf(where)} offset 0)`;
}

function conditionOf({ where }: Pick<Membership, 'where'>): readonly Condition[] {
  return where === null ? [] : [where];
}
