export type { KeySet } from './key-set.js';
export type { KeyFile } from './key-file.js';
export { loadKeys } from './load-keys.js';
export type { KeysSource, LoadOptions } from './load-keys.js';
export { watchKeys } from './watch-keys.js';
export type { KeyLog, WatchedKeys, WatchOptions } from './watch-keys.js';
export {
  addWorkloads,
  generateKeys,
  initKeys,
  keyFilePath,
  rotateKeys,
  workloadsIn,
  workloadsLackingKeys,
  writeKeyFiles,
} from './key-directory.js';
export type { GenerateOptions } from './key-directory.js';
export { RotationInProgress } from './rotation.js';
export type { RotationTimes } from './rotation.js';
// What holders of consistency keys and peppers choose one with.
export { secretToAccept, secretToSignWith, type DatedSecret } from '@bailiwick/request-signature';
