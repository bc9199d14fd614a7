import { allow, refuse, type Decision } from '@bailiwick/decision';
import { isExpired, isTerminal, type Credential } from './credential.js';
import { decideRuntimes } from './declaration.js';
import { decideGain } from './grace.js';
import type { MachineIdentity } from './machine-identity.js';
import { invalid, outdated } from './problem.js';
import type { Runtime } from './runtime.js';

type OpenRefusal =
  'credentials.revoked' | 'credentials.compromised' | 'credentials.expired' | 'credentials.version_conflict';

/** A ceiling only ever sinks: what was lent once is never lent again by a correction, so that nobody needs to be asked. */
export function decideNarrowing(
  credential: Credential,
  ceiling: readonly string[],
  expectedVersion: number,
  now: Date,
): Decision<readonly string[], OpenRefusal | 'credentials.ceiling_widened' | 'credentials.invalid_input'> {
  const open = decideOpen(credential, expectedVersion, now);
  if (!open.allowed) return open;
  const beyond = ceiling.findIndex((action) => !credential.ceiling.includes(action));
  if (beyond >= 0)
    return refuse('credentials.ceiling_widened', {
      facts: { action: ceiling[beyond] ?? '' },
      path: ['ceiling', String(beyond)],
    });
  const narrowed = [...new Set(ceiling)].sort();
  if (narrowed.length === 0)
    return invalid(
      ['ceiling'],
      'A ceiling has at least one action; to allow nothing, suspend or revoke the credential.',
    );
  if (narrowed.length === credential.ceiling.length)
    return invalid(['ceiling'], 'This is the ceiling that the credential has; leave out what is not needed.');
  return allow(narrowed);
}

/**
 * Where a credential may be used from. While its machine has nobody but a successor to be found, it can only lose power:
 * then a binding may be made or tightened, and not loosened.
 */
export function decideBinding(
  credential: Credential,
  runtimeIds: readonly string[],
  { identity, runtimes }: { readonly identity: MachineIdentity; readonly runtimes: readonly Runtime[] },
  expectedVersion: number,
  now: Date,
): Decision<
  readonly string[],
  OpenRefusal | 'credentials.not_found' | 'credentials.runtime_environment' | 'credentials.owner_grace'
> {
  const open = decideOpen(credential, expectedVersion, now);
  if (!open.allowed) return open;
  const bound = decideRuntimes(runtimeIds, runtimes, credential.environment, ['runtimeIds']);
  if (!bound.allowed || !isLoosened(credential.runtimeIds, bound.value)) return bound;
  const gain = decideGain(identity, ['runtimeIds']);
  return gain.allowed ? bound : gain;
}

/** No binding at all is the loosest one. */
function isLoosened(before: readonly string[], after: readonly string[]): boolean {
  return before.length > 0 && (after.length === 0 || after.some((id) => !before.includes(id)));
}

function decideOpen(credential: Credential, expectedVersion: number, now: Date): Decision<undefined, OpenRefusal> {
  const { state, stateSince: since, expiresAt } = credential;
  if (state === 'COMPROMISED') return refuse('credentials.compromised', { since });
  if (isTerminal(state)) return refuse('credentials.revoked', { since });
  if (state === 'EXPIRED' || isExpired(credential, now))
    return refuse('credentials.expired', { facts: { expiresAt: expiresAt.toISOString() }, since: expiresAt });
  return credential.version === expectedVersion ? allow() : outdated(credential.version);
}
