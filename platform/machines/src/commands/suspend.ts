import { randomUUID } from 'node:crypto';
import type { Command } from '../command.js';
import { change } from '../gateway/change.js';
import { findCredential } from '../gateway/find.js';
import { RESUME, SUSPEND } from '../operations/credentials.js';

const reason = { type: 'string', value: 'TEXT', help: 'why, for the audit log' } as const;

export const suspend: Command = {
  name: 'suspend',
  usage: 'CREDENTIAL --reason TEXT',
  summary: 'refuses a credential until it is resumed',
  about:
    'CREDENTIAL is its id. Gateways follow within a second. bailiwick resume takes it back, bailiwick revoke does not.',
  options: { reason },
  words: { least: 1, most: 1 },
  run: (context) => changeState(context, SUSPEND),
};

export const resume: Command = {
  name: 'resume',
  usage: 'CREDENTIAL --reason TEXT',
  summary: 'takes the suspension of a credential back',
  about: 'CREDENTIAL is its id.',
  options: { reason },
  words: { least: 1, most: 1 },
  run: (context) => changeState(context, RESUME),
};

async function changeState(
  { given, gateway: open }: Parameters<Command['run']>[0],
  operation: typeof SUSPEND,
): ReturnType<Command['run']> {
  const said = given.needed('reason');
  const gateway = await open();
  const { id, version } = await findCredential(gateway, given.words[0] ?? '');
  const input = { id, reason: said, expectedVersion: version, idempotencyKey: randomUUID() };
  const { credential } = await change(gateway, operation, input);
  return { text: `${credential?.name ?? id} is ${credential?.state ?? 'changed'}.\n`, json: credential };
}
