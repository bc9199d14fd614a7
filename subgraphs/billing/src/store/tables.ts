import type { ColumnType, Generated, TenantTransaction } from '@bailiwick/database';
import type { PlatformTables } from '@bailiwick/events';

/** The tenant of the transaction, by the column's default. */
type OwnTenant = Generated<string>;
/** Written as JSON text, read as whatever it says: parsed where it is read. */
type Json = ColumnType<unknown, string, string>;

export interface BillingTables extends PlatformTables {
  billing_account: {
    tenant_id: OwnTenant;
    payment_agreed: Generated<boolean>;
    created_at: Date;
    readiness: ColumnType<unknown, string | null, string>;
    readiness_version: Generated<number>;
    entitlements: ColumnType<unknown, string | null, string>;
    entitlements_version: Generated<number>;
  };
  subscription: {
    tenant_id: OwnTenant;
    id: string;
    plan_code: string;
    plan_version: number;
    quantity: number;
    provider_status: string;
    status_since: Date;
    started_at: Date;
    trial_ends_at: Date | null;
    period_anchor: Date;
    cancel_at: Date | null;
    overdue_since: Date | null;
    resumes_at: Date | null;
    first_payment_due_at: Date | null;
    ready_before_unknown: boolean;
    disputed: boolean;
    evidence_received_at: Date | null;
    recorded_state: string | null;
    recorded_at: Date;
  };
  subscription_transition: {
    tenant_id: OwnTenant;
    subscription_id: string;
    number: number;
    at: Date;
    from_state: string | null;
    to_state: string;
    reason: Json;
    cause: string;
  };
  grace_extension: {
    tenant_id: OwnTenant;
    id: string;
    subscription_id: string;
    overdue_since: Date;
    extended_until: Date;
    justification: string;
    granted_by: Json;
    granted_at: Date;
  };
  entitlement_grant: {
    tenant_id: OwnTenant;
    id: string;
    layer: string;
    feature: string;
    value: Json;
    granted_at: Date;
    expires_at: Date | null;
  };
  tenant_fact: { tenant_id: OwnTenant; kind: string; state: string; version: number };
  membership_fact: { tenant_id: OwnTenant; membership_id: string; state: string; version: number };
}

export type BillingTransaction = TenantTransaction<BillingTables>;
