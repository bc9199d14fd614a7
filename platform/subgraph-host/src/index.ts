export type {
  DomainDefinition,
  DomainParts,
  DomainServices,
  PublicRoute,
  ResolverContext,
  ScopeSearch,
  ServiceRequest,
  ServiceResponse,
  ServiceRoute,
  TokenMint,
} from './definition.js';
export type { DemoMachine, DemoPerson, DemoPlan, DemoTenant } from './demo.js';
export { NotPermitted, Unauthenticated, Unavailable } from './errors.js';
export type {
  AccessAsker,
  AccessCheck,
  AccessVerdict,
  AskingContext,
  CallerSession,
  ChangeOptions,
  MutationError,
  MutationInput,
  MutationPayload,
  Resource,
  Session,
} from './session.js';
export { readSubgraphSdl } from './schema-source.js';
