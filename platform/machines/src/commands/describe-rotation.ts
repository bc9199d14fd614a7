import { waits, type Rotation } from '../operations/rotation.js';
import type { Style } from '../terminal/style.js';
import { indented, listing, table } from '../terminal/table.js';
import { minute } from '../terminal/time.js';

const UNDER_WAY = ['OVERLAP', 'DRAINED'];

/** Whether both secrets are accepted. */
export function isUnderWay({ state }: Pick<Rotation, 'state'>): boolean {
  return UNDER_WAY.includes(state);
}

/** How far it is, until when it goes on, and who would fail without the old secret. */
export function describeRotation(
  rotation: Rotation | null,
  more: readonly (readonly [string, string | null])[],
  style: Style,
): string {
  if (rotation === null) return listing(more);
  const { id, state, fromVersion, toVersion, startedBy, startedAt, overlapEndsAt, drainedPercent, laggards } = rotation;
  const goesOn = isUnderWay(rotation);
  const facts = listing([
    ['rotation', `version ${fromVersion} to ${toVersion}: ${state}`],
    ['begun', `${minute(startedAt)} by ${startedBy.label}`],
    ['waits for', waits(rotation) ? 'the approval of somebody else; the old secret goes on' : null],
    ['moved', goesOn ? `${drainedPercent} % of the callers that were seen` : null],
    ['old secret ends', goesOn ? `${minute(overlapEndsAt)} at the latest` : null],
    ['id', id],
    ...more,
  ]);
  const rows = laggards.map(({ runtime, address, lastSeen }) => [runtime?.name ?? null, address, minute(lastSeen)]);
  const late = goesOn ? table(['RUNTIME', 'ADDRESS', 'LAST SEEN'], rows) : '';
  return late === '' ? facts : `${facts}\n${style.bold('Still using the old secret')}\n${indented(late)}`;
}
