import { z } from 'zod';
import { readJson } from './read-json.js';
import type { FileTree } from './tree.js';

/** Words with a domain's prefix that are neither reasons nor actions nor events, one by one. */
export const OTHER_WORDS_FILE = 'schema/contract/other-words.json';

const otherWords = z.array(z.object({ word: z.string(), reason: z.string().min(10) }));

/** Looked at one by one, and no words of the contract. */
export function otherWordsIn(tree: FileTree): ReadonlySet<string> {
  return new Set((readJson(tree, OTHER_WORDS_FILE, otherWords) ?? []).map(({ word }) => word));
}
