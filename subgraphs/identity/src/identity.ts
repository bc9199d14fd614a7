import type { DomainDefinition, DomainParts, DomainServices } from '@bailiwick/subgraph-host';
import { createKeySets } from '@bailiwick/subgraph-host/issuer-keys';
import { z } from 'zod';
import { actions } from './domain/actions.js';
import { reasons } from './domain/reasons.js';
import { developmentKeysRoute } from './exchange/development-keys.js';
import { tokenExchangeRoute } from './exchange/exchange-token.js';
import { createScopeMemory } from './exchange/scope-memory.js';
import { identityResolvers } from './resolvers/join-resolvers.js';
import { seed } from './seed.js';
import type { IdentityTables } from './store/tables.js';

/** The development issuer's public keys are given on a developer's machine, and nowhere else. */
const settings = z.object({
  developmentJwks: z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }).optional(),
});

const DEVELOPMENT = 'urn:bailiwick:dev';

export const identity: DomainDefinition<IdentityTables> = {
  name: 'identity',
  directory: new URL('../', import.meta.url),
  reasons,
  actions,
  assemble,
  seed,
};

function assemble(services: DomainServices<IdentityTables>): DomainParts<IdentityTables> {
  const { developmentJwks } = settings.parse(services.settings);
  const isDevelopment = services.trustDomain === DEVELOPMENT;
  const policy = { loopbackAllowed: isDevelopment };
  const development =
    isDevelopment && developmentJwks !== undefined ? { issuer: DEVELOPMENT, jwks: developmentJwks } : null;
  const keySets = createKeySets({ policy, development });
  return {
    resolvers: identityResolvers(services.database, policy),
    serviceRoutes: [tokenExchangeRoute({ services, keySets, memory: createScopeMemory() })],
    publicRoutes: development === null ? [] : [developmentKeysRoute(development.jwks)],
  };
}
