import type { CredentialRow, IdentityRow, Rows } from './rows.js';
import type { Presented, Run, Step } from './run.js';

/** What the database held before and after one step, and what the step was. */
export interface Moment {
  readonly run: Run;
  readonly step: Step;
  readonly before: Rows;
  readonly after: Rows;
  readonly now: Date;
}

/** An invariant by its number and words. `breaks` answers what breaks it, in words that help to find out why. */
export interface Rule {
  readonly name: string;
  readonly breaks: (moment: Moment) => readonly string[];
}

/** Nothing breaks it, or one name and everything that does. */
export function assertHolds({ name, breaks }: Rule, moment: Moment): void {
  const found = breaks(moment);
  if (found.length > 0) throw new Error(`Invariant ${name}, broken by ${moment.step.kind}: ${found.join('; ')}`);
}

/** For each of them that it is not so, what it is. */
export function unless<Item>(
  items: readonly Item[],
  holds: (item: Item) => boolean,
  say: (item: Item) => string,
): string[] {
  return items.filter((item) => !holds(item)).map(say);
}

export const isWithin = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((each) => all.includes(each));

/** Of two bindings. None at all is the loosest one. */
export const isLooser = (was: CredentialRow, is: CredentialRow): boolean =>
  was.runtime_ids.length > 0 && (is.runtime_ids.length === 0 || !isWithin(is.runtime_ids, was.runtime_ids));

export interface Opened {
  readonly presented: Presented;
  readonly credential: CredentialRow;
  readonly identity: IdentityRow;
}

/** What was accepted at the exchange in this step, with the rows as they were when it was. */
export function opened({ step, before }: Moment): readonly Opened[] {
  return step.presented
    .filter(({ answer }) => answer.status === 200)
    .flatMap((presented) => {
      const credential = before.credential.find(({ id }) => id === presented.shown?.credentialId);
      const identity = before.machine_identity.find(({ id }) => id === credential?.machine_identity_id);
      return credential === undefined || identity === undefined ? [] : [{ presented, credential, identity }];
    });
}

/** Rows of both moments by id. */
export function both<Row extends { readonly id: string }>(before: readonly Row[], after: readonly Row[]) {
  const now = new Map(after.map((row) => [row.id, row]));
  return before.map((was) => ({ was, is: now.get(was.id) ?? null }));
}

export const describeCredential = ({ id, state, kind }: CredentialRow): string =>
  `credential ${id} (${kind}, ${state})`;
export const describeIdentity = ({ id, state }: IdentityRow): string => `machine ${id} (${state})`;
