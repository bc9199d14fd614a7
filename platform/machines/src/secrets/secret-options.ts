import { resolve } from 'node:path';
import type { Context, Option } from '../command.js';
import { EXIT } from '../exit.js';
import { waits, type Rotation } from '../operations/rotation.js';
import { misused, Problem } from '../problem.js';
import { reserveSecret, WAITING, type ReservedSecret } from './secret-file.js';

export const SECRET_OPTIONS = {
  'secret-file': { type: 'string', value: 'FILE', help: 'where the secret is kept, readable by you alone' },
  'show-secret': { type: 'boolean', help: 'shows the secret on standard output, this once' },
} as const satisfies Readonly<Record<string, Option>>;

/** Where one secret goes. Decided before it is made: it is shown once, and then nobody has it. */
export async function reserveAsSaid({ given, world }: Pick<Context, 'given' | 'world'>): Promise<ReservedSecret> {
  const file = given.text('secret-file');
  if (file !== null) return reserveSecret(resolve(world.cwd, file));
  if (!given.flag('show-secret'))
    throw misused(
      'The secret is shown once, and nobody said where it goes.',
      'Add --secret-file FILE, or --show-secret.',
    );
  return { keep: nothing, keepAside: nothing, release: nothing };
}

const nothing = (): Promise<void> => Promise.resolve();

/**
 * Makes something with a secret between taking the place and filling it. An answer that was lost on the way took the only
 * sight of the secret with it: the repeat has none, and that is said, not passed over.
 */
export async function keepSecretOf<Made extends MadeSecret>(
  place: ReservedSecret,
  make: () => Promise<Made>,
  next: string,
): Promise<Made> {
  const made = await make().catch(async (error: unknown) => {
    await place.release();
    throw error;
  });
  if (made.secret !== null) {
    await putAway(place, made.secret, made.rotation);
    return made;
  }
  await place.release();
  throw new Problem(EXIT.refused, 'It was done, but the answer with its secret was lost on the way.', { next });
}

export interface MadeSecret {
  readonly secret: string | null;
  readonly rotation?: Pick<Rotation, 'state'> | null;
}

/** In its place, or beside it while it waits for a second person: callers go on with the old one. */
export function putAway(place: ReservedSecret, secret: string, rotation: MadeSecret['rotation']): Promise<void> {
  return waits(rotation) ? place.keepAside(secret) : place.keep(secret);
}

/** Where it went, in words; the secret itself only for who asked to see it. */
export function secretLines({ given }: Pick<Context, 'given'>, { secret, rotation }: MadeSecret) {
  const file = given.text('secret-file');
  return [
    ['secret file', file !== null && waits(rotation) ? file + WAITING : file],
    ['secret', given.flag('show-secret') ? secret : null],
  ] as const;
}
