import type { Given, Options } from '../command.js';
import { findMachine, findRuntimeIds, needPersonId } from '../gateway/find.js';
import type { Gateway } from '../gateway/gateway.js';

/** Options that choose credentials, by the field of the graph's filter that each one is. */
export const CREDENTIAL_FILTER = {
  state: 'state',
  kind: 'kind',
  text: 'text',
  machine: 'machineIdentityId',
  runtime: 'runtimeId',
  'created-by': 'createdBy',
  'known-to': 'knownTo',
  'unused-for-days': 'unusedForDays',
  'expires-in-days': 'expiresInDays',
} as const;

export const CREDENTIAL_FILTER_OPTIONS = {
  state: { type: 'string', value: 'STATE', multiple: true, help: 'in this state' },
  kind: { type: 'string', value: 'KIND', multiple: true, help: 'of this kind, such as API_KEY' },
  text: { type: 'string', value: 'TEXT', help: 'with words in their name or hint that begin so' },
  machine: { type: 'string', value: 'MACHINE', help: 'of this machine identity, name or id' },
  runtime: { type: 'string', value: 'RUNTIME', help: 'bound to this runtime, name or id' },
  'created-by': { type: 'string', value: 'WHO', help: 'issued by this person or machine, address or id' },
  'known-to': {
    type: 'string',
    value: 'WHO',
    help: 'whose secret this person or machine has seen, or whose key they brought, address or id',
  },
  'unused-for-days': { type: 'string', value: 'N', help: 'not used for so many days' },
  'expires-in-days': { type: 'string', value: 'N', help: 'that expire within so many days' },
} as const satisfies Options;

const LISTS = ['state', 'kind'];

/** Whether anything was said to an option, of whatever type. */
export function isSaid(given: Given, name: string): boolean {
  return LISTS.includes(name) ? given.texts(name).length > 0 : given.text(name) !== null;
}

/** Only the filters that were said: one that is null would be a condition, too. */
export async function filterOf(gateway: Gateway, given: Given, fields: Readonly<Record<string, string>>) {
  const filter: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields))
    if (isSaid(given, name)) filter[field] = await valueOf(gateway, given, name);
  return filter;
}

async function valueOf(gateway: Gateway, given: Given, name: string): Promise<unknown> {
  if (LISTS.includes(name)) return given.texts(name);
  if (name.endsWith('-days')) return given.whole(name);
  const text = given.needed(name);
  if (name === 'machine') return (await findMachine(gateway, text)).id;
  if (name === 'runtime') return (await findRuntimeIds(gateway, [text]))[0];
  return name === 'created-by' || name === 'known-to' ? needPersonId(gateway, text) : text;
}
