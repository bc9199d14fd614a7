import { randomUUID } from 'node:crypto';
import type { Command, Context, Outcome } from '../command.js';
import { change } from '../gateway/change.js';
import { findRuntimeIds } from '../gateway/find.js';
import { LOCK_RUNTIME } from '../operations/runtimes.js';
import { plain } from '../terminal/style.js';

const options = {
  instance: { type: 'string', value: 'ID', help: 'one process of it alone' },
  reason: { type: 'string', value: 'TEXT', help: 'why, for the audit log' },
} as const;

export const lock: Command = {
  name: 'lock',
  usage: 'RUNTIME --reason TEXT [--instance ID]',
  summary: 'trusts nothing in a runtime, or nothing of one process of it, until it is unlocked',
  about: `
RUNTIME is its name or id. Gateways follow within a second. bailiwick unlock takes it back.

  bailiwick lock build-runners --reason "A runner answered for another."`,
  options,
  words: { least: 1, most: 1 },
  run: (context) => changeLock(context, true),
};

export const unlock: Command = {
  name: 'unlock',
  usage: 'RUNTIME --reason TEXT [--instance ID]',
  summary: 'takes the lock of a runtime, or of one process of it, back',
  about: 'RUNTIME is its name or id.',
  options,
  words: { least: 1, most: 1 },
  run: (context) => changeLock(context, false),
};

async function changeLock({ given, gateway: open }: Context, locked: boolean): Promise<Outcome> {
  const reason = given.needed('reason');
  const instanceId = given.text('instance');
  const gateway = await open();
  const [id = ''] = await findRuntimeIds(gateway, given.words);
  const input = { id, instanceId, locked, reason, idempotencyKey: randomUUID() };
  const { runtime } = await change(gateway, LOCK_RUNTIME, input);
  const what = instanceId === null ? '' : `The process ${instanceId} is ${locked ? 'locked' : 'unlocked'}. `;
  return { text: `${what}${plain(runtime?.name ?? id)} is ${runtime?.state ?? 'changed'}.\n`, json: runtime };
}
