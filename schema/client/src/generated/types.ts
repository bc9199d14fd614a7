// Written by `npm run schema:compose` from schema/api.graphql and schema/operations. Change those, not this file.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** An invitation's acceptance. */
export type AcceptInvitationInput = {
  /** The invitation's single-use token. */
  readonly token: string;
  /** The name to show in this tenant, 1 to 120 characters. Left out: the address that was invited. */
  readonly displayName?: string | null | undefined;
  /** Names this intention: a repeat with the same key is answered, not done again. */
  readonly idempotencyKey: string;
};

/** One of several questions. */
export type AccessCheckInput = {
  /** The action, as for `accessState`. */
  readonly action: string;
  /** What it is to be done to. Null stands for the whole tenant. */
  readonly resource?: ResourceRef | null | undefined;
  /** More about the question. `role_id` for `access.role.assign`: may the caller give that role? Everything else is ignored. */
  readonly properties?: unknown;
};

/** The kinds of actors. */
export type ActorKind =
  /** A person. */
  | 'PERSON'
  /** A machine identity. */
  | 'MACHINE'
  /** The platform: its clock, its set-up, or one of its duties. */
  | 'PLATFORM';

/** What `assignRole` is told. */
export type AssignRoleInput = {
  /** Whether a person or a machine is to hold the role. */
  readonly subjectKind: SubjectKind;
  /** Their id. Refused with `access.not_found` unless they belong to this tenant. */
  readonly subjectId: string;
  /** The role, for example `auditor`. */
  readonly roleId: string;
  /** When the role ends by itself. Null: not by itself. Must lie in the future. */
  readonly expiresAt?: string | null | undefined;
  /** Names this intention: a repeat with the same key and input is answered, not done again. */
  readonly idempotencyKey: string;
};

/** How much a Settings section wants to be looked at. */
export type AttentionLevel =
  /** Nothing to do. */
  | 'NONE'
  /** Good to know. */
  | 'INFO'
  /** Something will go wrong unless somebody acts. */
  | 'WARNING'
  /** Something is stopped until somebody acts. */
  | 'BLOCKING';

/** An OpenID Connect issuer that can vouch for a workload. */
export type AttestorInput = {
  /** An https URL. */
  readonly issuer: string;
  /** What the subject must look like; `*` is any characters. */
  readonly subjectPattern: string;
  /** What the audience must be. */
  readonly audience: string;
  /** An https URL. Workloads are vouched for by credentials that name the very same. */
  readonly jwksUri: string;
};

/** Which entries of the log. */
export type AuditFilter = {
  /** Of this action. */
  readonly action?: string | null | undefined;
  /** About this. */
  readonly targetId?: string | null | undefined;
  /** By this person or machine. */
  readonly actorId?: string | null | undefined;
  /** Happened at this time or later. */
  readonly from?: string | null | undefined;
  /** Happened before this time. */
  readonly to?: string | null | undefined;
};

/** A rotation to begin. */
export type BeginRotationInput = {
  /** Of which credential. */
  readonly credentialId: string;
  /** How long the old version is accepted beside the new one, 0 to 720. What was agreed when it was issued, else 24, when left out. */
  readonly overlapHours?: number | null | undefined;
  /** The new public key as a JWK, for PRIVATE_KEY_JWT. Never a private one. */
  readonly publicJwk?: unknown;
  /** A repeat with the same key and input gets the first answer, without the secret. */
  readonly idempotencyKey: string;
};

/** Where a subscription stands. The state machine is billing's; `ready` beside it is the answer that others read. */
export type BillingState =
  /** No plan was ever chosen, or the first payment never arrived. Not ready. */
  | 'NOT_CONFIGURED'
  /** The first payment is awaited. Not ready. */
  | 'INCOMPLETE'
  /** A trial runs. Ready; ends by itself in ACTIVE, or in GRACE when no payment was agreed. */
  | 'TRIALING'
  /** In order, or on a plan that costs nothing. Ready. */
  | 'ACTIVE'
  /** Canceled in advance and still paid for. Ready until the period's end. */
  | 'CANCELING'
  /** A payment is missing and the grace of the plan, or an operator's exception, runs. Ready. */
  | 'GRACE'
  /** The grace is over. Not ready. */
  | 'SUSPENDED'
  /** Paused at the customer's wish. Not ready until it resumes. */
  | 'PAUSED'
  /** Ended. Not ready. */
  | 'CANCELED'
  /** The provider uses a word that is not understood. The last known answer counts for 24 hours, then it is not ready. */
  | 'UNKNOWN';

/** Where a credential may be used. */
export type BindRuntimesInput = {
  /** The credential's id. */
  readonly id: string;
  /** All of them. Empty is any, which caps its trust at T1. */
  readonly runtimeIds: ReadonlyArray<string>;
  /** Its version when it was read. Refused with `credentials.version_conflict` when it is not the newest. */
  readonly expectedVersion: number;
  /** A repeat with the same key and input gets the first answer. */
  readonly idempotencyKey: string;
};

/** How far a machine may reach. */
export type BoundaryMode =
  /** Its home tenant and no other. */
  | 'HOME_TENANT_ONLY'
  /** Also tenants that have consented. Until tenants can consent, that is none: `credentials.grant_missing`. */
  | 'GRANTED_TENANTS'
  /** Every tenant, by a platform duty. Only for owners of kind PLATFORM and INTERNAL_SERVICE at home in the platform's own tenant. */
  | 'PLATFORM_WIDE';

/** What a bulk operation does. */
export type BulkKind =
  /** Revokes. */
  | 'REVOKE'
  /** Ends secrets, so that rotations are begun. */
  | 'ROTATE';

/** Credentials to revoke. */
export type BulkRevokeInput = {
  /** Which ones. At least one condition. */
  readonly filter: CredentialFilter;
  /** Why. */
  readonly reason: RevocationReason;
  /** In your own words, 1 to 500 characters. */
  readonly note: string;
  /** Only say what would be changed. */
  readonly dryRun?: boolean;
  /** A repeat with the same key and input gets the first answer. */
  readonly idempotencyKey: string;
};

/** Credentials whose secrets are to be replaced. */
export type BulkRotateInput = {
  /** Which ones. At least one condition. */
  readonly filter: CredentialFilter;
  /** How long their secrets go on, 0 to 720. */
  readonly overlapHours: number;
  /** Only say what would be changed. */
  readonly dryRun?: boolean;
  /** A repeat with the same key and input gets the first answer. */
  readonly idempotencyKey: string;
};

/** What `cancelSubscription` takes. */
export type CancelSubscriptionInput = {
  /** True keeps everything until the end of the paid period; false ends it now. */
  readonly atPeriodEnd?: boolean;
  /** A key of the caller's choice: a repeat with the same key and input answers the same and changes nothing. */
  readonly idempotencyKey: string;
};

/** What `changePlan` takes. */
export type ChangePlanInput = {
  /** A plan's code, as in `plans`. Refused with `billing.not_found` when it is not on offer. */
  readonly plan: string;
  /** Seats bought beyond those included, from 0 to 10000. Default: as many as now, or none where the plan sells none. */
  readonly quantity?: number | null | undefined;
  /** A key of the caller's choice: a repeat with the same key and input answers the same and changes nothing. */
  readonly idempotencyKey: string;
};

/** A change of a tenant's state. */
export type ChangeTenantStateInput = {
  /** The state to move to. */
  readonly to: TenantState;
  /** Why, 3 to 500 characters. The tenant's people read it. */
  readonly reason: string;
  /** Names this intention: a repeat with the same key is answered, not done again. */
  readonly idempotencyKey: string;
};

/** A rotation to complete. */
export type CompleteRotationInput = {
  /** Its id. */
  readonly rotationId: string;
  /** Also if callers still use the old version. They fail from then on. */
  readonly force?: boolean;
  /** A repeat with the same key and input gets the first answer. */
  readonly idempotencyKey: string;
};

/** A connection to make. */
export type ConnectIdentityProviderInput = {
  /** The issuer, exactly as its tokens' `iss` names it: https, no query, no fragment. */
  readonly issuer: string;
  /** The client id at the issuer, 1 to 255 characters. */
  readonly audience: string;
  /** Where the issuer publishes its keys: https, a public host. */
  readonly jwksUri: string;
  /** Names this intention: a repeat with the same key is answered, not done again. */
  readonly idempotencyKey: string;
};

/** A new tenant. */
export type CreateTenantInput = {
  /** Its short name in addresses and in `X-Tenant`: 3 to 40 lower-case letters, digits and single hyphens, a letter first. Refused when taken. */
  readonly slug: string;
  /** Its display name, 2 to 120 characters. */
  readonly name: string;
  /** Where the owner's invitation is sent. */
  readonly ownerEmail: string;
  /** Names this intention: a repeat with the same key is answered, not done again. */
  readonly idempotencyKey: string;
};

/** Which credentials are wanted. Conditions that are left out do not filter. */
export type CredentialFilter = {
  /** In one of these states. */
  readonly state?: ReadonlyArray<CredentialState> | null | undefined;
  /** Of one of these kinds. */
  readonly kind?: ReadonlyArray<CredentialKind> | null | undefined;
  /** Of this machine identity. */
  readonly machineIdentityId?: string | null | undefined;
  /** Not used for this many days, 0 to 36500, or never and issued so long ago. Whole days in UTC. The list then begins with what was unused for longest. */
  readonly unusedForDays?: number | null | undefined;
  /** Expiring within this many days, 0 to 36500. The list then begins with what expires first. */
  readonly expiresInDays?: number | null | undefined;
  /** Issued by this person or machine. */
  readonly createdBy?: string | null | undefined;
  /** Whose secret this person or machine has seen. */
  readonly knownTo?: string | null | undefined;
  /** Bound to this runtime. */
  readonly runtimeId?: string | null | undefined;
  /**
   * Each word of it is the beginning of a word of the name or of the hint, in any case; a word of one or two characters is the
   * whole word. A text without a word finds nothing.
   */
  readonly text?: string | null | undefined;
};

/** What proves the identity. */
export type CredentialKind =
  /** A secret text that is presented to the gateway as it is. */
  | 'API_KEY'
  /** A secret that an OAuth client shows the token endpoint for an access token of five minutes. */
  | 'CLIENT_SECRET'
  /** A key pair: the client signs an assertion for the token endpoint (RFC 7523), and its private key never leaves it. */
  | 'PRIVATE_KEY_JWT'
  /** No secret at all: a token of an OpenID Connect issuer, such as a cluster's or a CI system's, is exchanged at the token endpoint. */
  | 'FEDERATED_OIDC';

/** A credential, as the caller last read it, and a reason. */
export type CredentialReasonInput = {
  /** Its id. */
  readonly id: string;
  /** Why, 1 to 500 characters; kept in the audit log. */
  readonly reason: string;
  /** Its version when it was read. Refused with `credentials.version_conflict` when it is not the newest. */
  readonly expectedVersion: number;
  /** A repeat with the same key and input gets the first answer. */
  readonly idempotencyKey: string;
};

/** A credential, as the caller last read it. */
export type CredentialRefInput = {
  /** Its id. */
  readonly id: string;
  /** Its version when it was read. Refused with `credentials.version_conflict` when it is not the newest. */
  readonly expectedVersion: number;
  /** A repeat with the same key and input gets the first answer. */
  readonly idempotencyKey: string;
};

