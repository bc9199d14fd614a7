export { postgresProgram, startPostgresCluster } from './cluster.js';
export type { PostgresCluster } from './cluster.js';
export { createFreshDatabase, openFreshPostgres } from './fresh-postgres.js';
export type { FreshDatabase } from './fresh-postgres.js';
export { untilWaiting } from './interleaved.js';
export { PLATFORM_TABLES } from './platform-tables.js';
export { asOwner, asSuperuser } from './as-superuser.js';
export { newTenantId, openEmptyTestDatabase, openTestDatabase, testServer } from './test-database.js';
