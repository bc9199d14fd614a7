export type { ActionUse, ActionUses, ActionVerdict, KeepActionUses } from './action-uses.js';
export { createActionUses } from './action-uses.js';
export type {
  DomainDefinition,
  DomainParts,
  DomainServices,
  PublicMount,
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
export { neighboursOf, readDomainPorts } from './domain-ports.js';
export type { DomainPorts } from './domain-ports.js';
export { keepAuditEntries } from './audit.js';
export type { AuditEntry } from './audit.js';
export type { RequestLink, RequestStep, RequestSteps } from './request-step.js';
export { readSubgraphSdl } from './schema-source.js';
export { hostDomain } from './host.js';
export type { HostKeys, HostOptions, RunningDomain } from './host-options.js';
export { PortInUse } from './listener.js';
export { issuerOf } from './minters.js';
export type { Minter } from './minters.js';
export { explain, runDomain } from './run-domain.js';
export type { StandaloneDomain, StandaloneSurroundings } from './run-domain.js';
export { hostKeys } from './host-keys.js';
export { domainSettings } from './domain-config.js';
