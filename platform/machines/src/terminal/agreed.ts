import type { Context } from '../command.js';
import { misused } from '../problem.js';

/** Asks whoever sits there. Where nobody does, nothing may hang and nothing may happen unsaid: `--yes` says it. */
export async function agreed({ given, world }: Pick<Context, 'given' | 'world'>, question: string): Promise<boolean> {
  if (given.flag('yes')) return true;
  if (world.confirm === null)
    throw misused(
      'Nobody can be asked here: this is no terminal. Nothing was changed.',
      'Say --yes to go on without asking.',
    );
  return world.confirm(question);
}
