import type { Trust } from '../operations/trust.js';
import { plain } from '../terminal/style.js';
import { aligned } from '../terminal/table.js';

/** The factors, which of them caps the level, and what would raise it. */
export function describeTrust({ factors, cappedBy, raiseBy }: Trust): string {
  const rows = factors.map(({ name, level, because }) => [
    name === cappedBy.name ? `${name} (caps it)` : name,
    level,
    plain(because),
  ]);
  return `${aligned(rows)}${raiseBy.map((step) => `raise it: ${plain(step)}\n`).join('')}`;
}
