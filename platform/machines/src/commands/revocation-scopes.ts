import { findCredential, findMachine, findRuntimeIds, findTenant, needPersonId } from '../gateway/find.js';
import type { Gateway } from '../gateway/gateway.js';
import { misused } from '../problem.js';
import { didYouMean } from '../terminal/nearest.js';

/** Named in the question, so that a wrong one is seen before it is too late. */
interface Target {
  readonly id: string;
  readonly words: string;
}

interface Scope {
  /** What the target is, and what goes with it. */
  readonly help: string;
  readonly find: (gateway: Gateway, reference: string) => Promise<Target>;
}

export const SCOPES: Readonly<Record<string, Scope>> = {
  CREDENTIAL: {
    help: 'a credential, by its id',
    find: async (gateway, reference) => {
      const { id, name, machineIdentity, hint } = await findCredential(gateway, reference);
      return { id, words: `the credential ${name} (${hint}) of ${machineIdentity.name ?? machineIdentity.id}` };
    },
  },
  VERSION: {
    help: 'one secret of a credential, CREDENTIAL:NUMBER; in a rotation the other one goes on',
    find: asSaid('the version'),
  },
  IDENTITY: {
    help: 'a machine identity, by its name or id: all its credentials, and it is suspended',
    find: async (gateway, reference) => {
      const { id, name } = await findMachine(gateway, reference);
      return { id, words: `everything that ${name} has` };
    },
  },
  OWNER: {
    help: 'every machine identity of an owner, KIND:ID, such as EXTERNAL_INTEGRATION:hubspot',
    find: asSaid('everything of the owner'),
  },
  TENANT: {
    help: 'every machine identity of this tenant, by its slug or id',
    find: async (gateway, reference) => {
      const { id, slug } = await findTenant(gateway);
      if (reference !== slug && reference.toLowerCase() !== id)
        throw misused(`You act in ${slug}, not in ${reference}.`, `Say ${slug}, or choose the other with --tenant.`);
      return { id, words: `everything of every machine identity of ${slug}` };
    },
  },
  RUNTIME: {
    help: 'a runtime, by its name or id: it is locked, and what is bound to it ends',
    find: async (gateway, reference) => {
      const [id = reference] = await findRuntimeIds(gateway, [reference]);
      return { id, words: `every credential that is bound to the runtime ${reference}, and lock it` };
    },
  },
  RUNTIME_INSTANCE: {
    help: 'one process of a runtime, by its id: its key is locked, credentials stay',
    find: asSaid('the key of the process'),
  },
  ISSUER: {
    help: 'an OpenID Connect issuer, by its URL: it vouches for nothing any more',
    find: asSaid('every credential that is federated to'),
  },
  KNOWER: {
    help: 'a person or machine, address or id: every credential whose secret they have seen or whose key they brought',
    find: async (gateway, reference) => ({
      id: await needPersonId(gateway, reference),
      words: `every credential whose secret ${reference} has seen, or whose key they brought`,
    }),
  },
};

export function scopeOf(name: string): Scope & { readonly scope: string } {
  const scope = SCOPES[name];
  if (scope === undefined)
    throw misused(
      `There is no scope ${name}.${didYouMean(name, Object.keys(SCOPES))}`,
      `There are: ${Object.keys(SCOPES).join(', ')}.`,
    );
  return { ...scope, scope: name };
}

/** What only the platform can look up. */
function asSaid(what: string): Scope['find'] {
  return (_, reference) => Promise.resolve({ id: reference, words: `${what} ${reference}` });
}
