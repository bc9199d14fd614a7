export { allow, orRefuse, refuse, Refusal } from './decision.js';
export type { Allowed, Decision, RefusalDetails, Refused } from './decision.js';
export { metIn, registerReasons } from './reason.js';
export type {
  Domain,
  Meeting,
  Reason,
  ReasonCode,
  ReasonEntry,
  ReasonFacts,
  ReasonRegistry,
  Remedy,
  SettingsSectionKey,
} from './reason.js';
export { FACTORS, SYSTEM_ROLES, TRUST_LEVELS } from './action.js';
export { auditReadAction } from './audit-action.js';
export type { ActionDeclaration, FactorKind, SystemRole, TrustLevel } from './action.js';
export type { Actor, MachineContext, Principal } from './principal.js';
