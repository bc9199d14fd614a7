import { allow, refuse, type Decision } from '@bailiwick/decision';
import { needsApproval } from './approval.js';
import { isExpired, isTerminal, type Credential } from './credential.js';
import { decideRuntimes } from './declaration.js';
import { decideGain } from './grace.js';
import type { MachineIdentity } from './machine-identity.js';
import type { MachinePolicy } from './policy.js';
import { invalid, outdated } from './problem.js';
import type { Runtime } from './runtime.js';

type OpenRefusal =
  'credentials.revoked' | 'credentials.compromised' | 'credentials.expired' | 'credentials.version_conflict';
type BindingRefusal =
  | OpenRefusal
  | 'credentials.not_found'
  | 'credentials.runtime_environment'
  | 'credentials.binding_widened'
  | 'credentials.owner_grace';

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

export interface BindingFacts {
  readonly identity: MachineIdentity;
  readonly runtimes: readonly Runtime[];
  readonly policy: Pick<MachinePolicy, 'fourEyesActions'>;
}

/**
 * Where a credential may be used from. A binding may always be made or tightened. It is not loosened where two people are needed:
 * the second one agreed to these places. Nor while its machine has nobody but a successor to be found and can only lose power.
 */
export function decideBinding(
  credential: Credential,
  runtimeIds: readonly string[],
  { identity, runtimes, policy }: BindingFacts,
  expectedVersion: number,
  now: Date,
): Decision<readonly string[], BindingRefusal> {
  const open = decideOpen(credential, expectedVersion, now);
  if (!open.allowed) return open;
  const bound = decideRuntimes(runtimeIds, runtimes, credential.environment, ['runtimeIds']);
  const loosened = bound.allowed ? loosenedAt(credential.runtimeIds, runtimeIds) : null;
  if (loosened === null) return bound;
  if (isAgreedByTwo(credential, policy)) return refuse('credentials.binding_widened', { path: loosened });
  const gain = decideGain(identity, ['runtimeIds']);
  return gain.allowed ? bound : gain;
}

/** While it waits for the second person nobody has agreed to anything: what they approve is what they have read last. */
function isAgreedByTwo(credential: Credential, policy: BindingFacts['policy']): boolean {
  return (
    credential.state !== 'PENDING_APPROVAL' &&
    (credential.approvedAt !== null || needsApproval(credential.ceiling, policy))
  );
}

/** Which part of the input lets it be used from elsewhere; null if none. No binding at all is the loosest one. */
function loosenedAt(before: readonly string[], after: readonly string[]): readonly string[] | null {
  if (before.length === 0) return null;
  if (after.length === 0) return ['runtimeIds'];
  const added = after.findIndex((id) => !before.includes(id));
  return added < 0 ? null : ['runtimeIds', String(added)];
}

function decideOpen(credential: Credential, expectedVersion: number, now: Date): Decision<undefined, OpenRefusal> {
  const { state, stateSince: since, expiresAt } = credential;
  if (state === 'COMPROMISED') return refuse('credentials.compromised', { since });
  if (isTerminal(state)) return refuse('credentials.revoked', { since });
  if (state === 'EXPIRED' || isExpired(credential, now))
    return refuse('credentials.expired', { facts: { expiresAt: expiresAt.toISOString() }, since: expiresAt });
  return credential.version === expectedVersion ? allow() : outdated(credential.version);
}
