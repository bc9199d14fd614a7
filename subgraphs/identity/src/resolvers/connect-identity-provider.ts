import { randomUUID } from 'node:crypto';
import { orRefuse } from '@bailiwick/decision';
import type { MutationInput } from '@bailiwick/subgraph-host';
import type { AddressPolicy } from '@bailiwick/subgraph-host/issuer-keys';
import { decideConnection, type ProviderRequest } from '../domain/identity-provider.js';
import { completeOn } from '../domain/setup.js';
import { insertProvider, listProviders } from '../store/identity-provider.js';
import { lockSetup } from '../store/setup.js';
import { lockTenant } from '../store/tenant.js';
import { actorOf, isId, orNotFound, type Context } from './context.js';
import { keepSetup } from './keep-setup.js';

type ConnectInput = MutationInput & ProviderRequest;

export function connectIdentityProviderResolvers(policy: AddressPolicy) {
  return {
    Mutation: {
      /** The tenant is locked, so that two connections cannot each be the last one that fits. */
      connectIdentityProvider: (_parent: unknown, { input }: { readonly input: ConnectInput }, { session }: Context) =>
        session.change('identity.provider.connect', null, async (tx) => {
          const tenant = orNotFound(await lockTenant(tx), 'tenant', []);
          const made = { id: randomUUID(), now: session.now };
          const identityProvider = orRefuse(decideConnection(input, await listProviders(tx), policy, made));
          await insertProvider(tx, identityProvider);
          const setup = orNotFound(await lockSetup(tx), 'tenant', []);
          const completed = completeOn('PROVIDER_CONNECTED', setup, actorOf(session), session.now);
          if (completed !== null) await keepSetup(tx, tenant, completed);
          return { identityProvider };
        }),
    },
    IdentityProvider: {
      __resolveReference: async ({ id }: { readonly id: string }, { session }: Context) =>
        isId(id)
          ? session.load('identityProvider', id, async () => {
              const providers = await session.read('identity.tenant.read', listProviders);
              return new Map(providers.map((provider) => [provider.id, provider]));
            })
          : null,
    },
  };
}
