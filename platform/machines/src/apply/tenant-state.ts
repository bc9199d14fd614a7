import type { CredentialRow } from '../operations/credentials.js';
import type { MachineRow } from '../operations/machines.js';
import type { RuntimeRow } from '../operations/runtimes.js';
import type { ActingTenant } from '../gateway/find.js';

/** What the tenant has of all that a file names. */
export interface TenantState {
  readonly tenant: ActingTenant;
  readonly runtimes: readonly RuntimeRow[];
  /** Every one of a name that the file mentions: there may be none, or several. */
  readonly machines: readonly MachineState[];
  /** Ids of people, by how the file calls them. Null for who is no active member. */
  readonly people: ReadonlyMap<string, string | null>;
}

export type MachineState = MachineRow & { readonly credentials: readonly CredentialRow[] };

const ENDED_MACHINE = ['RETIRED'];
const ENDED_CREDENTIAL = ['REVOKED', 'COMPROMISED', 'EXPIRED'];

/** What has ended keeps its name, and does not stand in the way of a successor with the same one. */
export function hasEnded({ state }: { readonly state: string }): boolean {
  return ENDED_MACHINE.includes(state) || ENDED_CREDENTIAL.includes(state);
}

export function living<Row extends { readonly state: string; readonly name: string }>(
  rows: readonly Row[],
  name: string,
): readonly Row[] {
  return rows.filter((row) => row.name === name && !hasEnded(row));
}

export function ended<Row extends { readonly state: string; readonly name: string }>(
  rows: readonly Row[],
  name: string,
): readonly Row[] {
  return rows.filter((row) => row.name === name && hasEnded(row));
}
