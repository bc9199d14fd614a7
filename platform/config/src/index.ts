export { createLog } from './log.js';
export type { Log } from './log.js';
export { ConfigError, httpUrl, port, readConfig } from './read-config.js';
