import type { Generated } from '@bailiwick/database';

type Tenant = { tenant_id: Generated<string> };

/** What is only ever appended to or counted up: uses, and the tenant's chained log. */
export interface LogTables {
  exchange: Tenant & {
    txn: string;
    request_id: string;
    at: Date;
    decision_id: string;
    credential_id: string;
    version_number: number;
    /** All zeros when none was shown. */
    runtime_id: string;
    /** Empty when unknown. */
    address: string;
  };
  usage_minute: Tenant & {
    credential_id: string;
    minute: Date;
    /** 0 when unknown. */
    version_number: number;
    /** Empty for an exchange of the secret. */
    action: string;
    effect: 'ALLOW' | 'DENY';
    code: string;
    runtime_id: string;
    address: string;
    count: string | number;
    logged: Generated<string>;
    last_at: Date;
    closes_at: Date | null;
  };
  audit_queue: Tenant & { id: Generated<string>; content: unknown };
  audit_leaf: Tenant & {
    sequence: string | number;
    at: Date;
    action: string;
    target_id: string | null;
    actor_ids: string[];
    content: string;
    leaf_hash: Buffer;
  };
  audit_leaf_actor: Tenant & { actor_id: string; sequence: string | number };
  audit_head: Tenant & { size: string | number; leaf_hash: Buffer };
}
