import { randomUUID } from 'node:crypto';
import type { Command } from '../command.js';
import { change } from '../gateway/change.js';
import { findCredential } from '../gateway/find.js';
import { APPROVE } from '../operations/credentials.js';

export const approve: Command = {
  name: 'approve',
  usage: 'CREDENTIAL',
  summary:
    'approves a credential, or the new secret of one, that somebody else asked for where the tenant wants four eyes',
  about:
    'CREDENTIAL is its id. Whoever asked cannot approve, nor can a machine. bailiwick passport shows what it would allow and what waits.',
  options: {},
  words: { least: 1, most: 1 },
  run: async ({ given, gateway: open }) => {
    const gateway = await open();
    const { id, version } = await findCredential(gateway, given.words[0] ?? '');
    const input = { id, expectedVersion: version, idempotencyKey: randomUUID() };
    const { credential } = await change(gateway, APPROVE, input);
    return { text: `${credential?.name ?? id} is ${credential?.state ?? 'approved'}.\n`, json: credential };
  },
};