/** What may happen to a credential next. */
export type CredentialState =
  /** Refused until a second person has approved it. */
  | 'PENDING_APPROVAL'
  /** Issued and not used yet. The first good use makes it ACTIVE. */
  | 'STAGED'
  /** In use. */
  | 'ACTIVE'
  /** In use, while its secret is being replaced: the old and the new one are accepted. */
  | 'ROTATING'
  /** Refused until it is resumed. */
  | 'SUSPENDED'
  /** Not used for long. Only a rotation wakes it. */
  | 'DORMANT'
  /** Its time is over. */
  | 'EXPIRED'
  /** Taken back, for ever. */
  | 'REVOKED'
  /** Somebody else has it. Taken back, for ever. */
  | 'COMPROMISED';

/** Which machine, where, and for what. */
export type DecideTrustInput = {
  /** The credential that would be presented. Without it the machine's newest usable one is taken. */
  readonly credentialId?: string | null | undefined;
  /** The machine, when no credential is named. One of the two must be given. */
  readonly machineIdentityId?: string | null | undefined;
  /** The tenant to act in. */
  readonly actingTenantId: string;
  /** The action, as `<domain>.<noun>.<verb>`. */
  readonly action: string;
  /** The runtime to assume, when no address shows it. */
  readonly runtimeId?: string | null | undefined;
  /** The process of a runtime to assume, by the key that it registered. */
  readonly instanceId?: string | null | undefined;
  /** The client's address to assume. */
  readonly address?: string | null | undefined;
  /** What somebody is said to have lent the machine. Nobody can lend anything yet, so naming one is denied with `credentials.delegation_required`. */
  readonly delegationId?: string | null | undefined;
  /** The time to decide for. Now, when left out; access is always asked for now. */
  readonly at?: string | null | undefined;
};

/** A machine identity to be declared. */
export type DeclareMachineIdentityInput = {
  /** 1 to 80 characters. */
  readonly name: string;
  /** What it is to answer for. */
  readonly responsibility: ResponsibilityInput;
  /** Who is to answer for it. */
  readonly owner: OwnerInput;
  /** How far it may reach. */
  readonly boundary?: BoundaryMode;
  /** `live` or `test`. */
  readonly environment: string;
  /** The people who answer for it; the first is its PRIMARY steward, the others BACKUP. */
  readonly stewardIds: ReadonlyArray<string>;
  /** The runtimes that it is meant to run in. */
  readonly runtimeIds: ReadonlyArray<string>;
  /** A repeat with the same key and input gets the first answer. */
  readonly idempotencyKey: string;
};

/** Who owns a rule. */
export type Domain =
  /** Roles, assignments, decisions and their log. */
  | 'ACCESS'
  /** Plans, subscriptions, entitlements and whether billing is in order. */
  | 'BILLING'
  /** Tenants, people, memberships and the platform's set-up. */
  | 'IDENTITY'
  /** Machine identities, their owners, credentials and trust. */
  | 'CREDENTIALS';

/** Which layer gives an entitlement. Stronger layers come later: PLAN, then ADDON, then OVERRIDE. */
export type EntitlementSource =
  /** The plan, or nobody when nothing grants it. */
  | 'PLAN'
  /** Something bought beside the plan. */
  | 'ADDON'
  /** An operator's exception. */
  | 'OVERRIDE'
  /** The plan, on trial. */
  | 'TRIAL'
  /** The plan, while a payment is missing. */
  | 'GRACE';

/** What `extendGrace` takes. */
export type ExtendGraceInput = {
  /** The new end: after the present one, at most 30 days from now and at most 90 days after the payment was due. */
  readonly until: string;
  /** Why, in 10 to 500 characters. Kept with the exception. */
  readonly justification: string;
  /** A key of the caller's choice: a repeat with the same key and input answers the same and changes nothing. */
  readonly idempotencyKey: string;
};

/** The conjuncts of an access decision. The order is the precedence of their reasons. */
export type FactorKind =
  /** The tenant's state and border. */
  | 'BOUNDARY'
  /** The caller's standing, the strength of the session, a machine's trust level. */
  | 'TRUST'
  /** Identity's verdict: the platform is set up for this tenant. */
  | 'PLATFORM'
  /** Billing's verdict: the account is in order and the plan includes the feature. */
  | 'BILLING'
  /** A role or a duty grants the action, and the credential reaches that far. */
  | 'PERMISSION';

/** What a factor came to. */
export type FactorOutcome =
  /** It does not stand in the way. */
  | 'PASS'
  /** It denies. */
  | 'FAIL'
  /** The fact is missing or too old, which denies; or the caller may not know the outcome. */
  | 'UNKNOWN'
  /** The action does not declare this factor. */
  | 'NOT_APPLICABLE';

/** Whose tokens let a workload in. Issuer and keys are https URLs that lead to no private address. */
export type FederationInput = {
  /** The issuer, exactly as its tokens name it. */
  readonly issuer: string;
  /** The audience that the token must be made for. */
  readonly audience: string;
  /** What the subject must look like, such as `system:serviceaccount:billing:*`; `*` is any characters, and not all of it. */
  readonly subjectPattern: string;
  /** Where the issuer publishes its keys. */
  readonly jwksUri: string;
};

/** Where an invitation stands. */
export type InvitationState =
  /** Waiting to be accepted. */
  | 'PENDING'
  /** Accepted; its token is worth nothing any more. */
  | 'ACCEPTED'
  /** Replaced by a newer one. */
  | 'WITHDRAWN'
  /** Not accepted in time. */
  | 'EXPIRED';

/** An offer to join. */
export type InviteMemberInput = {
  /** Where the invitation is sent. It does not identify who accepts. */
  readonly email: string;
  /** The roles that are offered, 1 to 10 role ids, such as `member`. */
  readonly roleIds: ReadonlyArray<string>;
  /** Duties that are offered, each of which the caller must hold. Only in the platform's own tenant. */
  readonly duties?: ReadonlyArray<string>;
  /** How long it can be accepted, 1 to 30 days. */
  readonly expiresInDays?: number;
  /** Names this intention: a repeat with the same key is answered, not done again. */
  readonly idempotencyKey: string;
};

/** A credential to be issued. */
export type IssueCredentialInput = {
  /** For which machine identity; it must be ACTIVE. */
  readonly machineIdentityId: string;
  /** 1 to 80 characters. */
  readonly name: string;
  /** What it is for, 1 to 500 characters. */
  readonly purpose: string;
  /** What proves the identity. */
  readonly kind?: CredentialKind;
  /** The actions beyond which it allows nothing, at most 49, within the responsibility. The issuer must hold each. */
  readonly ceiling: ReadonlyArray<string>;
  /** The runtimes that it may be used from. Empty is any, which caps its trust at T1. */
  readonly runtimeIds: ReadonlyArray<string>;
  /** The networks that it may be used from, as CIDR. Any when left out. */
  readonly networks?: ReadonlyArray<string> | null | undefined;
  /** 1 to 365. */
  readonly expiresInDays: number;
  /** It is refused before this. Now, when left out. */
  readonly notBefore?: string | null | undefined;
  /** An agreed rhythm of replacement, 1 to 365. None when left out. */
  readonly rotateEveryDays?: number | null | undefined;
  /** How long each rotation lets both versions live, 0 to 720. Left to each rotation, which takes 24, when left out. */
  readonly overlapHours?: number | null | undefined;
  /** How many exchanges it is good for. Any number when left out. */
  readonly maxUses?: number | null | undefined;
  /** For PRIVATE_KEY_JWT: the client's public key as a JWK: RSA of 2048 bits or more, EC P-256 or more, or Ed25519. Never a private one. */
  readonly publicJwk?: unknown;
  /** For FEDERATED_OIDC: whose word to take. */
  readonly federation?: FederationInput | null | undefined;
  /** A repeat with the same key and input gets the first answer, without the secret. */
  readonly idempotencyKey: string;
};

/** What one link says. */
export type LinkVerdict =
  /** It holds. */
  | 'PASS'
  /** It holds, and something is to be done soon so that it goes on holding; `obligations` says what. */
  | 'PASS_WITH_OBLIGATION'
  /** It does not. */
  | 'FAIL'
  /** There was nothing to ask about. */
  | 'NOT_EVALUATED';

/** Which machine identities are wanted. Conditions that are left out do not filter. */
export type MachineIdentityFilter = {
  /** In one of these states. */
  readonly state?: ReadonlyArray<MachineIdentityState> | null | undefined;
  /** With an owner of one of these kinds. */
  readonly ownerKind?: ReadonlyArray<OwnerKind> | null | undefined;
  /** With this person as steward. */
  readonly stewardId?: string | null | undefined;
  /** Allowed to run in this runtime. */
  readonly runtimeId?: string | null | undefined;
  /** `live` or `test`. */
  readonly environment?: string | null | undefined;
  /**
   * Each word of it is the beginning of a word of the name, in any case; a word of one or two characters is the whole word. A
   * text without a word finds nothing.
   */
  readonly text?: string | null | undefined;
};

/** A machine identity, as the caller last read it. */
export type MachineIdentityRefInput = {
  /** Its id. */
  readonly id: string;
  /** Its version when it was read. Refused with `credentials.version_conflict` when it is not the newest. */
  readonly expectedVersion: number;
  /** A repeat with the same key and input gets the first answer. */
  readonly idempotencyKey: string;
};

/** What may happen to a machine identity next. */
export type MachineIdentityState =
  /** Declared. It can have no credential yet. */
  | 'DRAFT'
  /** Every question has an answer; it may have credentials. */
  | 'ACTIVE'
  /** Stopped, by a person or because all that it had was revoked. It can be resumed. */
  | 'SUSPENDED'
  /** Its last steward left, and a successor has some days to claim it. Until then it can only lose power. */
  | 'OWNER_GRACE'
  /** Its last active steward left. Everything is denied until `setStewards` names an active member. */
  | 'ORPHANED'
  /** Something is wrong with it. Everything is denied until two stewards release it. */
  | 'QUARANTINED'
  /** Ended, for ever. */
  | 'RETIRED';

/** A change of a membership, with its reason. */
export type MemberReasonInput = {
  /** The membership's id. */
  readonly membershipId: string;
  /** Why, 3 to 500 characters. */
  readonly reason: string;
  /** The version that the decision was made on; refused when it has moved on. */
  readonly expectedVersion: number;
  /** Names this intention: a repeat with the same key is answered, not done again. */
  readonly idempotencyKey: string;
};

/** Where a membership stands. */
export type MembershipState =
  /** The person may act, as far as access permits. */
  | 'ACTIVE'
  /** The person is refused until reinstated. */
  | 'SUSPENDED'
  /** Ended for good. A returning person is invited again and gets a new membership. */
  | 'LEFT';

/** A lower ceiling. */
export type NarrowCeilingInput = {
  /** The credential's id. */
  readonly id: string;
  /** What is left: at least one action, and fewer than there are. */
  readonly ceiling: ReadonlyArray<string>;
  /** Its version when it was read. Refused with `credentials.version_conflict` when it is not the newest. */
  readonly expectedVersion: number;
  /** A repeat with the same key and input gets the first answer. */
  readonly idempotencyKey: string;
};

/** Who is to answer for a machine. */
export type OwnerInput = {
  /** Which kind. */
  readonly kind: OwnerKind;
  /** Tenant, runtime or agent id; the registered name of a provider, service or duty. */
  readonly ref: string;
  /** The registered duty, for owners of kind PLATFORM and INTERNAL_SERVICE. */
  readonly duty?: string | null | undefined;
  /** A team of the tenant, for owners of kind TENANT. */
  readonly team?: string | null | undefined;
  /** The tenant that an integration acts for. Only this tenant, which it is when left out. */
  readonly onBehalfOfTenantId?: string | null | undefined;
};

