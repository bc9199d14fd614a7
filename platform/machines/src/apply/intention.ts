import { createHash } from 'node:crypto';

/**
 * The idempotency key of one step: the same for the same intention, whichever run has it. A run that was cut short, or
 * two that start at once, do a thing once. What has ended under the same name makes it another intention.
 */
export function intentionKey(step: string, input: object, namesakes: readonly string[] = []): string {
  const text = JSON.stringify([step, sorted(input), [...namesakes].sort()]);
  return `apply-${createHash('sha256').update(text).digest('hex').slice(0, 48)}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
