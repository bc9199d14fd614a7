import { z } from 'zod';

/** The record of every domain's reason codes and actions: what clients branch on besides the schema. */
export const WORDS_FILE = 'schema/contract/words.json';

const action = z.object({
  name: z.string(),
  section: z.string().nullable(),
  effect: z.string(),
  factors: z.array(z.string()).readonly(),
  feature: z.string().nullable(),
  requiredTrust: z.string(),
  requiresMfa: z.boolean(),
  stalenessSeconds: z.number(),
  powerReducing: z.boolean(),
  endsStanding: z.boolean(),
  systemRoles: z.array(z.string()).readonly(),
  duties: z.array(z.string()).readonly(),
});

/** An action as its owner declares it, without its description. */
export type Action = z.infer<typeof action>;

export const wordsFormat = z.record(z.string(), z.object({ reasons: z.array(z.string()), actions: z.array(action) }));
export type WordsRecord = z.infer<typeof wordsFormat>;

/** What one domain exports: its registry and its catalogue, and how it reads the events of others. */
export interface DomainWords {
  readonly name: string;
  readonly reasons: readonly string[];
  readonly actions: readonly Action[];
  /** Event type → why this data cannot be read, or null when it can. */
  readonly reads: ReadonlyMap<string, (data: unknown) => string | null>;
  /** Whether its sources have been written since it was built, so that these may be the words of before. */
  readonly isOlder?: boolean;
}

const zodLike = z.custom<{ safeParse(data: unknown): { success: boolean; error?: { message: string } } }>(
  (value) => typeof value === 'object' && value !== null && 'safeParse' in value,
);
const definition = z.object({
  name: z.string(),
  reasons: z.object({ codes: z.array(z.string()) }),
  actions: z.array(action),
  reads: z.record(z.string(), zodLike).optional(),
});

/** The domain's definition among what its package exports, wherever it stands and whatever it is called. */
export function wordsOf(name: string, exported: Readonly<Record<string, unknown>>): DomainWords | null {
  for (const value of Object.values(exported)) {
    const { success, data } = definition.safeParse(value);
    if (!success || data.name !== name) continue;
    const reads = Object.entries(data.reads ?? {}).map(([type, schema]) => {
      const problemOf = (event: unknown) => {
        const result = schema.safeParse(event);
        return result.success ? null : (result.error?.message ?? 'refused');
      };
      return [type, problemOf] as const;
    });
    return { name, reasons: data.reasons.codes, actions: data.actions, reads: new Map(reads) };
  }
  return null;
}

/** As it is committed: sorted, so that a change of order is no change. */
export function recordOf(words: readonly DomainWords[]): WordsRecord {
  const sorted = [...words].sort((a, b) => (a.name < b.name ? -1 : 1));
  return Object.fromEntries(
    sorted.map(({ name, reasons, actions }) => [
      name,
      { reasons: [...reasons].sort(), actions: [...actions].sort((a, b) => (a.name < b.name ? -1 : 1)) },
    ]),
  );
}
