/** A field that the file wants otherwise, in words. */
export interface Difference {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** Why something stays as it is, and what whoever wants it otherwise does. */
export interface Hindrance {
  readonly because: string;
  readonly instead: string;
}

/** Both sides are told in words, so what reads the same is the same. */
export function difference(field: string, from: string, to: string): readonly Difference[] {
  return from === to ? [] : [{ field, from, to }];
}

/** Lists of actions, networks and runtimes have no order. */
export function inWords(values: readonly string[]): string {
  return values.length === 0 ? 'none' : [...values].sort().join(', ');
}

export function hindrancesOf(differences: readonly Difference[], instead: string): readonly Hindrance[] {
  return differences.map(({ field, from, to }) => ({
    because: `${field} is ${from}, and the file says ${to}`,
    instead,
  }));
}
