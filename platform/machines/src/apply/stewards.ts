import type { MachineRow } from '../operations/machines.js';
import type { StewardEntry } from './file-shape.js';

export interface WantedSteward {
  /** As the file calls them. */
  readonly person: string;
  readonly role: string;
}

/** The first is asked first, the others step in, where the file does not say roles itself. */
export function wantedStewards(entries: readonly StewardEntry[]): readonly WantedSteward[] {
  return entries.map((entry, index) =>
    typeof entry === 'string' ? { person: entry, role: index === 0 ? 'PRIMARY' : 'BACKUP' } : entry,
  );
}

/** By id, since an address may be written in any case; and in words, for the plan. */
export function wantedKey(stewards: readonly WantedSteward[], people: ReadonlyMap<string, string | null>): string {
  return stewards
    .map(({ person, role }) => `${people.get(person) ?? person} ${role}`)
    .sort()
    .join(', ');
}

export function presentKey(stewards: MachineRow['stewards']): string {
  return stewards
    .map(({ person, role }) => `${person.id} ${role}`)
    .sort()
    .join(', ');
}

export function wantedWords(stewards: readonly WantedSteward[]): string {
  return stewards.map(({ person, role }) => `${person} ${role}`).join(', ');
}

export function presentWords(stewards: MachineRow['stewards']): string {
  return stewards.map(({ person, role }) => `${person.email ?? person.id} ${role}`).join(', ') || 'nobody';
}
