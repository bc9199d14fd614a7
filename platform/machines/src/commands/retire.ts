import { randomUUID } from 'node:crypto';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { change } from '../gateway/change.js';
import { findMachine } from '../gateway/find.js';
import { RETIRE } from '../operations/machines.js';
import { agreed } from '../terminal/agreed.js';

export const retire: Command = {
  name: 'retire',
  usage: 'MACHINE --reason TEXT [--yes]',
  summary: 'ends a machine identity, with all of its credentials, for ever',
  about:
    'MACHINE is its name or id. Its name is free again afterwards. There is no way back, so a terminal is asked first.',
  options: {
    reason: { type: 'string', value: 'TEXT', help: 'why, for the audit log' },
    yes: { type: 'boolean', short: 'y', help: 'does not ask' },
  },
  words: { least: 1, most: 1 },
  run: async (context) => {
    const { given, gateway: open } = context;
    const reason = given.needed('reason');
    const gateway = await open();
    const { id, name, version } = await findMachine(gateway, given.words[0] ?? '');
    if (!(await agreed(context, `End ${name} with all of its credentials for ever?`)))
      return { text: 'Nothing was changed.\n', json: null, exit: EXIT.refused };
    const input = { id, reason, expectedVersion: version, idempotencyKey: randomUUID() };
    const { machineIdentity } = await change(gateway, RETIRE, input);
    return { text: `${name} is ${machineIdentity?.state ?? 'RETIRED'}.\n`, json: machineIdentity };
  },
};