/** Which of the six kinds answers for a machine. */
export type OwnerKind =
  /** The machine's home tenant, or one of its teams. */
  | 'TENANT'
  /** The platform, by a named duty. Only the platform itself declares it. */
  | 'PLATFORM'
  /** A registered runtime of the tenant, such as a cluster that runs its own agents. */
  | 'RUNTIME'
  /** A registered service of the platform, by a named duty. Only the platform itself declares it. */
  | 'INTERNAL_SERVICE'
  /** A registered provider's product, on behalf of the tenant: a service account. */
  | 'EXTERNAL_INTEGRATION'
  /** An autonomous agent: another machine identity, which has an owner itself. */
  | 'AUTONOMOUS_AGENT';

/** Whether an owner can answer today. */
export type OwnerStandingCode =
  /** It exists and can be asked. */
  | 'IN_GOOD_STANDING'
  /** An agent whose last steward left, and that somebody may still claim. */
  | 'GRACE'
  /** It exists and is suspended. */
  | 'SUSPENDED'
  /** It is gone: a closed tenant, an orphaned agent. */
  | 'LEFT'
  /** Nothing of that name is known here. */
  | 'UNKNOWN';

/** How often a price is due. */
export type PriceInterval =
  /** Every month. */
  | 'MONTH'
  /** Every year. */
  | 'YEAR';

/** What a price is due for. */
export type PriceUnit =
  /** The plan itself, once. */
  | 'PLAN'
  /** Each seat beyond those that the plan includes. */
  | 'SEAT';

/** How strongly a credential proves who presents it. */
export type ProofKind =
  /** Whoever holds it is believed. */
  | 'BEARER'
  /** The caller signs with a private key that nobody else has. */
  | 'PRIVATE_KEY'
  /** Each request proves possession of the key that its token is bound to (RFC 9449). */
  | 'DPOP'
  /**
   * An issuer that the credential names vouches for the workload. Attested where a runtime that it is bound to has that issuer, with the
   * same keys, as an attestor; anywhere else worth as much as a private key.
   */
  | 'ATTESTED_WORKLOAD';

/** A place that machines run in. */
export type RegisterRuntimeInput = {
  /** 1 to 80 characters. */
  readonly name: string;
  /** What sort of place. */
  readonly kind: RuntimeKind;
  /** `live` or `test`. */
  readonly environment: string;
  /** Issuers that can vouch for its workloads, at most 10. */
  readonly attestors: ReadonlyArray<AttestorInput>;
  /** Its networks as CIDR, IPv4 or IPv6, at most 50. */
  readonly networks: ReadonlyArray<string>;
  /** A repeat with the same key and input gets the first answer. */
  readonly idempotencyKey: string;
};

/** The end of a membership. */
export type RemoveMemberInput = {
  /** The membership's id. */
  readonly membershipId: string;
  /** Whether the person goes of their own will. False makes other domains change every secret that the person has seen, at once. */
  readonly voluntary: boolean;
  /** Why, 3 to 500 characters. */
  readonly reason: string;
  /** The version that the decision was made on; refused when it has moved on. */
  readonly expectedVersion: number;
  /** Names this intention: a repeat with the same key is answered, not done again. */
  readonly idempotencyKey: string;
};

/** What one rule or link said. */
export type RequestLinkOutcome =
  /** It holds. */
  | 'PASS'
  /** It does not, which denies. */
  | 'FAIL'
  /** What it rests on is not known or too old, which denies. */
  | 'UNKNOWN'
  /** There was nothing to ask about. */
  | 'NOT_APPLICABLE';

/** What kind of step it is. */
export type RequestStepKind =
  /** A credential was presented, to be exchanged for a token. */
  | 'EXCHANGE'
  /** Somebody asked whether this may be done. */
  | 'DECISION'
  /** A rule of the domain refused a mutation: nothing was kept but this. */
  | 'REFUSAL'
  /** A mutation was carried out. */
  | 'CHANGE'
  /** Nobody decided: something broke, or did not answer. */
  | 'FAILURE';

/** How a step went. */
export type RequestStepOutcome =
  /** The answer was yes. */
  | 'ALLOWED'
  /** The answer was no. */
  | 'DENIED'
  /** There was no answer. */
  | 'FAILED';

/** What a question is about. */
export type ResourceRef = {
  /** The kind of thing: `tenant`, `person`, `role`, or what the action's owner calls it. */
  readonly type: string;
  /** Its id. Another tenant's answers exactly as one that does not exist. */
  readonly id: string;
};

/** What a machine is to answer for. */
export type ResponsibilityInput = {
  /** In plain words, at most 1000 characters. */
  readonly statement: string;
  /** The actions that it needs, at most 100. */
  readonly actions: ReadonlyArray<string>;
  /** The kinds of data that it touches, at most 20. */
  readonly dataClasses: ReadonlyArray<string>;
  /** After how many days somebody must ask again whether it is needed: at most as many as the tenant’s policy says, and as many when left out. */
  readonly reviewDays?: number | null | undefined;
  /** When it ends. No end when left out. */
  readonly endsAt?: string | null | undefined;
};

/** Why something was taken back. */
export type RevocationReason =
  /** A successor is in use. */
  | 'SUPERSEDED'
  /** Somebody else may have it. */
  | 'COMPROMISED'
  /** Whoever answered for it left. */
  | 'OWNER_LEFT'
  /** The tenant closes. */
  | 'TENANT_CLOSED'
  /** The runtime was lost. */
  | 'RUNTIME_LOST'
  /** It was found where it should not be. */
  | 'LEAK_REPORTED'
  /** A rule of the tenant demands it. */
  | 'POLICY'
  /** It is not needed any more. */
  | 'CEASED';

/** What a revocation takes back. */
export type RevocationScope =
  /** One secret of a credential, `<credential id>:<number>`. In a rotation the other one remains; without one the stewards owe a rotation. */
  | 'VERSION'
  /** One credential, by its id. */
  | 'CREDENTIAL'
  /** A machine identity, by its id: all its credentials, and it is suspended. */
  | 'IDENTITY'
  /** Every machine identity of an owner, `<kind>:<id or name>`, such as `EXTERNAL_INTEGRATION:hubspot`; each as IDENTITY. */
  | 'OWNER'
  /** Every machine identity of this tenant, by the tenant's id; each as IDENTITY. */
  | 'TENANT'
  /** A runtime, by its id: it is locked, and every credential that is bound to it ends. */
  | 'RUNTIME'
  /** One process of a runtime, by its id: its key is locked. Credentials stay, others of the runtime use them. */
  | 'RUNTIME_INSTANCE'
  /** An OpenID Connect issuer, by its URL: it vouches for no runtime any more, and every credential federated to it ends. */
  | 'ISSUER'
  /** A person or machine, by id: every credential that is good with a secret which they have seen, or a key which they brought. */
  | 'KNOWER';

/** What to take back, and why. */
export type RevokeInput = {
  /** What kind of thing. */
  readonly scope: RevocationScope;
  /** Which one, as its scope names it. */
  readonly targetId: string;
  /** Why. */
  readonly reason: RevocationReason;
  /** In your own words, 1 to 500 characters. */
  readonly note: string;
  /** A repeat with the same key and input gets the first answer. */
  readonly idempotencyKey: string;
};

/** What `revokeRole` is told. */
export type RevokeRoleInput = {
  /** The assignment to end. */
  readonly assignmentId: string;
  /** Names this intention: a repeat with the same key and input is answered, not done again. */
  readonly idempotencyKey: string;
};

/** Who decides when a secret is replaced. */
export type RotationMode =
  /** Its stewards, when they see fit. */
  | 'MANUAL'
  /** An agreed rhythm. */
  | 'SCHEDULED';

/** A rotation. */
export type RotationRefInput = {
  /** Its id. */
  readonly rotationId: string;
  /** A repeat with the same key and input gets the first answer. */
  readonly idempotencyKey: string;
};

/** What has become of a rotation. */
export type RotationState =
  /** The new version is refused until a second person has approved it. The old one goes on as if there were no rotation. */
  | 'PENDING_APPROVAL'
  /** Both versions are accepted, and callers still use the old one. */
  | 'OVERLAP'
  /** Both versions are accepted, and nobody uses the old one any more. It completes by itself within minutes. */
  | 'DRAINED'
  /** The old version has ended. */
  | 'COMPLETED'
  /** The new version has ended, the old one goes on. */
  | 'ABORTED'
  /** The old version has ended although callers still used it. */
  | 'FORCED';

/** What a rule is there for. */
export type RuleEffect =
  /** Denies when it matches, whatever permits. */
  | 'FORBID'
  /** Denies unless it matches. */
  | 'REQUIRE'
  /** Permits what would otherwise be denied. */
  | 'PERMIT';

/** What sort of place machines run in. */
export type RuntimeKind =
  /** A cluster. */
  | 'KUBERNETES'
  /** Runners of a build system. */
  | 'CI'
  /** Functions without servers. */
  | 'CLOUD_FUNCTION'
  /** Virtual machines of a cloud. */
  | 'CLOUD_VM'
  /** Containers outside a cluster. */
  | 'CONTAINER'
  /** The tenant's own machines. */
  | 'ON_PREM'
  /** A host for autonomous agents. */
  | 'AGENT_HOST'
  /** Devices at the edge of a network. */
  | 'EDGE';

/** How a section shows itself. */
export type SectionVisibility =
  /** The caller was granted nothing in it. */
  | 'HIDDEN'
  /** The caller may look. */
  | 'READ_ONLY'
  /** The caller may change something. */
  | 'EDITABLE'
  /** The caller was granted something, but the tenant is not in order; `reason` says what is wrong. */
  | 'LOCKED';

/** All stewards of a machine identity. */
export type SetStewardsInput = {
  /** The machine identity's id. */
  readonly id: string;
  /** All of them; those left out are stewards no more. */
  readonly stewards: ReadonlyArray<StewardInput>;
  /** Its version when it was read. Refused with `credentials.version_conflict` when it is not the newest. */
  readonly expectedVersion: number;
  /** A repeat with the same key and input gets the first answer. */
  readonly idempotencyKey: string;
};

/** The six sections of Settings. Each belongs to one domain. */
export type SettingsSectionKey =
  /** People, memberships and invitations; identity's. */
  | 'USERS'
  /** The organisation's own details; identity's. */
  | 'ORGANIZATION'
  /** Plan, subscription and readiness; billing's. */
  | 'BILLING'
  /** Decisions and usage; access's until reporting has a domain of its own. */
  | 'REPORTING'
  /** Machine identities and their credentials; credentials'. */
  | 'INTEGRATIONS'
  /** The steps that make the platform ready for this tenant; identity's. */
  | 'PLATFORM_SETUP';

/** A set-up step that is done. */
export type SetupStepInput = {
  /** The step's key. */
  readonly key: string;
  /** Names this intention: a repeat with the same key is answered, not done again. */
  readonly idempotencyKey: string;
};

/** What `startTrial` takes. */
export type StartTrialInput = {
  /** A plan's code, as in `plans`. Refused with `billing.not_found` when it is not on offer. */
  readonly plan: string;
  /** The length in days, from 1 to the plan's own. Default: the plan's own. */
  readonly days?: number | null | undefined;
  /** A key of the caller's choice: a repeat with the same key and input answers the same and changes nothing. */
  readonly idempotencyKey: string;
};

