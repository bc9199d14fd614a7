export { bootstrap, BootstrapRefused } from './bootstrap.js';
export type { FirstOperator } from './bootstrap.js';
export { identity } from './identity.js';
export type { IdentityTables } from './store/tables.js';
