import { BadInput } from './bad-input.js';
import type { Base } from './contract.js';
import type { CodeEntry, Found } from './finding.js';
import { readJson } from './read-json.js';
import { WORDS_FILE, wordsFormat, type WordsRecord } from './words.js';

/** Of every check that compares with records of the base. */
export const BASE_CODES: Readonly<Record<string, CodeEntry>> = {
  BASE_UNREADABLE: {
    severity: 'warning',
    title: 'a file of the base cannot be read',
    explain:
      'What the base has is broken, or older than this check can read, and was compared with nothing: what the proposal takes away is not seen. Look at that file yourself, or name another base.',
  },
};

/** The codes and actions that the base had. Null without a base, and when it kept no record yet. */
export function readBaseWords(base: Base | null): WordsRecord | Found | null {
  try {
    return base === null ? null : readJson(base.tree, WORDS_FILE, wordsFormat);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return unreadableAt(base, WORDS_FILE, error.message);
  }
}

export function unreadableAt(base: Base | null, file: string, problem: string): Found {
  const message = `At ${base?.label ?? 'the base'}, ${problem} Nothing was compared with it.`;
  return { code: 'BASE_UNREADABLE', message, place: { file, line: 1, column: 1 } };
}

export function isUnreadable(words: WordsRecord | Found): words is Found {
  return 'code' in words && typeof words.code === 'string';
}
