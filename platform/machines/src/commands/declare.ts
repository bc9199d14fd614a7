import { randomUUID } from 'node:crypto';
import type { Command, Given } from '../command.js';
import { change } from '../gateway/change.js';
import { findMachine, findRuntimeIds, findTenant, isId, needPersonId } from '../gateway/find.js';
import type { Gateway } from '../gateway/gateway.js';
import { ACTIVATE, DECLARE } from '../operations/machines.js';
import { listing } from '../terminal/table.js';

export const declare: Command = {
  name: 'declare',
  usage: '--name NAME --statement TEXT --action ACTION… --steward PERSON… --environment live|test',
  summary: 'declares a machine identity: what it answers for, who owns it, where it runs',
  about: `
Declares a machine identity as a draft; with --activate it is activated at once. A machine starts with a responsibility,
so that is asked first. For more than one machine write a file, and use bailiwick apply.

  bailiwick declare --name ledger-export --environment live --steward ana@acme.example \\
    --statement "Copies the billing account into the ledger every night." \\
    --action billing.account.read --action platform.use --team Finance --activate`,
  options: {
    name: { type: 'string', value: 'NAME', help: 'its name, for people' },
    statement: { type: 'string', value: 'TEXT', help: 'what it answers for, in plain words' },
    action: { type: 'string', value: 'ACTION', multiple: true, help: 'an action that it needs' },
    'data-class': { type: 'string', value: 'NAME', multiple: true, help: 'a kind of data that it touches' },
    steward: {
      type: 'string',
      value: 'PERSON',
      multiple: true,
      help: 'an e-mail address or id; the first is asked first',
    },
    environment: { type: 'string', value: 'ENV', help: 'live or test' },
    runtime: { type: 'string', value: 'RUNTIME', multiple: true, help: 'a runtime that it is meant for, name or id' },
    'owner-kind': {
      type: 'string',
      value: 'KIND',
      help: 'TENANT (default), RUNTIME, EXTERNAL_INTEGRATION, AUTONOMOUS_AGENT, …',
    },
    'owner-ref': { type: 'string', value: 'REF', help: 'the runtime, provider, agent or service that owns it' },
    duty: { type: 'string', value: 'DUTY', help: 'the duty, for owners of the platform' },
    team: { type: 'string', value: 'TEAM', help: 'the team inside the tenant that owns it' },
    boundary: { type: 'string', value: 'MODE', help: 'how far it may reach (default HOME_TENANT_ONLY)' },
    'review-days': { type: 'string', value: 'N', help: 'after how many days somebody must ask whether it is needed' },
    'ends-at': { type: 'string', value: 'TIME', help: 'when its responsibility ends, such as 2027-01-31T00:00:00Z' },
    activate: { type: 'boolean', help: 'activates it as well' },
  },
  words: { least: 0, most: 0 },
  run: async ({ given, gateway: open }) => {
    const shape = readShape(given);
    const gateway = await open();
    const input = { ...shape, ...(await readReferences(given, gateway)), idempotencyKey: randomUUID() };
    const declared = (await change(gateway, DECLARE, input)).machineIdentity;
    const machine = given.flag('activate') && declared !== null ? await activated(gateway, declared) : declared;
    return {
      text: `${listing([
        ['declared', machine?.name ?? null],
        ['id', machine?.id ?? null],
        ['state', machine?.state ?? null],
      ])}${machine?.state === 'DRAFT' ? `Next: bailiwick activate ${machine.id}\n` : ''}`,
      json: machine,
    };
  },
};

async function activated(gateway: Gateway, { id, version }: { readonly id: string; readonly version: number }) {
  const input = { id, expectedVersion: version, idempotencyKey: randomUUID() };
  return (await change(gateway, ACTIVATE, input)).machineIdentity;
}

/** What needs no look-up, so that a missing option is said before anything is asked. */
function readShape(given: Given) {
  return {
    name: given.needed('name'),
    environment: given.needed('environment'),
    boundary: given.text('boundary') ?? 'HOME_TENANT_ONLY',
    responsibility: {
      statement: given.needed('statement'),
      actions: given.texts('action'),
      dataClasses: given.texts('data-class'),
      reviewDays: given.whole('review-days'),
      endsAt: given.text('ends-at'),
    },
  };
}

async function readReferences(given: Given, gateway: Gateway) {
  const stewardIds: string[] = [];
  for (const person of given.texts('steward')) stewardIds.push(await needPersonId(gateway, person));
  return {
    stewardIds,
    runtimeIds: await findRuntimeIds(gateway, given.texts('runtime')),
    owner: await readOwner(given, gateway),
  };
}

/** Names of runtimes and machines are looked up; providers, services and duties are registered names already. */
async function readOwner(given: Given, gateway: Gateway) {
  const kind = given.text('owner-kind') ?? 'TENANT';
  const [duty, team] = [given.text('duty'), given.text('team')];
  if (kind === 'TENANT') return { kind, ref: (await findTenant(gateway)).id, team };
  if (kind === 'PLATFORM') return { kind, ref: given.needed('duty'), duty };
  const ref = given.needed('owner-ref');
  if (kind === 'RUNTIME') return { kind, ref: (await findRuntimeIds(gateway, [ref]))[0] ?? ref };
  if (kind === 'AUTONOMOUS_AGENT') return { kind, ref: isId(ref) ? ref : (await findMachine(gateway, ref)).id };
  return { kind, ref, duty };
}
