import { randomUUID } from 'node:crypto';
import type { Command } from '../command.js';
import { change } from '../gateway/change.js';
import { findMachine } from '../gateway/find.js';
import { ACTIVATE } from '../operations/machines.js';

export const activate: Command = {
  name: 'activate',
  usage: 'MACHINE',
  summary: 'activates a declared machine identity, so that it may have credentials',
  about: 'MACHINE is its id, or a name that only one machine identity of the tenant has.',
  options: {},
  words: { least: 1, most: 1 },
  run: async ({ given, gateway: open }) => {
    const gateway = await open();
    const { id, version } = await findMachine(gateway, given.words[0] ?? '');
    const input = { id, expectedVersion: version, idempotencyKey: randomUUID() };
    const { machineIdentity: machine } = await change(gateway, ACTIVATE, input);
    return {
      text: `${machine?.name ?? id} is ${machine?.state ?? 'ACTIVE'}.\nNext: bailiwick issue --machine ${id} --name …\n`,
      json: machine,
    };
  },
};
