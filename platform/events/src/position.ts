/** A place in a domain's feed: after this event of this transaction. Ordered by transaction first. */
export interface Position {
  readonly xid: bigint;
  readonly id: bigint;
}

/** Before everything. */
export const START: Position = { xid: 0n, id: 0n };

const WRITTEN = /^(\d{1,20})\.(\d{1,19})$/;
const UINT64_MAX = 2n ** 64n - 1n;
const INT64_MAX = 2n ** 63n - 1n;

/** Null unless it is written as `<xid>.<id>` and the database could hold it. */
export function parsePosition(text: string): Position | null {
  const [, xid, id] = WRITTEN.exec(text) ?? [];
  if (xid === undefined || id === undefined) return null;
  const position = { xid: BigInt(xid), id: BigInt(id) };
  return position.xid <= UINT64_MAX && position.id <= INT64_MAX ? position : null;
}

export function formatPosition({ xid, id }: Position): string {
  return `${xid}.${id}`;
}

/** Is `position` further than `other`? */
export function isAfter(position: Position, other: Position): boolean {
  return position.xid === other.xid ? position.id > other.id : position.xid > other.xid;
}

export function later(position: Position, other: Position): Position {
  return isAfter(position, other) ? position : other;
}
