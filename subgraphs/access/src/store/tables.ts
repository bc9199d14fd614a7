import type { Generated } from '@bailiwick/database';
import type { ActionDeclaration, Actor } from '@bailiwick/decision';
import type { PlatformTables } from '@bailiwick/events';

/** Columns with a default are `Generated`; jsonb is written as text and cast, and comes back parsed. */
export interface AccessTables extends PlatformTables {
  action: { name: string; domain: string; declaration: ActionDeclaration };
  policy_version: { version: Generated<number>; digest: string; created_at: Generated<Date> };
  fact: {
    tenant_id: Generated<string>;
    kind: FactKind;
    subject: string;
    about: string;
    source: string;
    version: number;
    value: unknown;
  };
  role_assignment: {
    tenant_id: Generated<string>;
    id: Generated<string>;
    role: string;
    subject_kind: 'PERSON' | 'MACHINE';
    subject_id: string;
    expires_at: Date | null;
    granted_by: Actor;
    granted_at: Date;
    ended_at: Date | null;
    ended_because: string | null;
  };
  ended_membership: { tenant_id: Generated<string>; membership_id: string; version: number };
  handled_invitation: { tenant_id: Generated<string>; invitation_id: string };
  access_decision: {
    tenant_id: Generated<string>;
    id: string;
    subject_kind: 'PERSON' | 'MACHINE';
    subject_id: string;
    action: string;
    resource_type: string | null;
    resource_id: string | null;
    request_id: string;
    policy_version: number;
    can_access: boolean;
    redacted: boolean;
    reason: unknown;
    trace: unknown;
    inputs: unknown;
    evaluated_at: Date;
    duration_micros: number;
    actors: unknown;
    txn: string | null;
    position: Generated<string>;
  };
}

/** What access knows about a tenant. */
export type FactKind = 'tenant' | 'membership' | 'platform_setup' | 'billing_readiness' | 'entitlements' | 'machine';
