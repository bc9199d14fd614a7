import type { Credential } from './credential.js';
import type { MachineIdentity } from './machine-identity.js';

/** Responsibility ∩ ceiling: nothing ever adds. Access may allow less, never more. */
export function effectiveLimits(
  identity: Pick<MachineIdentity, 'responsibility'>,
  credential: Pick<Credential, 'ceiling'>,
): readonly string[] {
  const answersFor = new Set(identity.responsibility.actions);
  return credential.ceiling.filter((action) => answersFor.has(action));
}
