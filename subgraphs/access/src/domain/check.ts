import type { ActionDeclaration, Principal, Reason, TrustLevel } from '@bailiwick/decision';

/** Who asks, exactly as the signed context says. Nothing in here comes from an argument. */
export interface AccessSubject {
  readonly principal: Principal;
  readonly tenantId: string;
  /** True when the session was opened with more than one factor; null for machines, which have no session. */
  readonly multiFactor: boolean | null;
  /** Null for people. */
  readonly trustLevel: TrustLevel | null;
  /** The duty under which an operator acts on this tenant. */
  readonly duty: string | null;
  /** Actions beyond which the credential allows nothing. Null only for people. */
  readonly limits: readonly string[] | null;
}

/** What the question is about. Null stands for the whole tenant. */
export interface Resource {
  readonly type: string;
  readonly id: string;
}

/** Something another domain said, and when that domain was last heard to say anything. */
export interface Fact<Value> {
  readonly value: Value;
  readonly source: string;
  readonly version: number;
  /** The feed's last heartbeat; null when the feed was never heard. */
  readonly heardAt: Date | null;
}

export interface TenantFact {
  readonly kind: string;
  readonly state: string;
  readonly stateReason: Reason | null;
}

export interface MembershipFact {
  readonly personId: string;
  readonly state: string;
  readonly duties: readonly string[];
}

interface SetupFact {
  readonly ready: boolean;
  readonly reason: Reason;
}

export interface BillingFact {
  readonly ready: boolean;
  readonly reason: Reason;
  readonly nextTransition: BillingTransition | null;
}

interface BillingTransition {
  readonly at: Date;
  readonly to: string;
  readonly ready: boolean;
  readonly reason: Reason;
}

interface EntitlementsFact {
  readonly features: Readonly<Record<string, { readonly enabled: boolean; readonly reason: Reason }>>;
}

interface MachineFact {
  readonly name: string;
  readonly state: string;
}

/** A role that the subject holds now. */
export interface HeldRole {
  readonly assignmentId: string;
  readonly role: string;
  readonly expiresAt: Date | null;
}

/** An owner of the tenant in good standing, at this moment. */
export interface Owner {
  readonly personId: string;
  /** False when the assignment has an end: such an owner does not keep the tenant from losing its last one. */
  readonly lasting: boolean;
}

/** All that access knows when it decides for one subject in one tenant. Null: never heard of. */
export interface DecisionFacts {
  readonly tenant: Fact<TenantFact> | null;
  readonly membership: Fact<MembershipFact> | null;
  readonly machine: Fact<MachineFact> | null;
  readonly setup: Fact<SetupFact> | null;
  readonly billing: Fact<BillingFact> | null;
  readonly entitlements: Fact<EntitlementsFact> | null;
  readonly roles: readonly HeldRole[];
  readonly owners: readonly Owner[];
}

/** Every action that any domain has declared, by name. */
export type Catalogue = ReadonlyMap<string, ActionDeclaration>;

/** Who asks and what is known about them: enough to say what they were granted. */
export interface Holder {
  readonly subject: AccessSubject;
  readonly facts: DecisionFacts;
  readonly now: Date;
}

/** One question, with everything that a rule may look at. */
export interface Check extends Holder {
  readonly action: ActionDeclaration;
  readonly resource: Resource | null;
  /** The role that is to be given, when the question is whether it may be. */
  readonly roleId: string | null;
  readonly catalogue: Catalogue;
}
