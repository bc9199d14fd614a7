import { EXIT } from '../exit.js';
import { FIND_CREDENTIAL, type CredentialRow } from '../operations/credentials.js';
import { FIND_MACHINE, LIST_MACHINES, type MachineRow } from '../operations/machines.js';
import { LIST_RUNTIMES } from '../operations/runtimes.js';
import { FIND_MEMBERS, WHO_AM_I } from '../operations/viewer.js';
import { misused, Problem } from '../problem.js';
import type { Gateway } from './gateway.js';
import { readPages } from './pages.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isId(text: string): boolean {
  return UUID.test(text);
}

export interface ActingTenant {
  readonly id: string;
  readonly slug: string;
}

/** The tenant that the token acts in: without one there is nothing to administer. */
export async function findTenant(gateway: Gateway): Promise<ActingTenant> {
  const { viewer } = await gateway.ask(WHO_AM_I);
  if (viewer?.tenant) return { id: viewer.tenant.id, slug: viewer.tenant.slug ?? viewer.tenant.id };
  const known = viewer?.tenants.map(({ slug }) => slug ?? '').join(', ') ?? '';
  throw misused(
    'The token acts in no tenant.',
    known === '' ? 'Accept an invitation first.' : `Name one with --tenant: ${known}.`,
  );
}

/** By id, or by a name that only one machine identity here has. */
export async function findMachine(gateway: Gateway, reference: string): Promise<MachineRow> {
  const found = isId(reference)
    ? [(await gateway.ask(FIND_MACHINE, { id: reference })).machineIdentity].filter((each) => each !== null)
    : await machinesNamed(gateway, reference);
  const [machine, another] = found;
  if (machine === undefined) throw unknown('machine identity', reference, 'bailiwick list machines shows them.');
  if (another === undefined) return machine;
  throw new Problem(EXIT.usage, `${found.length} machine identities are named ${reference}.`, {
    next: 'Say which one by its id.',
    lines: found.map(({ id, state }) => `${id}  ${state}`),
  });
}

/** The filter finds names that contain the text, in any case; here the whole name counts. */
export async function machinesNamed(gateway: Gateway, name: string): Promise<readonly MachineRow[]> {
  const { nodes } = await readPages(gateway, LIST_MACHINES, { filter: { text: name } });
  return nodes.filter((machine) => machine.name === name);
}

export async function findCredential(gateway: Gateway, id: string): Promise<CredentialRow> {
  const { credential } = await gateway.ask(FIND_CREDENTIAL, { id });
  if (credential === null) throw unknown('credential', id, 'bailiwick list credentials shows their ids.');
  return credential;
}

/** Ids as they are, names by the tenant's list of runtimes. */
export async function findRuntimeIds(gateway: Gateway, references: readonly string[]): Promise<readonly string[]> {
  if (references.every(isId)) return references;
  const { nodes } = await readPages(gateway, LIST_RUNTIMES, {});
  return references.map((reference) => {
    const named = nodes.filter(({ id, name }) => (isId(reference) ? id === reference : name === reference));
    const [runtime, another] = named;
    if (runtime === undefined) throw unknown('runtime', reference, 'bailiwick list runtimes shows them.');
    if (another !== undefined)
      throw misused(`${named.length} runtimes are named ${reference}.`, 'Say which by its id.');
    return runtime.id;
  });
}

/** A person's id; an address is looked up among the active members, whole and in any case. Null when nobody has it. */
export async function findPersonId(gateway: Gateway, reference: string): Promise<string | null> {
  if (!reference.includes('@')) return reference;
  const { tenant } = await gateway.ask(FIND_MEMBERS, { text: reference });
  const wanted = reference.toLowerCase();
  const found = tenant?.members?.edges.find(({ node }) => node.person.email?.toLowerCase() === wanted);
  return found?.node.person.id ?? null;
}

export async function needPersonId(gateway: Gateway, reference: string): Promise<string> {
  const id = await findPersonId(gateway, reference);
  if (id === null) throw unknown('active member', reference, 'Check the address, or give the person’s id.');
  return id;
}

export function unknown(what: string, reference: string, next: string): Problem {
  return new Problem(EXIT.usage, `There is no ${what} ${reference} in this tenant.`, { next });
}
