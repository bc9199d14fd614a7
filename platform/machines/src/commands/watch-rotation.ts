import type { Context, Outcome } from '../command.js';
import { EXIT } from '../exit.js';
import { waits, type Rotation } from '../operations/rotation.js';
import { plain } from '../terminal/style.js';
import { describeRotation, isUnderWay } from './describe-rotation.js';
import { findRotation } from './go-on-rotating.js';

/** The platform itself looks every 15 s at the earliest whether everybody has moved. */
const PAUSE_MS = 5_000;
const NAMED = 3;

/** A line whenever something has changed, on standard error; at the end the rotation as it ended. */
export async function watchRotation(context: Context): Promise<Outcome> {
  const { given, style, world, note, gateway: open } = context;
  const gateway = await open();
  let said = '';
  for (;;) {
    const { rotation } = await findRotation(gateway, given.words[0] ?? '');
    if (!isUnderWay(rotation) && !waits(rotation))
      return {
        text: describeRotation(rotation, [], style),
        json: { rotation },
        exit: rotation.state === 'ABORTED' ? EXIT.refused : EXIT.done,
      };
    const line = progressOf(rotation);
    if (line !== said) note(`${line}\n`);
    said = line;
    await world.wait(PAUSE_MS);
  }
}

/** How far it is, and where to look next: by whose runtime and address the old secret was used last. */
function progressOf({ state, drainedPercent, laggards }: Rotation): string {
  if (waits({ state })) return `${state}: somebody else has to approve it`;
  const named = laggards
    .slice(0, NAMED)
    .map(({ runtime, address }) => [runtime?.name, address].filter((part) => part != null).join(' ') || 'unknown');
  const more = laggards.length > NAMED ? `, and ${laggards.length - NAMED} more` : '';
  const who = laggards.length === 0 ? '' : `; still on the old secret: ${plain(named.join(', '))}${more}`;
  return `${state}: ${drainedPercent} % have moved${who}`;
}
