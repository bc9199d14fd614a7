import type { CredentialRequest, PickedCredential } from '../src/picker.js';

/** The credentials of those whom one acted as, in memory only: closing the page forgets them. */
export interface Credentials {
  /** `renew` asks anew although one is there, because the gateway refused it. */
  of(request: CredentialRequest, renew?: boolean): Promise<string>;
}

/** Below this much life left a new one is asked for, so that none expires on its way. */
const SPARE_MS = 60_000;

export function createCredentials(
  ask: (request: CredentialRequest) => Promise<PickedCredential>,
  nowMs: () => number,
): Credentials {
  const kept = new Map<string, Promise<PickedCredential>>();
  const renewed = async (key: string, request: CredentialRequest): Promise<PickedCredential> => {
    const asked = ask(request);
    kept.set(key, asked);
    asked.catch(() => kept.delete(key));
    return asked;
  };
  return {
    of: async (request, renew = false) => {
      const key = JSON.stringify([request.id, request.secondFactor]);
      const known = renew ? undefined : await kept.get(key);
      const serves = known !== undefined && !endsWithin(known, nowMs() + SPARE_MS);
      return (serves ? known : await renewed(key, request)).credential;
    },
  };
}

function endsWithin({ expiresAt }: PickedCredential, momentMs: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= momentMs;
}
