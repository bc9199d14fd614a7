import fc from 'fast-check';
import type { Run } from './run.js';

/** Something that anybody may try at any time. Answers whether it had its effect. */
export interface Operation {
  readonly kind: string;
  readonly carryOut: (run: Run) => Promise<boolean>;
}
/** All operations of one kind, and how often there is one among the others. */
export interface Weighted extends fc.WeightedArbitrary<Operation> {
  readonly kind: string;
}

/** With its arguments chosen at random; printed with them, so that a shrunken sequence can be read. */
export function operation<Args>(
  kind: string,
  args: fc.Arbitrary<Args>,
  carryOut: (run: Run, args: Args) => Promise<boolean>,
  weight = 2,
): Weighted {
  const arbitrary = args.map((values) => ({
    kind,
    carryOut: (run: Run) => carryOut(run, values),
    [fc.toStringMethod]: () => `${kind}${fc.stringify(values)}`,
  }));
  return { kind, arbitrary, weight };
}

export const which = fc.nat(99);

/** One of them; mostly one that the operation can do something with, so that not everything is refused. */
export function pick<Item>(
  items: readonly Item[],
  index: number,
  wanted: (item: Item) => boolean = () => true,
): Item | null {
  const fitting = index < 80 ? items.filter(wanted) : [];
  const choice = fitting.length > 0 ? fitting : items;
  return choice[index % Math.max(1, choice.length)] ?? null;
}

/** The rows of what this run has made, in the order in which it was made. */
export function inOrder<Row extends { readonly id: string }>(ids: readonly string[], rows: readonly Row[]): Row[] {
  return ids.flatMap((id) => rows.filter((row) => row.id === id));
}
