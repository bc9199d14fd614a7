import type { Rotation } from '../operations/rotation.js';
import type { Style } from '../terminal/style.js';
import { listing, table } from '../terminal/table.js';
import { minute } from '../terminal/time.js';

/** How far it is, until when it goes on, and who would fail without the old secret. */
export function describeRotation(
  rotation: Rotation | null,
  more: readonly (readonly [string, string | null])[],
  style: Style,
): string {
  if (rotation === null) return listing(more);
  const { id, state, fromVersion, toVersion, overlapEndsAt, drainedPercent, laggards } = rotation;
  const facts = listing([
    ['rotation', `version ${fromVersion} to ${toVersion}: ${state}`],
    ['moved', `${drainedPercent} % of the callers that were seen`],
    ['old secret ends', minute(overlapEndsAt)],
    ['id', id],
    ...more,
  ]);
  const rows = laggards.map(({ runtime, address, lastSeen }) => [runtime?.name ?? null, address, minute(lastSeen)]);
  const late = table(['RUNTIME', 'ADDRESS', 'LAST SEEN'], rows);
  return late === ''
    ? facts
    : `${facts}\n${style.bold('Still using the old secret')}\n${late.replace(/^(?=.)/gm, '  ')}`;
}
