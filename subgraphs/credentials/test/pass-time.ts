import { createLog } from '@bailiwick/config';
import { startClock } from '@bailiwick/events';
import type { World } from './world.js';

/** Lets the clock look until nothing more is due. A new clock each time, as after a restart. */
export async function letTimePass(world: World, ms: number): Promise<void> {
  world.now = new Date(world.now.getTime() + ms);
  const clock = startClock({
    database: world.database,
    rules: world.domain.parts.clockRules ?? [],
    now: () => world.now,
    log: createLog('test', 'fatal'),
  });
  for (let tries = 0; tries < 250 && (await countDue(world)) > 0; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await clock.stop();
}

async function countDue(world: World): Promise<number> {
  const due = await world.database.inTenant(world.tenantId, (tx) =>
    tx.selectFrom('due').select('kind').where('due_at', '<=', world.now).execute(),
  );
  return due.length;
}
