import type { CodeEntry, Place } from './finding.js';

/** Something that the command was given, or that is committed, cannot be read: nothing was judged. */
export class BadInput extends Error {
  /** Where it stands, when it stands somewhere. */
  readonly place: Place | null;

  constructor(message: string, place: Place | null = null) {
    super(message);
    this.place = place;
  }
}

/** For reports that a machine reads: one that is missing would look like one in which nothing was found. */
export const INPUT_CODES: Readonly<Record<string, CodeEntry>> = {
  INPUT_UNUSABLE: {
    severity: 'error',
    title: 'something cannot be read, so that nothing was judged',
    explain:
      'An argument, a ref or a committed file cannot be used: the message says which and why. The command exits 2. Correct it and run the check again; until then nothing is known about the rest.',
  },
};
