import type { SettingsSectionKey } from './reason.js';

/** The conjuncts of `canAccess`, in the order in which their reasons take precedence. */
export const FACTORS = ['BOUNDARY', 'TRUST', 'PLATFORM', 'BILLING', 'PERMISSION'] as const;
export type FactorKind = (typeof FACTORS)[number];

/** How far a machine is trusted, weakest first. */
export const TRUST_LEVELS = ['T0_NONE', 'T1_BEARER', 'T2_BOUND', 'T3_ATTESTED', 'T4_SUPERVISED'] as const;
export type TrustLevel = (typeof TRUST_LEVELS)[number];

/** Roles that every tenant has. An action's owner proposes who holds it; access decides and owns the assignment. */
export const SYSTEM_ROLES = ['owner', 'admin', 'billing-manager', 'auditor', 'member', 'machine'] as const;
export type SystemRole = (typeof SYSTEM_ROLES)[number];

/** What one domain enforces, as it declares it to access in `<domain>.actions.declared`. */
export interface ActionDeclaration {
  /** `<domain>.<noun>.<verb>`; the prefix is the declaring domain. */
  readonly name: string;
  readonly description: string;
  /** The Settings section that shows this action, or null. */
  readonly section: SettingsSectionKey | null;
  readonly effect: 'READ' | 'WRITE';
  readonly factors: readonly FactorKind[];
  /** An entitlement that billing must have switched on. Only with the BILLING factor. */
  readonly feature: string | null;
  readonly requiredTrust: TrustLevel;
  readonly requiresMfa: boolean;
  /** How old a fact may be, in seconds: 300 for reads and 30 for writes unless there is a reason. */
  readonly stalenessSeconds: number;
  /** Only takes power away or gets one's data out: never declares BILLING, PLATFORM or a feature. */
  readonly powerReducing: boolean;
  /** Ends or pauses the standing of the resource's principal, so access refuses it for a tenant's last owner. */
  readonly endsStanding: boolean;
  readonly systemRoles: readonly SystemRole[];
  /** Platform duties whose operators may do this inside a customer's tenant. */
  readonly duties: readonly string[];
}
