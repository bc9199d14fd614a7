export { openEmbedded } from './embedded/open.js';
export type { Embedded, EmbeddedOptions, OpeningLog } from './embedded/open.js';
export { openPostgres } from './postgres/open.js';
export type { PostgresOptions } from './postgres/open.js';
export { beginHistory } from './migration/begin-history.js';
export type { BegunHistory } from './migration/begin-history.js';
export { loginOf, migrate } from './migration/migrate.js';
export type { MigrateOptions } from './migration/migrate.js';
export { refreshStatistics } from './migration/refresh-statistics.js';
export type { StatisticsOptions } from './migration/refresh-statistics.js';
export type { DomainSource } from './migration/files.js';
export { readCatalogue } from './isolation/catalogue.js';
export { verifyIsolation } from './isolation/verify.js';
export type { VerifyOptions } from './isolation/verify.js';
export { insideTransaction } from './transaction.js';
export {
  DatabaseRestored,
  DatabaseUnavailable,
  DataDirectoryLocked,
  IsolationBroken,
  MigrationMismatch,
  NotMigrated,
  TransactionMisuse,
} from './errors.js';
export { SYSTEM_TRANSACTIONS } from './types.js';
export type {
  Database,
  SystemTransaction,
  SystemTransactionName,
  TenantTransaction,
  TransactionOptions,
} from './types.js';

// The one door: stores take the query builder from here and from nowhere else.
export { expressionBuilder, sql } from 'kysely';
export type {
  ColumnType,
  Expression,
  ExpressionBuilder,
  ExpressionWrapper,
  Generated,
  GeneratedAlways,
  Insertable,
  JSONColumnType,
  OperandValueExpression,
  RawBuilder,
  ReferenceExpression,
  SelectQueryBuilder,
  Selectable,
  Simplify,
  SqlBool,
  StringReference,
  Updateable,
} from 'kysely';