/** A person who is to answer for a machine. */
export type StewardInput = {
  /** The person's id. */
  readonly personId: string;
  /** What they do for it. Exactly one is PRIMARY. */
  readonly role: StewardRole;
};

/** What a steward does for a machine. */
export type StewardRole =
  /** Is asked first. There is exactly one. */
  | 'PRIMARY'
  /** Steps in for the primary. */
  | 'BACKUP'
  /** Wants the machine to exist, and answers for an agent's acts. */
  | 'SPONSOR';

/** Who can hold a role and ask for access. */
export type SubjectKind =
  /** A person. */
  | 'PERSON'
  /** A machine identity. */
  | 'MACHINE';

/** Where a tenant stands in its life. */
export type TenantState =
  /** Being set up. Its people can sign in and complete the steps. */
  | 'PROVISIONING'
  /** In order. */
  | 'ACTIVE'
  /** Stopped, and can be taken up again. Owners still sign in, to pay, to take power away and to get their data out. */
  | 'SUSPENDED'
  /** About to end, and can be taken up again. Owners still sign in, as when suspended. */
  | 'CLOSING'
  /** Ended for good. Nobody signs in. */
  | 'CLOSED';

/** Which trust decisions are wanted. Conditions that are left out do not filter. */
export type TrustDecisionFilter = {
  /** About this credential. */
  readonly credentialId?: string | null | undefined;
  /** About this machine identity. */
  readonly machineIdentityId?: string | null | undefined;
  /** With this effect. */
  readonly effect?: TrustEffect | null | undefined;
  /** With this reason. */
  readonly code?: string | null | undefined;
  /** Made at this time or later. */
  readonly from?: string | null | undefined;
  /** Made before this time. */
  readonly to?: string | null | undefined;
};

/** What the whole chain says. */
export type TrustEffect =
  /** Every link holds. */
  | 'ALLOW'
  /** Every link holds, and somebody owes something; `obligations` says what. */
  | 'ALLOW_WITH_OBLIGATIONS'
  /** At least one does not. */
  | 'DENY';

/** How far a machine is trusted, weakest first. The weakest factor wins, so a level always names what caps it. */
export type TrustLevel =
  /** Not at all. */
  | 'T0_NONE'
  /** It holds a secret. */
  | 'T1_BEARER'
  /** It is bound to a place, or to its key. */
  | 'T2_BOUND'
  /** Somebody trusted vouches for it. */
  | 'T3_ATTESTED'
  /** A person watches over what it does. */
  | 'T4_SUPERVISED';

/** The links of the trust chain, in the order in which they are decided. */
export type TrustLink =
  /** Is this the secret that was issued? */
  | 'AUTHENTICITY'
  /** Is the credential in force? */
  | 'LIVENESS'
  /** Is the machine answerable for this? */
  | 'RESPONSIBILITY'
  /** Does somebody answer for the machine? */
  | 'OWNER'
  /** May it act in this tenant? */
  | 'TENANT_BOUNDARY'
  /** Is it used from where it may be? */
  | 'RUNTIME'
  /** Does it act within what was lent to it? */
  | 'DELEGATION'
  /** Is it trusted enough? */
  | 'TRUST_LEVEL'
  /** May it do this? Access decides, entitlement included. */
  | 'PERMISSIONS';

/** What may happen to one secret of a credential. */
export type VersionState =
  /** Refused until a second person has approved the rotation that made it. */
  | 'PENDING_APPROVAL'
  /** Not used yet. */
  | 'STAGED'
  /** In use. */
  | 'ACTIVE'
  /** Its successor is in use; both are accepted until the overlap ends. */
  | 'RETIRING'
  /** Replaced, and accepted no more. */
  | 'RETIRED'
  /** Taken back. */
  | 'REVOKED';

/** A change that somebody thinks of making; at least one part. Ids that this tenant does not have change nothing. */
export type WhatIfInput = {
  /** Revoke these: credentials, or machine identities with all of theirs. */
  readonly revoke?: ReadonlyArray<string> | null | undefined;
  /** Rotate, and let both secrets be accepted for so many hours, 0 to 720, counted from the approval where two people are needed. Tells of when they are over and nobody has moved. */
  readonly rotateWithOverlapHours?: number | null | undefined;
  /** This person leaves the tenant. */
  readonly personLeaves?: string | null | undefined;
  /** This tenant is suspended. Only the tenant itself can be asked about. */
  readonly tenantSuspended?: string | null | undefined;
  /** This runtime is locked. */
  readonly runtimeLocked?: string | null | undefined;
  /** This trust is needed for everything. */
  readonly requireTrust?: TrustLevel | null | undefined;
  /** The ceilings keep only these actions. */
  readonly narrowCeiling?: ReadonlyArray<string> | null | undefined;
  /** Which credentials `rotateWithOverlapHours`, `requireTrust` and `narrowCeiling` are about. All, when left out. */
  readonly credentialIds?: ReadonlyArray<string> | null | undefined;
};

export type MayIQueryVariables = Exact<{
  action: string;
  resource?: ResourceRef | null | undefined;
  atLeastAsFresh?: string | null | undefined;
}>;

export type MayIQuery = {
  readonly accessState: {
    readonly canAccess: boolean;
    readonly decisionId: string;
    readonly evaluatedAt: string;
    readonly validUntil: string | null;
    readonly consistencyToken: string;
    readonly reason: WhyFragment;
    readonly blockers: ReadonlyArray<WhyFragment>;
    readonly factors: ReadonlyArray<{
      readonly kind: FactorKind;
      readonly outcome: FactorOutcome;
      readonly owner: Domain;
      readonly factAsOf: string | null;
      readonly ageMs: number | null;
      readonly reason: WhyFragment;
    }>;
    readonly nextBecause: WhyFragment | null;
  } | null;
};

export type MayIEachQueryVariables = Exact<{
  checks: ReadonlyArray<AccessCheckInput>;
  atLeastAsFresh?: string | null | undefined;
}>;

export type MayIEachQuery = {
  readonly accessStates: ReadonlyArray<{
    readonly canAccess: boolean;
    readonly decisionId: string;
    readonly validUntil: string | null;
    readonly reason: WhyFragment;
  }> | null;
};

export type MyCapabilitiesQueryVariables = Exact<{
  resource?: ResourceRef | null | undefined;
}>;

export type MyCapabilitiesQuery = {
  readonly myCapabilities: ReadonlyArray<{
    readonly action: string;
    readonly allowed: boolean;
    readonly grantedBy: ReadonlyArray<string>;
    readonly reason: WhyFragment;
  }> | null;
};

export type WhyWasThisDeniedQueryVariables = Exact<{
  decisionId: string;
}>;

export type WhyWasThisDeniedQuery = {
  readonly accessDecision: {
    readonly id: string;
    readonly canAccess: boolean;
    readonly action: string;
    readonly resourceType: string | null;
    readonly resourceId: string | null;
    readonly requestId: string;
    readonly policyVersion: number;
    readonly evaluatedAt: string;
    readonly reason: WhyFragment;
    readonly subject: { readonly kind: SubjectKind; readonly id: string };
    readonly trace: ReadonlyArray<{
      readonly rule: string;
      readonly owner: Domain;
      readonly effect: RuleEffect;
      readonly outcome: FactorOutcome;
      readonly matched: boolean;
      readonly because: string;
      readonly via: ReadonlyArray<string>;
    }>;
    readonly facts: ReadonlyArray<{
      readonly domain: Domain;
      readonly name: string;
      readonly version: number;
      readonly asOf: string | null;
    }>;
    readonly replay: { readonly canAccess: boolean; readonly differs: boolean; readonly reason: WhyFragment } | null;
  } | null;
};

export type WhyFragment = {
  readonly code: string;
  readonly owner: Domain;
  readonly message: string;
  readonly since: string | null;
  readonly remedy: {
    readonly label: string;
    readonly section: SettingsSectionKey | null;
    readonly requiredPermission: string | null;
  } | null;
};

export type AccountSwitcherQueryVariables = Exact<{ [key: string]: never }>;

export type AccountSwitcherQuery = {
  readonly viewer: {
    readonly authenticatedBy: string;
    readonly principal:
      | { readonly __typename: 'Person'; readonly id: string; readonly displayName: string | null }
      | { readonly __typename: 'MachineIdentity'; readonly id: string; readonly name: string | null }
      | null;
    readonly tenants: ReadonlyArray<{ readonly id: string; readonly slug: string; readonly name: string }>;
    readonly tenant: { readonly id: string; readonly slug: string | null; readonly name: string | null } | null;
  } | null;
};

export type AcceptInvitationMutationVariables = Exact<{
  input: AcceptInvitationInput;
}>;

export type AcceptInvitationMutation = {
  readonly acceptInvitation: {
    readonly membershipId: string | null;
    readonly personId: string | null;
    readonly consistencyToken: string | null;
    readonly tenantRef: { readonly id: string; readonly slug: string; readonly name: string } | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

type Refusal_InvalidInput_Fragment = {
  readonly __typename: 'InvalidInput';
  readonly code: string;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
};

type Refusal_LastAdminProtected_Fragment = {
  readonly __typename: 'LastAdminProtected';
  readonly code: string;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
};

type Refusal_LimitReached_Fragment = {
  readonly __typename: 'LimitReached';
  readonly limit: string;
  readonly used: string;
  readonly code: string;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
  readonly upgrade: { readonly code: string; readonly name: string } | null;
};

type Refusal_NotPermitted_Fragment = {
  readonly __typename: 'NotPermitted';
  readonly decisionId: string;
  readonly code: string;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
  readonly reason: WhyFragment;
};

type Refusal_PrivilegeEscalation_Fragment = {
  readonly __typename: 'PrivilegeEscalation';
  readonly missingPermissions: ReadonlyArray<string>;
  readonly code: string;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
};

type Refusal_RuleRefused_Fragment = {
  readonly __typename: 'RuleRefused';
  readonly code: string;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
  readonly reason: WhyFragment;
};

type Refusal_VersionConflict_Fragment = {
  readonly __typename: 'VersionConflict';
  readonly currentVersion: number;
  readonly code: string;
  readonly message: string;
  readonly path: ReadonlyArray<string> | null;
};

export type RefusalFragment =
  | Refusal_InvalidInput_Fragment
  | Refusal_LastAdminProtected_Fragment
  | Refusal_LimitReached_Fragment
  | Refusal_NotPermitted_Fragment
  | Refusal_PrivilegeEscalation_Fragment
  | Refusal_RuleRefused_Fragment
  | Refusal_VersionConflict_Fragment;

export type MachineAuditQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: AuditFilter | null | undefined;
}>;

export type MachineAuditQuery = {
  readonly audit: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly edges: ReadonlyArray<{
      readonly cursor: string;
      readonly node: {
        readonly sequence: string;
        readonly at: string;
        readonly action: string;
        readonly targetType: string;
        readonly targetId: string;
        readonly effect: TrustEffect | null;
        readonly count: string;
        readonly requestId: string;
        readonly leafHash: string;
        readonly actors: ReadonlyArray<{ readonly kind: ActorKind; readonly id: string; readonly label: string }>;
        readonly reason: { readonly code: string; readonly owner: Domain; readonly message: string } | null;
      };
    }>;
  } | null;
};

export type CredentialUsageQueryVariables = Exact<{
  id: string;
  days?: number | null | undefined;
}>;

