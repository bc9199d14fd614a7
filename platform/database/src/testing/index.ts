export { newTenantId, openTestDatabase } from './test-database.js';
export { createFreshDatabase, openFreshPostgres } from './fresh-postgres.js';
export type { FreshDatabase } from './fresh-postgres.js';
