import type { Generated, GeneratedAlways } from '@bailiwick/database';

type Tenant = { tenant_id: Generated<string> };

/** Tables that say only where something is listed. Triggers keep them, whoever writes what is listed. */
export interface ListingTables extends CountTables {
  credential_runtime: Tenant & { credential_id: string; runtime_id: string; credential_created_at: Date };
  credential_word: Tenant & { word: string; credential_created_at: Date; credential_id: string };
  machine_identity_word: Tenant & { word: string; identity_created_at: Date; machine_identity_id: string };
}

/** How many there are of each group, in slots whose sum it is. Triggers keep them, whoever writes what is counted. */
interface CountTables {
  machine_identity_count: Tenant & { state: string; stewards: number; slot: GeneratedAlways<string>; count: string };
  credential_count: Tenant & {
    state: string;
    kind: string;
    is_bound: boolean;
    was_used: boolean;
    slot: GeneratedAlways<string>;
    count: string;
  };
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

export interface ListedKnower {
  credential_created_at: Generated<Date>;
  /** Null unless the actor is a person. */
  person_id: GeneratedAlways<string | null>;
}

export interface CountedIdentity {
  /** How many it has, whether or not they are active members. A trigger counts them. */
  stewards: Generated<number>;
}
