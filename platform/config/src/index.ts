export { clientAddress } from './client-address.js';
export { createLog } from './log.js';
export type { Log } from './log.js';
export { ConfigError, httpUrl, logLevel, port, readConfig } from './read-config.js';
export { setting, settingsHelp, settingsOf } from './settings.js';
export type { Setting } from './settings.js';
