import type { Generated, GeneratedAlways } from '@bailiwick/database';

type Tenant = { tenant_id: Generated<string> };

/** Tables that say only where something is listed. Triggers keep them, whoever writes what is listed. */
export interface ListingTables {
  credential_runtime: Tenant & { credential_id: string; runtime_id: string; credential_created_at: Date };
  credential_word: Tenant & { word: string; credential_created_at: Date; credential_id: string };
  machine_identity_word: Tenant & { word: string; identity_created_at: Date; machine_identity_id: string };
}

/** What the database makes of a credential's other columns, for its indexes. */
export interface ListedCredential {
  created_by_id: GeneratedAlways<string>;
  idle_since: GeneratedAlways<unknown>;
  was_used: GeneratedAlways<boolean>;
  is_bound: GeneratedAlways<boolean>;
  rotation_due_at: GeneratedAlways<Date | null>;
}

/** The date of what is listed, kept beside what lists it. A trigger fills it in. */
export interface PlaceOfIdentity {
  identity_created_at: Generated<Date>;
}

export interface PlaceOfCredential {
  credential_created_at: Generated<Date>;
}
