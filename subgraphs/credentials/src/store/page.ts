import { sql, type RawBuilder, type SqlBool } from '@bailiwick/database';

/** Where a page begins: behind this row, in the list's order. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

export type Condition = RawBuilder<SqlBool>;

/** What a list is read from, in its order. Nothing is sorted that is not on the page: an index has the order already. */
export interface Listing {
  readonly from: RawBuilder<unknown>;
  /** Whose columns are answered. */
  readonly row: RawBuilder<unknown>;
  readonly at: RawBuilder<unknown>;
  readonly id: RawBuilder<unknown>;
  /** Newest first, unless the list is about what comes soonest. */
  readonly direction: 'desc' | 'asc';
  readonly atType: 'timestamptz' | 'date';
  readonly where: readonly Condition[];
  /** One of several values, each of which has an order of its own: their pages are read one by one and merged. */
  readonly anyOf: AnyOf | null;
  /** Whether `from` may bring the same row twice. */
  readonly repeats: boolean;
  /** The same, where only their number is wanted. */
  readonly counted: Pick<Listing, 'from' | 'where' | 'anyOf'>;
}

export interface AnyOf {
  readonly column: RawBuilder<unknown>;
  readonly values: readonly string[];
}

/** A list that is longer than this is narrowed, not read: counting on would only cost. */
export const COUNTED_MAX = 1_000;

export function pageOf<Row>(listing: Listing, after: Position | null, limit: number): RawBuilder<Row> {
  const { anyOf } = listing;
  if (anyOf === null) return onePage(listing, [], after, limit);
  const one = onePage(listing, [isValue(anyOf)], after, limit);
  return sql`
    select distinct on (page.created_at, page.id) page.* from ${eachOf(anyOf)} cross join lateral (${one}) as page
    order by page.created_at desc, page.id desc limit ${limit}`;
}

/** Up to COUNTED_MAX; one more says that there are more. */
export function countOf({ at, id, repeats, counted }: Listing): RawBuilder<{ count: string }> {
  const { from, where, anyOf } = counted;
  const limit = sql`limit ${COUNTED_MAX + 1}`;
  const columns = repeats ? sql`distinct ${at} as at, ${id} as id` : sql``;
  // In the list's order, or the planner would find all of them before it leaves out those that are counted twice.
  const inOrder = repeats ? sql`order by 1 desc, 2 desc ${limit}` : limit;
  if (anyOf === null)
    return sql`select count(*) as count from (select ${columns} from ${from} ${allOf(where)} ${inOrder}) as counted`;
  const one = sql`select ${columns} from ${from} ${allOf([...where, isValue(anyOf)])} ${inOrder}`;
  return sql`
    select count(*) as count from (select ${repeats ? sql`distinct counted.at, counted.id` : sql``}
    from ${eachOf(anyOf)} cross join lateral (${one}) as counted ${limit}) as counted`;
}

/** An empty list matches nothing, where `in ()` would be no SQL at all. One value is a plain =, which keeps an order. */
export function isOneOf(column: RawBuilder<unknown>, values: readonly string[]): Condition {
  const [only, ...others] = values;
  if (only !== undefined && others.length === 0) return sql`${column} = ${only}`;
  return sql`${column} = any(${[...values]}::text[])`;
}

/** Of the columns that are filtered by several values, one is read value by value; the rest is asked of each row. */
export function severalOf(filters: Readonly<Record<string, readonly string[] | null | undefined>>): {
  readonly anyOf: AnyOf | null;
  readonly rest: readonly Condition[];
} {
  const lists = Object.entries(filters).flatMap(([name, values]) =>
    values ? [{ column: sql.ref(name), values }] : [],
  );
  const anyOf = lists.find(({ values }) => values.length !== 1) ?? null;
  const rest = lists.filter((list) => list !== anyOf).map(({ column, values }) => isOneOf(column, values));
  return { anyOf, rest };
}

function onePage<Row>(
  { row, from, at, id, direction, atType, where, repeats }: Listing,
  more: readonly Condition[],
  after: Position | null,
  limit: number,
): RawBuilder<Row> {
  const order = sql.raw(direction);
  const begin = after === null ? [] : [isBehind({ at, id, direction, atType }, after)];
  return sql`
    select ${repeats ? sql`distinct on (${at}, ${id})` : sql``} ${row}.* from ${from} ${allOf([...where, ...more, ...begin])}
    order by ${at} ${order}, ${id} ${order} limit ${limit}`;
}

function eachOf({ values }: AnyOf): RawBuilder<unknown> {
  return sql`unnest(${[...new Set(values)]}::text[]) as one (value)`;
}

function isValue({ column }: AnyOf): Condition {
  return sql`${column} = one.value`;
}

function isBehind({ at, id, direction, atType }: Pick<Listing, 'at' | 'id' | 'direction' | 'atType'>, after: Position) {
  const behind = sql.raw(direction === 'desc' ? '<' : '>');
  return sql<SqlBool>`(${at}, ${id}) ${behind} (${after.at.toISOString()}::${sql.raw(atType)}, ${after.id}::uuid)`;
}

export function allOf(conditions: readonly Condition[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join([...conditions], sql` and `)}`;
}
