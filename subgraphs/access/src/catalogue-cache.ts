import type { Database, TenantTransaction } from '@bailiwick/database';
import { actions } from './actions.js';
import type { Catalogue } from './domain/check.js';
import { findPolicyVersion, listActions, replaceActions } from './store/catalogue.js';
import type { AccessTables } from './store/tables.js';

export interface PolicyState {
  readonly version: number;
  readonly catalogue: Catalogue;
}

/** The catalogue as this transaction sees it. */
export interface CatalogueCache {
  /** Makes access's own actions known. Await it outside of any transaction; it does something once per process. */
  ready(): Promise<void>;
  read(tx: TenantTransaction<AccessTables>): Promise<PolicyState>;
}

/**
 * The catalogue changes with a release, and is asked for thousands of times in between: kept in memory under its
 * version, which every decision reads anew. Another replica's change is thus seen by the very next decision.
 */
export function createCatalogueCache(database: Database<AccessTables>): CatalogueCache {
  let state: PolicyState | null = null;
  let registered: Promise<void> | null = null;
  return {
    ready: () => {
      registered ??= registerOwnActions(database).catch((error: unknown) => {
        registered = null; // the database was not there: the next request tries again
        throw error;
      });
      return registered;
    },
    read: async (tx) => {
      const version = await findPolicyVersion(tx);
      if (state?.version !== version) state = { version, catalogue: await listActions(tx) };
      return state;
    },
  };
}

function registerOwnActions(database: Database<AccessTables>): Promise<void> {
  return database.inSystem('declare', (tx) => replaceActions(tx, 'access', actions));
}
