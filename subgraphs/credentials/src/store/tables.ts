import type { Generated } from '@bailiwick/database';
import type { PlatformTables } from '@bailiwick/events';
import type { CredentialKind, CredentialState, VersionState } from '../domain/credential.js';
import type { ProofKind } from '../domain/proof-kind.js';
import type { Environment, StewardRole } from '../domain/machine-identity.js';
import type { RevocationReason, RevocationScope } from '../domain/revocation.js';
import type { RuntimeKind, RuntimeState } from '../domain/runtime.js';
import type { TrustEffect } from '../domain/trust/chain.js';
import type { MachineIdentityColumns } from './identity-tables.js';
import type { TransitionColumns } from './lifecycle-tables.js';
import type { BulkColumns, RotationColumns } from './rotation-tables.js';
import type { LogTables } from './log-tables.js';
import type {
  CountedIdentity,
  ListedCredential,
  ListedKnower,
  ListingTables,
  PlaceOfIdentity,
} from './listing-tables.js';

type Tenant = { tenant_id: Generated<string> };

/** Credentials' tables. `tenant_id` is always the column's own default: the current tenant. */
export interface CredentialsTables extends PlatformTables, LogTables, ListingTables {
  tenant_fact: Tenant & {
    slug: string;
    name: string;
    kind: 'CUSTOMER' | 'PLATFORM';
    state: string;
    state_reason: unknown;
    version: string | number;
  };
  membership_fact: Tenant & {
    membership_id: string;
    person_id: string;
    state: string;
    voluntary: boolean | null;
    version: string | number;
  };
  owner_fact: Tenant & {
    assignment_id: string;
    person_id: string;
    expires_at: Date | null;
    ended: boolean;
    version: string | number;
  };
  entitlement_fact: Tenant & { features: unknown; version: string | number };
  readiness_fact: Tenant & { ready: boolean; reason: unknown; version: string | number };
  runtime: Tenant & {
    id: string;
    name: string;
    kind: RuntimeKind;
    environment: Environment;
    attestors: unknown;
    networks: string[];
    created_at: Date;
    state: Generated<RuntimeState>;
    state_since: Date | null;
    lock_reason: string | null;
    version: Generated<number>;
  };
  runtime_instance: Tenant & {
    id: string;
    runtime_id: string;
    key_thumbprint: string;
    generation: Generated<number>;
    first_seen: Date;
    last_seen: Date;
    locked: Generated<boolean>;
    lock_reason: string | null;
  };
  runtime_process: Tenant & {
    instance_id: string;
    issuer: string;
    process: string;
    generation: number;
    first_seen: Date;
    last_seen: Date;
  };
  machine_policy: Tenant & { limits: unknown; version: number };
  transition: Tenant & TransitionColumns;
  ownership_change: Tenant & {
    id: Generated<string>;
    position: Generated<string>;
    machine_identity_id: string;
    from_owner: unknown;
    to_owner: unknown;
    by_actor: unknown;
    at: Date;
    note: string;
  };
  identity_approval: Tenant & {
    machine_identity_id: string;
    purpose: string;
    person_id: string;
    at: Date;
    note: string;
  };
  rotation: Tenant & RotationColumns;
  version_consumer: Tenant & {
    credential_id: string;
    version_number: number;
    runtime_id: string;
    address: string;
    first_seen: Date;
    last_seen: Date;
    uses: string | number;
  };
  machine_identity: Tenant & MachineIdentityColumns & CountedIdentity;
  steward: Tenant &
    PlaceOfIdentity & { machine_identity_id: string; person_id: string; role: StewardRole; since: Date };
  machine_identity_runtime: Tenant & PlaceOfIdentity & { machine_identity_id: string; runtime_id: string };
  credential: Tenant & CredentialColumns & ListedCredential;
  credential_version: Tenant & VersionColumns;
  knower: Tenant &
    ListedKnower & {
      credential_id: string;
      version_number: number;
      actor: unknown;
      actor_id: string;
      saw: Date;
      how: string;
    };
  revocation_epoch: Tenant & { epoch: string | number };
  revocation: Tenant & {
    id: string;
    scope: RevocationScope;
    target_id: string;
    reason: RevocationReason;
    note: string;
    by_actor: unknown;
    requested_at: Date;
    epoch: string | number;
  };
  bulk_operation: Tenant & BulkColumns;
  trust_decision: Tenant & TrustDecisionColumns;
  access_token: Tenant & AccessTokenColumns;
  seen_proof: Tenant & { digest: Buffer; expires_at: Date };
}

interface CredentialColumns {
  id: string;
  machine_identity_id: string;
  name: string;
  purpose: string;
  kind: CredentialKind;
  state: CredentialState;
  state_since: Date;
  environment: Environment;
  reference: string;
  hint: string;
  ceiling: string[];
  runtime_ids: string[];
  networks: string[];
  not_before: Date;
  expires_at: Date;
  max_uses: number | null;
  uses: Generated<string>;
  rotate_every_days: number | null;
  overlap_hours: number | null;
  rotated_at: Date | null;
  rotate_by: Date | null;
  approved_by: unknown;
  approved_at: Date | null;
  pending_version: number | null;
  asked_by: Generated<string[]>;
  revocation_id: string | null;
  suspicious_since: Date | null;
  federation: unknown;
  created_by: unknown;
  created_via: string;
  created_at: Date;
  last_used_at: Date | null;
  last_used_runtime: string | null;
  last_used_address: string | null;
  version: number;
}

interface VersionColumns {
  credential_id: string;
  number: number;
  state: VersionState;
  /** Null for kinds that are proven by a key or by another issuer's token. */
  secret_hash: Buffer | null;
  pepper_kid: string | null;
  key_thumbprint: string | null;
  public_jwk: unknown;
  hint: string;
  not_before: Date;
  overlap_ends_at: Date | null;
  retired_at: Date | null;
  first_used_at: Date | null;
  last_used_at: Date | null;
  uses: Generated<string>;
}

interface AccessTokenColumns {
  jti: string;
  credential_id: string;
  version_number: number;
  proof_kind: ProofKind;
  /** Of the key that every use must prove. Null for a bearer token. */
  key_thumbprint: string | null;
  attestation: unknown;
  issued_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
}

interface TrustDecisionColumns {
  id: string;
  at: Date;
  effect: TrustEffect;
  reason: unknown;
  reason_code: string;
  chain: unknown;
  obligations: unknown;
  trust: unknown;
  required_trust: string;
  machine_identity_id: string | null;
  credential_id: string | null;
  acting_tenant: unknown;
  action: string | null;
  actors: unknown;
  epoch: string | number;
  simulated: boolean;
  request_id: string;
  txn: string | null;
  position: Generated<string>;
  address: string | null;
  runtime_id: string | null;
}