export type CredentialUsageQuery = {
  readonly credential: {
    readonly id: string;
    readonly name: string;
    readonly ceiling: ReadonlyArray<string>;
    readonly lastUsed: {
      readonly at: string;
      readonly address: string | null;
      readonly action: string | null;
      readonly effect: TrustEffect;
      readonly code: string;
      readonly runtime: { readonly id: string; readonly name: string } | null;
    } | null;
    readonly usage: {
      readonly allowed: string;
      readonly denied: string;
      readonly distinctRuntimes: number;
      readonly distinctAddresses: number;
      readonly unusedCeiling: ReadonlyArray<string>;
    };
  } | null;
};

export type BillingQueryVariables = Exact<{ [key: string]: never }>;

export type BillingQuery = {
  readonly tenant: {
    readonly id: string;
    readonly billingReadiness:
      | ({
          readonly trialEndsAt: string | null;
          readonly graceEndsAt: string | null;
          readonly currentPeriodEnd: string | null;
          readonly warnings: ReadonlyArray<WhyFragment>;
        } & BillingStandingFragment)
      | null;
    readonly billing:
      | ({
          readonly entitlements: ReadonlyArray<
            | EntitlementParts_BooleanEntitlement_Fragment
            | EntitlementParts_ConfigEntitlement_Fragment
            | EntitlementParts_MeteredEntitlement_Fragment
          >;
        } & BillingAccountPartsFragment)
      | null;
  } | null;
  readonly plans: ReadonlyArray<{
    readonly code: string;
    readonly name: string;
    readonly version: number;
    readonly free: boolean;
    readonly trialDays: number;
    readonly graceDays: number;
    readonly prices: ReadonlyArray<{
      readonly id: string;
      readonly currency: string;
      readonly unitAmountMinor: string;
      readonly interval: PriceInterval;
      readonly unit: PriceUnit;
    }>;
    readonly entitlements: ReadonlyArray<
      | EntitlementParts_BooleanEntitlement_Fragment
      | EntitlementParts_ConfigEntitlement_Fragment
      | EntitlementParts_MeteredEntitlement_Fragment
    >;
  }> | null;
};

export type CheckEntitlementQueryVariables = Exact<{
  feature: string;
  requested?: string;
}>;

export type CheckEntitlementQuery = {
  readonly entitlementCheck: {
    readonly allowed: boolean;
    readonly asOf: string;
    readonly reason: WhyFragment;
    readonly entitlement:
      | EntitlementParts_BooleanEntitlement_Fragment
      | EntitlementParts_ConfigEntitlement_Fragment
      | EntitlementParts_MeteredEntitlement_Fragment
      | null;
    readonly upgrade: { readonly code: string; readonly name: string } | null;
  } | null;
};

export type StartTrialMutationVariables = Exact<{
  input: StartTrialInput;
}>;

export type StartTrialMutation = { readonly startTrial: BillingChangeFragment };

export type ChangePlanMutationVariables = Exact<{
  input: ChangePlanInput;
}>;

export type ChangePlanMutation = { readonly changePlan: BillingChangeFragment };

export type CancelSubscriptionMutationVariables = Exact<{
  input: CancelSubscriptionInput;
}>;

export type CancelSubscriptionMutation = { readonly cancelSubscription: BillingChangeFragment };

export type BillingChangeFragment = {
  readonly consistencyToken: string | null;
  readonly account: BillingAccountPartsFragment | null;
  readonly readiness: BillingStandingFragment | null;
  readonly errors: ReadonlyArray<
    | Refusal_InvalidInput_Fragment
    | Refusal_LastAdminProtected_Fragment
    | Refusal_LimitReached_Fragment
    | Refusal_NotPermitted_Fragment
    | Refusal_PrivilegeEscalation_Fragment
    | Refusal_RuleRefused_Fragment
    | Refusal_VersionConflict_Fragment
  >;
};

export type BillingStandingFragment = {
  readonly ready: boolean;
  readonly state: BillingState;
  readonly asOf: string;
  readonly reason: WhyFragment;
  readonly nextTransition: {
    readonly at: string;
    readonly to: BillingState;
    readonly ready: boolean;
    readonly reason: WhyFragment;
  } | null;
};

export type BillingAccountPartsFragment = {
  readonly id: string;
  readonly paymentMethodOnFile: boolean;
  readonly subscription: {
    readonly id: string;
    readonly state: BillingState;
    readonly quantity: number;
    readonly trialEndsAt: string | null;
    readonly currentPeriodEnd: string;
    readonly cancelAtPeriodEnd: boolean;
    readonly cancelAt: string | null;
    readonly plan: { readonly code: string; readonly name: string; readonly version: number };
  } | null;
  readonly seats: {
    readonly included: number;
    readonly purchased: number;
    readonly unlimited: boolean;
    readonly used: number;
    readonly available: number | null;
    readonly overSubscribed: boolean;
  };
};

type EntitlementParts_BooleanEntitlement_Fragment = {
  readonly __typename: 'BooleanEntitlement';
  readonly feature: string;
  readonly source: EntitlementSource;
  readonly enabled: boolean;
  readonly validUntil: string | null;
  readonly reason: WhyFragment;
};

type EntitlementParts_ConfigEntitlement_Fragment = {
  readonly __typename: 'ConfigEntitlement';
  readonly value: unknown;
  readonly feature: string;
  readonly source: EntitlementSource;
  readonly enabled: boolean;
  readonly validUntil: string | null;
  readonly reason: WhyFragment;
};

type EntitlementParts_MeteredEntitlement_Fragment = {
  readonly __typename: 'MeteredEntitlement';
  readonly unlimited: boolean;
  readonly limit: string | null;
  readonly used: string | null;
  readonly remaining: string | null;
  readonly overage: string | null;
  readonly feature: string;
  readonly source: EntitlementSource;
  readonly enabled: boolean;
  readonly validUntil: string | null;
  readonly reason: WhyFragment;
};

export type EntitlementPartsFragment =
  | EntitlementParts_BooleanEntitlement_Fragment
  | EntitlementParts_ConfigEntitlement_Fragment
  | EntitlementParts_MeteredEntitlement_Fragment;

export type BulkRevokeMutationVariables = Exact<{
  input: BulkRevokeInput;
}>;

export type BulkRevokeMutation = { readonly bulkRevoke: BulkChangeFragment };

export type BulkRotateMutationVariables = Exact<{
  input: BulkRotateInput;
}>;

export type BulkRotateMutation = { readonly bulkRotate: BulkChangeFragment };

export type BulkOperationQueryVariables = Exact<{
  id: string;
}>;

export type BulkOperationQuery = { readonly bulkOperation: BulkProgressFragment | null };

export type BulkChangeFragment = {
  readonly matched: number;
  readonly changed: number;
  readonly machines: number;
  readonly owners: number;
  readonly dryRun: boolean;
  readonly consistencyToken: string | null;
  readonly sample: ReadonlyArray<{
    readonly id: string;
    readonly name: string;
    readonly hint: string;
    readonly machineIdentity: { readonly id: string; readonly name: string | null };
  }>;
  readonly operation: BulkProgressFragment | null;
  readonly errors: ReadonlyArray<
    | Refusal_InvalidInput_Fragment
    | Refusal_LastAdminProtected_Fragment
    | Refusal_LimitReached_Fragment
    | Refusal_NotPermitted_Fragment
    | Refusal_PrivilegeEscalation_Fragment
    | Refusal_RuleRefused_Fragment
    | Refusal_VersionConflict_Fragment
  >;
};

export type BulkProgressFragment = {
  readonly id: string;
  readonly kind: BulkKind;
  readonly matched: number;
  readonly changed: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly startedBy: { readonly kind: ActorKind; readonly id: string; readonly label: string };
};

export type NarrowCeilingMutationVariables = Exact<{
  input: NarrowCeilingInput;
}>;

export type NarrowCeilingMutation = { readonly narrowCeiling: ChangedCredentialFragment };

export type BindRuntimesMutationVariables = Exact<{
  input: BindRuntimesInput;
}>;

export type BindRuntimesMutation = { readonly bindRuntimes: ChangedCredentialFragment };

export type ApproveCredentialMutationVariables = Exact<{
  input: CredentialRefInput;
}>;

export type ApproveCredentialMutation = { readonly approveCredential: ChangedCredentialFragment };

export type ChangedCredentialFragment = {
  readonly consistencyToken: string | null;
  readonly credential: {
    readonly id: string;
    readonly name: string;
    readonly state: CredentialState;
    readonly ceiling: ReadonlyArray<string>;
    readonly version: number;
    readonly stateReason: WhyFragment;
    readonly allowedRuntimes: ReadonlyArray<{ readonly id: string; readonly name: string }>;
  } | null;
  readonly errors: ReadonlyArray<
    | Refusal_InvalidInput_Fragment
    | Refusal_LastAdminProtected_Fragment
    | Refusal_LimitReached_Fragment
    | Refusal_NotPermitted_Fragment
    | Refusal_PrivilegeEscalation_Fragment
    | Refusal_RuleRefused_Fragment
    | Refusal_VersionConflict_Fragment
  >;
};

export type CredentialPassportQueryVariables = Exact<{
  id: string;
}>;

export type CredentialPassportQuery = {
  readonly credential: {
    readonly id: string;
    readonly name: string;
    readonly kind: CredentialKind;
    readonly proof: ProofKind;
    readonly state: CredentialState;
    readonly environment: string;
    readonly hint: string;
    readonly purpose: string;
    readonly ceiling: ReadonlyArray<string>;
    readonly allowedNetworks: ReadonlyArray<string>;
    readonly notBefore: string;
    readonly expiresAt: string;
    readonly maxUses: number | null;
    readonly uses: string;
    readonly createdAt: string;
    readonly version: number;
    readonly stateReason: WhyFragment;
    readonly machineIdentity: {
      readonly id: string;
      readonly name: string | null;
      readonly ultimateOwner:
        | { readonly __typename: 'AgentOwner'; readonly kind: OwnerKind; readonly label: string }
        | { readonly __typename: 'IntegrationOwner'; readonly kind: OwnerKind; readonly label: string }
        | { readonly __typename: 'InternalServiceOwner'; readonly kind: OwnerKind; readonly label: string }
        | { readonly __typename: 'PlatformOwner'; readonly kind: OwnerKind; readonly label: string }
        | { readonly __typename: 'RuntimeOwner'; readonly kind: OwnerKind; readonly label: string }
        | { readonly __typename: 'TenantOwner'; readonly kind: OwnerKind; readonly label: string }
        | null;
      readonly stewards: ReadonlyArray<{
        readonly role: StewardRole;
        readonly active: boolean;
        readonly person: { readonly id: string; readonly displayName: string | null };
      }> | null;
    };
    readonly allowedRuntimes: ReadonlyArray<{ readonly id: string; readonly name: string; readonly kind: RuntimeKind }>;
    readonly versions: ReadonlyArray<{
      readonly number: number;
      readonly state: VersionState;
      readonly hint: string;
      readonly firstUsedAt: string | null;
      readonly lastUsedAt: string | null;
      readonly uses: string;
    }>;
    readonly rotation: {
      readonly mode: RotationMode;
      readonly everyDays: number | null;
      readonly nextDueAt: string | null;
    };
    readonly createdBy: { readonly kind: ActorKind; readonly id: string; readonly label: string };
    readonly knowers: ReadonlyArray<{
      readonly saw: string;
      readonly how: string;
      readonly actor: { readonly kind: ActorKind; readonly id: string; readonly label: string };
    }>;
    readonly lastUsed: {
      readonly at: string;
      readonly address: string | null;
      readonly runtime: { readonly id: string; readonly name: string } | null;
    } | null;
    readonly trust: {
      readonly level: TrustLevel;
      readonly raiseBy: ReadonlyArray<string>;
      readonly cappedBy: { readonly name: string; readonly level: TrustLevel; readonly because: string };
    };
    readonly answers: {
      readonly whoCreatedIt: EightAnswerFragment;
      readonly whoOwnsIt: EightAnswerFragment;
      readonly whichTenant: EightAnswerFragment;
      readonly mayItCrossTenants: EightAnswerFragment;
      readonly whichRuntimes: EightAnswerFragment;
      readonly howIsItRotated: EightAnswerFragment;
      readonly howIsItRevoked: EightAnswerFragment;
      readonly howIsItAudited: EightAnswerFragment;
    };
    readonly revocation: {
      readonly id: string;
      readonly reason: RevocationReason;
      readonly note: string;
      readonly requestedAt: string;
      readonly by: { readonly kind: ActorKind; readonly id: string; readonly label: string };
    } | null;
  } | null;
};

