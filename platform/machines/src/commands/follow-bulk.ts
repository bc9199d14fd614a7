import type { Context } from '../command.js';
import type { Gateway } from '../gateway/gateway.js';
import { FIND_BULK, type BulkOperation } from '../operations/bulk.js';

const PAUSE_MS = 1_000;

/** Until it is finished. Whoever interrupts this knows where to look: the operation itself goes on. */
export async function followBulk(
  gateway: Gateway,
  begun: BulkOperation,
  { note, world }: Pick<Context, 'note' | 'world'>,
): Promise<BulkOperation> {
  let now = begun;
  if (now.finishedAt === null) note(`It goes on by itself; bailiwick bulk status ${begun.id} shows how far it is.\n`);
  while (now.finishedAt === null) {
    note(`  ${now.changed} of ${now.matched} …\n`);
    await world.wait(PAUSE_MS);
    now = (await gateway.ask(FIND_BULK, { id: begun.id })).bulk ?? now;
  }
  return now;
}
