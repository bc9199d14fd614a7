export type { AddressPolicy } from './address.js';
export { ASYMMETRIC_ALGORITHMS } from './algorithms.js';
export { KeysUnreachable } from './fetch-key-set.js';
export { createKeySets, type KeySets } from './key-sets.js';