export type EightAnswerFragment = {
  readonly text: string;
  readonly evidence: ReadonlyArray<string>;
  readonly reason: WhyFragment;
};

export type CredentialsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: CredentialFilter | null | undefined;
}>;

export type CredentialsQuery = {
  readonly credentials: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly edges: ReadonlyArray<{
      readonly cursor: string;
      readonly node: {
        readonly lastUsed: { readonly at: string; readonly address: string | null } | null;
        readonly rotation: {
          readonly mode: RotationMode;
          readonly everyDays: number | null;
          readonly nextDueAt: string | null;
        };
        readonly trust: {
          readonly level: TrustLevel;
          readonly cappedBy: { readonly name: string; readonly because: string };
        };
      } & CredentialRowFragment;
    }>;
  } | null;
};

export type IssueCredentialMutationVariables = Exact<{
  input: IssueCredentialInput;
}>;

export type IssueCredentialMutation = {
  readonly issueCredential: {
    readonly secret: string | null;
    readonly consistencyToken: string | null;
    readonly credential: ({ readonly ceiling: ReadonlyArray<string> } & CredentialRowFragment) | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type SuspendCredentialMutationVariables = Exact<{
  input: CredentialReasonInput;
}>;

export type SuspendCredentialMutation = { readonly suspendCredential: CredentialChangeFragment };

export type ResumeCredentialMutationVariables = Exact<{
  input: CredentialReasonInput;
}>;

export type ResumeCredentialMutation = { readonly resumeCredential: CredentialChangeFragment };

export type RevokeMutationVariables = Exact<{
  input: RevokeInput;
}>;

export type RevokeMutation = {
  readonly revoke: {
    readonly consistencyToken: string | null;
    readonly revocation: {
      readonly id: string;
      readonly scope: RevocationScope;
      readonly targetId: string;
      readonly reason: RevocationReason;
      readonly note: string;
      readonly requestedAt: string;
      readonly epoch: string;
      readonly by: { readonly kind: ActorKind; readonly id: string; readonly label: string };
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type CredentialChangeFragment = {
  readonly consistencyToken: string | null;
  readonly credential: CredentialRowFragment | null;
  readonly errors: ReadonlyArray<
    | Refusal_InvalidInput_Fragment
    | Refusal_LastAdminProtected_Fragment
    | Refusal_LimitReached_Fragment
    | Refusal_NotPermitted_Fragment
    | Refusal_PrivilegeEscalation_Fragment
    | Refusal_RuleRefused_Fragment
    | Refusal_VersionConflict_Fragment
  >;
};

export type CredentialRowFragment = {
  readonly id: string;
  readonly name: string;
  readonly kind: CredentialKind;
  readonly hint: string;
  readonly state: CredentialState;
  readonly notBefore: string;
  readonly expiresAt: string;
  readonly version: number;
  readonly stateReason: WhyFragment;
  readonly machineIdentity: { readonly id: string; readonly name: string | null };
};

export type HomeQueryVariables = Exact<{ [key: string]: never }>;

export type HomeQuery = {
  readonly viewer: {
    readonly authenticatedBy: string;
    readonly principal:
      | {
          readonly __typename: 'Person';
          readonly id: string;
          readonly displayName: string | null;
          readonly email: string | null;
        }
      | { readonly __typename: 'MachineIdentity'; readonly id: string; readonly name: string | null }
      | null;
    readonly actors: ReadonlyArray<{ readonly kind: ActorKind; readonly id: string; readonly label: string }>;
  } | null;
  readonly tenant: {
    readonly id: string;
    readonly slug: string | null;
    readonly name: string | null;
    readonly state: TenantState | null;
    readonly stateReason: WhyFragment | null;
  } | null;
  readonly accessState: {
    readonly canAccess: boolean;
    readonly decisionId: string;
    readonly validUntil: string | null;
    readonly reason: WhyFragment;
    readonly blockers: ReadonlyArray<WhyFragment>;
    readonly nextBecause: WhyFragment | null;
  } | null;
};

export type DashboardQueryVariables = Exact<{ [key: string]: never }>;

export type DashboardQuery = {
  readonly tenant: {
    readonly id: string;
    readonly platformSetup: {
      readonly ready: boolean;
      readonly reason: WhyFragment;
      readonly steps: ReadonlyArray<{
        readonly key: string;
        readonly label: string;
        readonly required: boolean;
        readonly done: boolean;
      }>;
    } | null;
    readonly billingReadiness: {
      readonly ready: boolean;
      readonly state: BillingState;
      readonly asOf: string;
      readonly reason: WhyFragment;
      readonly warnings: ReadonlyArray<WhyFragment>;
      readonly nextTransition: {
        readonly at: string;
        readonly to: BillingState;
        readonly ready: boolean;
        readonly reason: WhyFragment;
      } | null;
    } | null;
    readonly ownershipHealth: {
      readonly total: number;
      readonly owned: number;
      readonly orphaned: number;
      readonly reviewOverdue: number;
      readonly singleSteward: number;
    } | null;
    readonly credentialPosture: {
      readonly total: number;
      readonly bearerOnly: number;
      readonly expiringIn14Days: number;
      readonly noRuntimeBinding: number;
      readonly overdueRotation: number;
      readonly neverUsed: number;
    } | null;
  } | null;
};

export type MachinesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: MachineIdentityFilter | null | undefined;
}>;

export type MachinesQuery = {
  readonly machineIdentities: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly edges: ReadonlyArray<{
      readonly cursor: string;
      readonly node: {
        readonly stateReason: WhyFragment | null;
        readonly responsibility: { readonly statement: string; readonly reviewDueAt: string } | null;
        readonly ultimateOwner:
          | { readonly __typename: 'AgentOwner'; readonly kind: OwnerKind; readonly label: string }
          | { readonly __typename: 'IntegrationOwner'; readonly kind: OwnerKind; readonly label: string }
          | { readonly __typename: 'InternalServiceOwner'; readonly kind: OwnerKind; readonly label: string }
          | { readonly __typename: 'PlatformOwner'; readonly kind: OwnerKind; readonly label: string }
          | { readonly __typename: 'RuntimeOwner'; readonly kind: OwnerKind; readonly label: string }
          | { readonly __typename: 'TenantOwner'; readonly kind: OwnerKind; readonly label: string }
          | null;
        readonly lastUsed: { readonly at: string; readonly address: string | null } | null;
      } & MachineRowFragment;
    }>;
  } | null;
};

export type MachineQueryVariables = Exact<{
  id: string;
}>;

export type MachineQuery = {
  readonly machineIdentity:
    | ({
        readonly uses: string | null;
        readonly createdAt: string | null;
        readonly stateReason: WhyFragment | null;
        readonly responsibility: {
          readonly statement: string;
          readonly actions: ReadonlyArray<string>;
          readonly dataClasses: ReadonlyArray<string>;
          readonly declaredAt: string;
          readonly reviewDueAt: string;
          readonly endsAt: string | null;
          readonly declaredBy: { readonly kind: ActorKind; readonly id: string; readonly label: string };
        } | null;
        readonly ownershipChain: ReadonlyArray<
          | {
              readonly __typename: 'AgentOwner';
              readonly kind: OwnerKind;
              readonly label: string;
              readonly standing: { readonly code: OwnerStandingCode; readonly reason: WhyFragment };
            }
          | {
              readonly __typename: 'IntegrationOwner';
              readonly kind: OwnerKind;
              readonly label: string;
              readonly standing: { readonly code: OwnerStandingCode; readonly reason: WhyFragment };
            }
          | {
              readonly __typename: 'InternalServiceOwner';
              readonly kind: OwnerKind;
              readonly label: string;
              readonly standing: { readonly code: OwnerStandingCode; readonly reason: WhyFragment };
            }
          | {
              readonly __typename: 'PlatformOwner';
              readonly kind: OwnerKind;
              readonly label: string;
              readonly standing: { readonly code: OwnerStandingCode; readonly reason: WhyFragment };
            }
          | {
              readonly __typename: 'RuntimeOwner';
              readonly kind: OwnerKind;
              readonly label: string;
              readonly standing: { readonly code: OwnerStandingCode; readonly reason: WhyFragment };
            }
          | {
              readonly __typename: 'TenantOwner';
              readonly kind: OwnerKind;
              readonly label: string;
              readonly standing: { readonly code: OwnerStandingCode; readonly reason: WhyFragment };
            }
        > | null;
        readonly boundary: { readonly mode: BoundaryMode; readonly duty: string | null } | null;
        readonly runtimes: ReadonlyArray<{
          readonly id: string;
          readonly name: string;
          readonly kind: RuntimeKind;
        }> | null;
        readonly credentials: ReadonlyArray<{
          readonly id: string;
          readonly name: string;
          readonly hint: string;
          readonly state: CredentialState;
          readonly expiresAt: string;
          readonly version: number;
          readonly lastUsed: { readonly at: string } | null;
        }> | null;
        readonly roleAssignments: ReadonlyArray<{
          readonly id: string;
          readonly expiresAt: string | null;
          readonly role: { readonly id: string; readonly name: string };
        }> | null;
        readonly trust: {
          readonly level: TrustLevel;
          readonly raiseBy: ReadonlyArray<string>;
          readonly factors: ReadonlyArray<{
            readonly name: string;
            readonly level: TrustLevel;
            readonly because: string;
          }>;
          readonly cappedBy: { readonly name: string; readonly level: TrustLevel; readonly because: string };
        } | null;
        readonly lastUsed: { readonly at: string; readonly address: string | null } | null;
        readonly createdBy: { readonly kind: ActorKind; readonly id: string; readonly label: string } | null;
      } & MachineRowFragment)
    | null;
};

export type DeclareMachineIdentityMutationVariables = Exact<{
  input: DeclareMachineIdentityInput;
}>;

export type DeclareMachineIdentityMutation = { readonly declareMachineIdentity: MachineChangeFragment };

export type ActivateMachineIdentityMutationVariables = Exact<{
  input: MachineIdentityRefInput;
}>;

export type ActivateMachineIdentityMutation = { readonly activateMachineIdentity: MachineChangeFragment };

export type SetStewardsMutationVariables = Exact<{
  input: SetStewardsInput;
}>;

export type SetStewardsMutation = { readonly setStewards: MachineChangeFragment };

export type RuntimesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;

export type RuntimesQuery = {
  readonly runtimes: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly edges: ReadonlyArray<{
      readonly cursor: string;
      readonly node: {
        readonly credentials: ReadonlyArray<{
          readonly id: string;
          readonly name: string;
          readonly state: CredentialState;
        }>;
      } & RuntimeRowFragment;
    }>;
  } | null;
};

export type RegisterRuntimeMutationVariables = Exact<{
  input: RegisterRuntimeInput;
}>;

export type RegisterRuntimeMutation = {
  readonly registerRuntime: {
    readonly consistencyToken: string | null;
    readonly runtime: RuntimeRowFragment | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type MachineChangeFragment = {
  readonly consistencyToken: string | null;
  readonly machineIdentity: ({ readonly stateReason: WhyFragment | null } & MachineRowFragment) | null;
  readonly errors: ReadonlyArray<
    | Refusal_InvalidInput_Fragment
    | Refusal_LastAdminProtected_Fragment
    | Refusal_LimitReached_Fragment
    | Refusal_NotPermitted_Fragment
    | Refusal_PrivilegeEscalation_Fragment
    | Refusal_RuleRefused_Fragment
    | Refusal_VersionConflict_Fragment
  >;
};

export type MachineRowFragment = {
  readonly id: string;
  readonly name: string | null;
  readonly state: MachineIdentityState | null;
  readonly environment: string | null;
  readonly version: number | null;
  readonly owner:
    | {
        readonly __typename: 'AgentOwner';
        readonly kind: OwnerKind;
        readonly label: string;
        readonly standing: { readonly code: OwnerStandingCode };
      }
    | {
        readonly __typename: 'IntegrationOwner';
        readonly kind: OwnerKind;
        readonly label: string;
        readonly standing: { readonly code: OwnerStandingCode };
      }
    | {
        readonly __typename: 'InternalServiceOwner';
        readonly kind: OwnerKind;
        readonly label: string;
        readonly standing: { readonly code: OwnerStandingCode };
      }
    | {
        readonly __typename: 'PlatformOwner';
        readonly kind: OwnerKind;
        readonly label: string;
        readonly standing: { readonly code: OwnerStandingCode };
      }
    | {
        readonly __typename: 'RuntimeOwner';
        readonly kind: OwnerKind;
        readonly label: string;
        readonly standing: { readonly code: OwnerStandingCode };
      }
    | {
        readonly __typename: 'TenantOwner';
        readonly kind: OwnerKind;
        readonly label: string;
        readonly standing: { readonly code: OwnerStandingCode };
      }
    | null;
  readonly stewards: ReadonlyArray<{
    readonly role: StewardRole;
    readonly active: boolean;
    readonly person: { readonly id: string; readonly displayName: string | null };
  }> | null;
};

export type RuntimeRowFragment = {
  readonly id: string;
  readonly name: string;
  readonly kind: RuntimeKind;
  readonly environment: string;
  readonly networks: ReadonlyArray<string>;
  readonly attestors: ReadonlyArray<{
    readonly issuer: string;
    readonly subjectPattern: string;
    readonly audience: string;
    readonly jwksUri: string;
  }>;
};

export type MembersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  state?: ReadonlyArray<MembershipState> | null | undefined;
  text?: string | null | undefined;
}>;

export type MembersQuery = {
  readonly tenant: {
    readonly id: string;
    readonly members: {
      readonly totalCount: number;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly edges: ReadonlyArray<{
        readonly cursor: string;
        readonly node: {
          readonly person: {
            readonly id: string;
            readonly displayName: string | null;
            readonly email: string | null;
            readonly roleAssignments: ReadonlyArray<{
              readonly id: string;
              readonly expiresAt: string | null;
              readonly role: { readonly id: string; readonly name: string };
            }> | null;
            readonly stewardOf: ReadonlyArray<{ readonly id: string; readonly name: string | null }> | null;
          };
        } & MembershipRowFragment;
      }>;
    } | null;
  } | null;
};

export type MemberQueryVariables = Exact<{
  personId: string;
}>;

export type MemberQuery = {
  readonly person: {
    readonly id: string;
    readonly displayName: string | null;
    readonly email: string | null;
    readonly membership:
      | ({
          readonly note: string | null;
          readonly endedAt: string | null;
          readonly endedBy: { readonly kind: ActorKind; readonly id: string; readonly label: string } | null;
        } & MembershipRowFragment)
      | null;
    readonly roleAssignments: ReadonlyArray<{
      readonly id: string;
      readonly expiresAt: string | null;
      readonly grantedAt: string;
      readonly role: { readonly id: string; readonly name: string; readonly description: string | null };
      readonly grantedBy: { readonly kind: ActorKind; readonly id: string; readonly label: string };
    }> | null;
    readonly stewardOf: ReadonlyArray<{
      readonly id: string;
      readonly name: string | null;
      readonly state: MachineIdentityState | null;
    }> | null;
    readonly knows: ReadonlyArray<{
      readonly id: string;
      readonly name: string;
      readonly hint: string;
      readonly state: CredentialState;
      readonly machineIdentity: { readonly id: string; readonly name: string | null };
    }> | null;
  } | null;
};

export type InviteMemberMutationVariables = Exact<{
  input: InviteMemberInput;
}>;

export type InviteMemberMutation = {
  readonly inviteMember: {
    readonly token: string | null;
    readonly consistencyToken: string | null;
    readonly invitation: {
      readonly id: string;
      readonly email: string;
      readonly state: InvitationState;
      readonly roleIds: ReadonlyArray<string>;
      readonly expiresAt: string;
      readonly invitedAt: string;
      readonly invitedBy: { readonly kind: ActorKind; readonly id: string; readonly label: string };
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type SuspendMemberMutationVariables = Exact<{
  input: MemberReasonInput;
}>;

export type SuspendMemberMutation = {
  readonly suspendMember: {
    readonly consistencyToken: string | null;
    readonly membership:
      ({ readonly note: string | null; readonly person: { readonly id: string } } & MembershipRowFragment) | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type ReinstateMemberMutationVariables = Exact<{
  input: MemberReasonInput;
}>;

export type ReinstateMemberMutation = {
  readonly reinstateMember: {
    readonly consistencyToken: string | null;
    readonly membership:
      ({ readonly note: string | null; readonly person: { readonly id: string } } & MembershipRowFragment) | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type RemoveMemberMutationVariables = Exact<{
  input: RemoveMemberInput;
}>;

export type RemoveMemberMutation = {
  readonly removeMember: {
    readonly consistencyToken: string | null;
    readonly membership:
      | ({
          readonly note: string | null;
          readonly endedAt: string | null;
          readonly endedBy: { readonly kind: ActorKind; readonly id: string; readonly label: string } | null;
          readonly person: { readonly id: string };
        } & MembershipRowFragment)
      | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type MembershipRowFragment = {
  readonly id: string;
  readonly state: MembershipState;
  readonly since: string;
  readonly duties: ReadonlyArray<string>;
  readonly version: number;
};

export type CreateTenantMutationVariables = Exact<{
  input: CreateTenantInput;
}>;

export type CreateTenantMutation = {
  readonly createTenant: {
    readonly invitationId: string | null;
    readonly invitationToken: string | null;
    readonly consistencyToken: string | null;
    readonly tenantRef: { readonly id: string; readonly slug: string; readonly name: string } | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type ChangeTenantStateMutationVariables = Exact<{
  input: ChangeTenantStateInput;
}>;

export type ChangeTenantStateMutation = {
  readonly changeTenantState: {
    readonly consistencyToken: string | null;
    readonly tenant: {
      readonly id: string;
      readonly state: TenantState | null;
      readonly version: number | null;
      readonly stateReason: WhyFragment | null;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type ExtendGraceMutationVariables = Exact<{
  input: ExtendGraceInput;
}>;

export type ExtendGraceMutation = {
  readonly extendGrace: {
    readonly consistencyToken: string | null;
    readonly account: { readonly id: string } | null;
    readonly readiness: {
      readonly ready: boolean;
      readonly state: BillingState;
      readonly graceEndsAt: string | null;
      readonly reason: WhyFragment;
      readonly nextTransition: {
        readonly at: string;
        readonly to: BillingState;
        readonly ready: boolean;
        readonly reason: WhyFragment;
      } | null;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type RequestTraceQueryVariables = Exact<{
  requestId: string;
}>;

export type RequestTraceQuery = {
  readonly requestTrace: {
    readonly id: string;
    readonly access: ReadonlyArray<TraceStepFragment> | null;
    readonly billing: ReadonlyArray<TraceStepFragment> | null;
    readonly identity: ReadonlyArray<TraceStepFragment> | null;
    readonly credentials: ReadonlyArray<TraceStepFragment> | null;
  } | null;
};

export type TraceStepFragment = {
  readonly id: string;
  readonly at: string;
  readonly sequence: number;
  readonly domain: Domain;
  readonly kind: RequestStepKind;
  readonly outcome: RequestStepOutcome;
  readonly action: string | null;
  readonly field: string | null;
  readonly decisionId: string | null;
  readonly errorCode: string | null;
  readonly requestId: string;
  readonly txn: string | null;
  readonly target: { readonly type: string; readonly id: string } | null;
  readonly actors: ReadonlyArray<{ readonly kind: ActorKind; readonly id: string; readonly label: string }>;
  readonly reason: WhyFragment | null;
  readonly links: ReadonlyArray<{
    readonly name: string;
    readonly outcome: RequestLinkOutcome;
    readonly evidence: ReadonlyArray<string>;
    readonly reason: WhyFragment;
  }>;
};

export type RolesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;

export type RolesQuery = {
  readonly roles: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly edges: ReadonlyArray<{
      readonly cursor: string;
      readonly node: {
        readonly id: string;
        readonly name: string;
        readonly description: string | null;
        readonly system: boolean;
        readonly assignmentCount: number | null;
        readonly permissions: ReadonlyArray<{
          readonly name: string;
          readonly description: string;
          readonly owner: Domain;
          readonly section: SettingsSectionKey | null;
          readonly requiresMfa: boolean;
        }>;
      };
    }>;
  } | null;
};

export type AssignRoleMutationVariables = Exact<{
  input: AssignRoleInput;
}>;

export type AssignRoleMutation = {
  readonly assignRole: {
    readonly consistencyToken: string | null;
    readonly assignment: AssignmentRowFragment | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type RevokeRoleMutationVariables = Exact<{
  input: RevokeRoleInput;
}>;

export type RevokeRoleMutation = {
  readonly revokeRole: {
    readonly consistencyToken: string | null;
    readonly assignment: ({ readonly endedAt: string | null } & AssignmentRowFragment) | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type AssignmentRowFragment = {
  readonly id: string;
  readonly expiresAt: string | null;
  readonly grantedAt: string;
  readonly role: { readonly id: string; readonly name: string };
  readonly subject: { readonly kind: SubjectKind; readonly id: string };
  readonly grantedBy: { readonly kind: ActorKind; readonly id: string; readonly label: string };
};

export type RotationProgressQueryVariables = Exact<{
  id: string;
}>;

export type RotationProgressQuery = {
  readonly credential: {
    readonly id: string;
    readonly name: string;
    readonly state: CredentialState;
    readonly version: number;
    readonly rotation: {
      readonly mode: RotationMode;
      readonly everyDays: number | null;
      readonly overlapHours: number;
      readonly nextDueAt: string | null;
      readonly pendingVersion: number | null;
      readonly current: RotationStateFragment | null;
    };
    readonly versions: ReadonlyArray<{
      readonly number: number;
      readonly state: VersionState;
      readonly hint: string;
      readonly overlapEndsAt: string | null;
      readonly lastUsedAt: string | null;
      readonly consumers: ReadonlyArray<{
        readonly address: string | null;
        readonly lastSeen: string;
        readonly onLatest: boolean;
        readonly runtime: { readonly id: string; readonly name: string } | null;
      }>;
    }>;
  } | null;
};

export type BeginRotationMutationVariables = Exact<{
  input: BeginRotationInput;
}>;

export type BeginRotationMutation = {
  readonly beginRotation: { readonly secret: string | null } & RotationChangeFragment;
};

export type CompleteRotationMutationVariables = Exact<{
  input: CompleteRotationInput;
}>;

export type CompleteRotationMutation = { readonly completeRotation: RotationChangeFragment };

export type AbortRotationMutationVariables = Exact<{
  input: RotationRefInput;
}>;

export type AbortRotationMutation = { readonly abortRotation: RotationChangeFragment };

export type RotationChangeFragment = {
  readonly consistencyToken: string | null;
  readonly rotation: RotationStateFragment | null;
  readonly errors: ReadonlyArray<
    | Refusal_InvalidInput_Fragment
    | Refusal_LastAdminProtected_Fragment
    | Refusal_LimitReached_Fragment
    | Refusal_NotPermitted_Fragment
    | Refusal_PrivilegeEscalation_Fragment
    | Refusal_RuleRefused_Fragment
    | Refusal_VersionConflict_Fragment
  >;
};

export type RotationStateFragment = {
  readonly id: string;
  readonly state: RotationState;
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly startedAt: string;
  readonly overlapHours: number | null;
  readonly approvedAt: string | null;
  readonly overlapEndsAt: string;
  readonly drainedPercent: number;
  readonly startedBy: { readonly kind: ActorKind; readonly id: string; readonly label: string };
  readonly laggards: ReadonlyArray<{
    readonly address: string | null;
    readonly lastSeen: string;
    readonly runtime: { readonly id: string; readonly name: string } | null;
  }>;
};

export type SetUpQueryVariables = Exact<{ [key: string]: never }>;

export type SetUpQuery = {
  readonly tenant: {
    readonly id: string;
    readonly name: string | null;
    readonly state: TenantState | null;
    readonly platformSetup: {
      readonly ready: boolean;
      readonly version: number;
      readonly reason: WhyFragment;
      readonly steps: ReadonlyArray<{
        readonly key: string;
        readonly label: string;
        readonly required: boolean;
        readonly done: boolean;
        readonly byHand: boolean;
        readonly doneAt: string | null;
        readonly doneBy: { readonly kind: ActorKind; readonly id: string; readonly label: string } | null;
      }>;
    } | null;
    readonly identityProviders: ReadonlyArray<{
      readonly id: string;
      readonly issuer: string;
      readonly audience: string;
      readonly jwksUri: string;
      readonly connectedAt: string;
    }> | null;
  } | null;
};

export type CompleteSetupStepMutationVariables = Exact<{
  input: SetupStepInput;
}>;

export type CompleteSetupStepMutation = {
  readonly completeSetupStep: {
    readonly consistencyToken: string | null;
    readonly tenant: {
      readonly id: string;
      readonly state: TenantState | null;
      readonly platformSetup: {
        readonly ready: boolean;
        readonly version: number;
        readonly reason: WhyFragment;
        readonly steps: ReadonlyArray<{
          readonly key: string;
          readonly label: string;
          readonly required: boolean;
          readonly done: boolean;
          readonly byHand: boolean;
          readonly doneAt: string | null;
          readonly doneBy: { readonly kind: ActorKind; readonly id: string; readonly label: string } | null;
        }>;
      } | null;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type ConnectIdentityProviderMutationVariables = Exact<{
  input: ConnectIdentityProviderInput;
}>;

export type ConnectIdentityProviderMutation = {
  readonly connectIdentityProvider: {
    readonly consistencyToken: string | null;
    readonly identityProvider: {
      readonly id: string;
      readonly issuer: string;
      readonly audience: string;
      readonly jwksUri: string;
      readonly connectedAt: string;
    } | null;
    readonly errors: ReadonlyArray<
      | Refusal_InvalidInput_Fragment
      | Refusal_LastAdminProtected_Fragment
      | Refusal_LimitReached_Fragment
      | Refusal_NotPermitted_Fragment
      | Refusal_PrivilegeEscalation_Fragment
      | Refusal_RuleRefused_Fragment
      | Refusal_VersionConflict_Fragment
    >;
  };
};

export type SettingsQueryVariables = Exact<{ [key: string]: never }>;

export type SettingsQuery = {
  readonly settingsNavigation: {
    readonly consistencyToken: string;
    readonly sections: ReadonlyArray<
      | {
          readonly __typename: 'BillingSection';
          readonly id: string;
          readonly key: SettingsSectionKey | null;
          readonly owner: Domain | null;
          readonly readiness: { readonly ready: boolean; readonly state: BillingState } | null;
          readonly access: {
            readonly visibility: SectionVisibility;
            readonly reason: WhyFragment;
            readonly actions: ReadonlyArray<{ readonly action: string; readonly allowed: boolean }>;
          } | null;
          readonly attention: { readonly level: AttentionLevel; readonly reason: WhyFragment | null } | null;
        }
      | {
          readonly __typename: 'IntegrationsSection';
          readonly expiringSoon: number | null;
          readonly orphaned: number | null;
          readonly id: string;
          readonly key: SettingsSectionKey | null;
          readonly owner: Domain | null;
          readonly access: {
            readonly visibility: SectionVisibility;
            readonly reason: WhyFragment;
            readonly actions: ReadonlyArray<{ readonly action: string; readonly allowed: boolean }>;
          } | null;
          readonly attention: { readonly level: AttentionLevel; readonly reason: WhyFragment | null } | null;
        }
      | {
          readonly __typename: 'OrganizationSection';
          readonly id: string;
          readonly key: SettingsSectionKey | null;
          readonly owner: Domain | null;
          readonly access: {
            readonly visibility: SectionVisibility;
            readonly reason: WhyFragment;
            readonly actions: ReadonlyArray<{ readonly action: string; readonly allowed: boolean }>;
          } | null;
          readonly attention: { readonly level: AttentionLevel; readonly reason: WhyFragment | null } | null;
        }
      | {
          readonly __typename: 'PlatformSetupSection';
          readonly id: string;
          readonly key: SettingsSectionKey | null;
          readonly owner: Domain | null;
          readonly setup: {
            readonly ready: boolean;
            readonly steps: ReadonlyArray<{
              readonly key: string;
              readonly label: string;
              readonly required: boolean;
              readonly done: boolean;
            }>;
          } | null;
          readonly access: {
            readonly visibility: SectionVisibility;
            readonly reason: WhyFragment;
            readonly actions: ReadonlyArray<{ readonly action: string; readonly allowed: boolean }>;
          } | null;
          readonly attention: { readonly level: AttentionLevel; readonly reason: WhyFragment | null } | null;
        }
      | {
          readonly __typename: 'ReportingSection';
          readonly decisionsToday: number | null;
          readonly id: string;
          readonly key: SettingsSectionKey | null;
          readonly owner: Domain | null;
          readonly access: {
            readonly visibility: SectionVisibility;
            readonly reason: WhyFragment;
            readonly actions: ReadonlyArray<{ readonly action: string; readonly allowed: boolean }>;
          } | null;
          readonly attention: { readonly level: AttentionLevel; readonly reason: WhyFragment | null } | null;
        }
      | {
          readonly __typename: 'UsersSection';
          readonly pendingInvitations: number | null;
          readonly id: string;
          readonly key: SettingsSectionKey | null;
          readonly owner: Domain | null;
          readonly access: {
            readonly visibility: SectionVisibility;
            readonly reason: WhyFragment;
            readonly actions: ReadonlyArray<{ readonly action: string; readonly allowed: boolean }>;
          } | null;
          readonly attention: { readonly level: AttentionLevel; readonly reason: WhyFragment | null } | null;
        }
    >;
  } | null;
};

export type TrustChainQueryVariables = Exact<{
  input: DecideTrustInput;
}>;

export type TrustChainQuery = { readonly decideTrust: TrustVerdictFragment | null };

export type TrustDecisionQueryVariables = Exact<{
  id: string;
}>;

export type TrustDecisionQuery = { readonly trustDecision: TrustVerdictFragment | null };

export type TrustDecisionsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: TrustDecisionFilter | null | undefined;
}>;

export type TrustDecisionsQuery = {
  readonly trustDecisions: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly edges: ReadonlyArray<{
      readonly cursor: string;
      readonly node: {
        readonly id: string;
        readonly at: string;
        readonly effect: TrustEffect;
        readonly requiredTrust: TrustLevel;
        readonly action: string | null;
        readonly simulated: boolean;
        readonly requestId: string;
        readonly reason: WhyFragment;
        readonly trust: { readonly level: TrustLevel };
        readonly machineIdentity: { readonly id: string; readonly name: string | null } | null;
        readonly credential: { readonly id: string; readonly name: string; readonly hint: string } | null;
      };
    }>;
  } | null;
};

export type TrustVerdictFragment = {
  readonly id: string;
  readonly at: string;
  readonly effect: TrustEffect;
  readonly requiredTrust: TrustLevel;
  readonly action: string | null;
  readonly simulated: boolean;
  readonly requestId: string;
  readonly reason: WhyFragment;
  readonly chain: ReadonlyArray<{
    readonly link: TrustLink;
    readonly verdict: LinkVerdict;
    readonly decidedBy: Domain;
    readonly evidence: ReadonlyArray<string>;
    readonly reason: WhyFragment;
  }>;
  readonly obligations: ReadonlyArray<WhyFragment>;
  readonly trust: {
    readonly level: TrustLevel;
    readonly raiseBy: ReadonlyArray<string>;
    readonly factors: ReadonlyArray<{ readonly name: string; readonly level: TrustLevel; readonly because: string }>;
    readonly cappedBy: { readonly name: string; readonly level: TrustLevel; readonly because: string };
  };
  readonly machineIdentity: {
    readonly id: string;
    readonly name: string | null;
    readonly state: MachineIdentityState | null;
  } | null;
  readonly credential: {
    readonly id: string;
    readonly name: string;
    readonly hint: string;
    readonly state: CredentialState;
  } | null;
  readonly actingTenant: { readonly id: string; readonly slug: string; readonly name: string } | null;
  readonly actors: ReadonlyArray<{ readonly kind: ActorKind; readonly id: string; readonly label: string }>;
};

export type WhatIfQueryVariables = Exact<{
  change: WhatIfInput;
  days?: number | null | undefined;
}>;

export type WhatIfQuery = {
  readonly whatIf: {
    readonly from: string;
    readonly to: string;
    readonly decisionsReplayed: string;
    readonly newlyDenied: string;
    readonly newlyAllowed: string;
    readonly affected: ReadonlyArray<{
      readonly calls: string;
      readonly was: string;
      readonly wouldBe: string;
      readonly because: string;
      readonly credential: {
        readonly id: string;
        readonly name: string;
        readonly hint: string;
        readonly machineIdentity: { readonly id: string; readonly name: string | null };
      };
    }>;
  } | null;
};
