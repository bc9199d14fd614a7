import type { DatedSecret, KeySet } from '@bailiwick/keys';
import { secretToAccept, secretToSignWith } from '@bailiwick/keys';
import type { HostKeys } from './host.js';

/** A workload's live key set, as its host uses it. */
export function hostKeys(current: () => KeySet, now: () => Date): HostKeys {
  return {
    pairSecrets: () => current().pairSecrets,
    tokenSigningKeys: () => current().signingKeys,
    consistencyKeys: {
      current: () => present(secretToSignWith(current().consistencyKeys, now())),
      find: (kid) => secretToAccept(current().consistencyKeys, kid, now()),
    },
  };
}

function present(secret: DatedSecret | null): DatedSecret {
  if (secret === null) throw new Error('No consistency key may sign now. Make or rotate the keys, and give every workload its new file.');
  return secret;
}
