import type { KeySet } from '@bailiwick/keys';
import type { HostKeys } from './host-options.js';

/** A workload's live key set, as its host uses it. */
export function hostKeys(current: () => KeySet): HostKeys {
  return {
    pairSecrets: () => current().pairSecrets,
    tokenSigningKeys: () => current().signingKeys,
    consistencyKeys: () => current().consistencyKeys,
  };
}
