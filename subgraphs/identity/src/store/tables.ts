import type { Generated } from '@bailiwick/database';
import type { PlatformTables } from '@bailiwick/events';
import type { InvitationState } from '../domain/invitation.js';
import type { MembershipState } from '../domain/membership.js';
import type { TenantKind, TenantState } from '../domain/tenant.js';

/** Identity's tables. `tenant_id` is always the column's own default: the current tenant. */
export interface IdentityTables extends PlatformTables {
  tenant: {
    tenant_id: Generated<string>;
    slug: string;
    name: string;
    kind: TenantKind;
    state: TenantState;
    state_since: Date;
    state_note: string | null;
    activated_at: Date | null;
    created_at: Date;
    created_by: unknown;
    version: number;
  };
  platform_setup: { tenant_id: Generated<string>; version: number; changed_at: Date };
  setup_step: { tenant_id: Generated<string>; key: string; done_at: Date; done_by: unknown };
  identity_provider: {
    tenant_id: Generated<string>;
    id: string;
    issuer: string;
    audience: string;
    jwks_uri: string;
    fingerprint: string;
    connected_at: Date;
  };
  person: { tenant_id: Generated<string>; id: string; display_name: string; email: string; created_at: Date };
  person_link: {
    tenant_id: Generated<string>;
    subject_hash: string;
    person_id: string;
    issuer: string;
    linked_at: Date;
  };
  membership: {
    tenant_id: Generated<string>;
    id: string;
    person_id: string;
    state: MembershipState;
    duties: string[];
    since: Date;
    note: string | null;
    ended_at: Date | null;
    ended_by: unknown;
    voluntary: boolean | null;
    version: number;
  };
  invitation: {
    tenant_id: Generated<string>;
    id: string;
    token_hash: string;
    email: string;
    state: InvitationState;
    role_ids: string[];
    duties: string[];
    invited_by: unknown;
    invited_at: Date;
    expires_at: Date;
    accepted_by: string | null;
  };
  operator_entry: {
    tenant_id: Generated<string>;
    id: string;
    at: Date;
    person_id: string;
    duty: string;
    reason: string;
    request_id: string;
  };
}
