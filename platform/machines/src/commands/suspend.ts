import { randomUUID } from 'node:crypto';
import type { Command, Context, Outcome } from '../command.js';
import { change } from '../gateway/change.js';
import { findCredential, findMachine } from '../gateway/find.js';
import type { Gateway } from '../gateway/gateway.js';
import { RESUME, SUSPEND } from '../operations/credentials.js';
import { RESUME_MACHINE, SUSPEND_MACHINE } from '../operations/machines.js';
import { misused } from '../problem.js';

const options = {
  reason: { type: 'string', value: 'TEXT', help: 'why, for the audit log' },
  machine: { type: 'string', value: 'MACHINE', help: 'a machine identity with all that it has, name or id' },
} as const;

export const suspend: Command = {
  name: 'suspend',
  usage: 'CREDENTIAL | --machine MACHINE --reason TEXT',
  summary: 'refuses a credential, or all that a machine has, until it is resumed',
  about:
    'CREDENTIAL is its id. Gateways follow within a second. bailiwick resume takes it back; what bailiwick revoke takes is gone.',
  options,
  words: { least: 0, most: 1 },
  run: (context) => changeState(context, SUSPEND, SUSPEND_MACHINE),
};

export const resume: Command = {
  name: 'resume',
  usage: 'CREDENTIAL | --machine MACHINE --reason TEXT',
  summary: 'takes the suspension of a credential or a machine back',
  about: 'CREDENTIAL is its id.',
  options,
  words: { least: 0, most: 1 },
  run: (context) => changeState(context, RESUME, RESUME_MACHINE),
};

async function changeState(
  { given, gateway: open }: Context,
  ofCredential: typeof SUSPEND,
  ofMachine: typeof SUSPEND_MACHINE,
): Promise<Outcome> {
  const [id = null] = given.words;
  const machine = given.text('machine');
  if ((id === null) === (machine === null))
    throw misused('Say one thing: a credential’s id, or --machine.', 'bailiwick list shows what there is.');
  const reason = given.needed('reason');
  const gateway = await open();
  const changed =
    machine === null
      ? (await change(gateway, ofCredential, await inputOf(findCredential, gateway, id ?? '', reason))).credential
      : (await change(gateway, ofMachine, await inputOf(findMachine, gateway, machine, reason))).machineIdentity;
  return { text: `${changed?.name ?? 'It'} is ${changed?.state ?? 'changed'}.\n`, json: changed };
}

async function inputOf(
  find: (gateway: Gateway, reference: string) => Promise<{ readonly id: string; readonly version: number }>,
  gateway: Gateway,
  reference: string,
  reason: string,
) {
  const { id, version } = await find(gateway, reference);
  return { id, reason, expectedVersion: version, idempotencyKey: randomUUID() };
}
