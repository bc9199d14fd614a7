import { allow, refuse, type Actor, type Decision } from '@bailiwick/decision';
import { hasSecrets, isVersionAccepted, isTerminal, type Credential, type CredentialVersion } from './credential.js';
import type { MachineIdentity, MachineIdentityState } from './machine-identity.js';
import { invalid, isReadable, missing } from './problem.js';

export const REVOCATION_SCOPES = [
  'VERSION',
  'CREDENTIAL',
  'IDENTITY',
  'OWNER',
  'TENANT',
  'RUNTIME',
  'RUNTIME_INSTANCE',
  'ISSUER',
  'KNOWER',
] as const;
export type RevocationScope = (typeof REVOCATION_SCOPES)[number];

export const REVOCATION_REASONS = [
  'SUPERSEDED',
  'COMPROMISED',
  'OWNER_LEFT',
  'TENANT_CLOSED',
  'RUNTIME_LOST',
  'LEAK_REPORTED',
  'POLICY',
  'CEASED',
] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/** What was taken back, and the place of that in the tenant's one order of revocations. */
export interface Revocation {
  readonly id: string;
  readonly tenantId: string;
  readonly scope: RevocationScope;
  readonly targetId: string;
  readonly reason: RevocationReason;
  readonly note: string;
  readonly by: Actor;
  readonly requestedAt: Date;
  readonly epoch: number;
}

/** What a machine identity's revocation does. An orphan stays one: suspending it would hide that nobody answers for it. */
export interface RevocationEffect {
  readonly credentialIds: readonly string[];
  readonly stateOfIdentity: MachineIdentityState;
}

/** What everybody who revokes says in their own words. */
export function decideNote(note: string): Decision<undefined, 'credentials.invalid_input'> {
  return isReadable(note, 500) ? allow() : invalid(['note'], 'A note has 1 to 500 characters.');
}

/** A revocation that reaches nothing is none: whoever asked for it would think that something had ended. */
export function decideReach(
  target: { readonly by: string },
  matched: number,
  changed: number,
): Decision<undefined, 'credentials.not_found'> {
  return matched > 0 || changed > 0 ? allow() : missing(`credential of this ${target.by.toLowerCase()}`, ['targetId']);
}

/** Answers whether it takes the last secret that is accepted. What has no secret of ours is revoked as a whole. */
export function decideVersionRevocation(
  credential: Credential,
  version: CredentialVersion,
  versions: readonly CredentialVersion[],
  now: Date,
): Decision<boolean, 'credentials.already_revoked' | 'credentials.invalid_input'> {
  const path = ['targetId'];
  if (version.state === 'REVOKED') return refuse('credentials.already_revoked', { path });
  if (!hasSecrets(credential)) return invalid(path, 'It has no secret of ours. Revoke the credential.');
  const accepted = versions.filter((each) => isVersionAccepted(each, now));
  return allow(accepted.length === 1 && accepted[0]?.number === version.number);
}

/** One credential, for ever. An expired one can still be revoked: the record of why outlives the key. */
export function decideCredentialRevocation(
  credential: Credential,
  note: string,
): Decision<undefined, 'credentials.already_revoked' | 'credentials.invalid_input'> {
  if (!isReadable(note, 500)) return invalid(['note'], 'A note has 1 to 500 characters.');
  if (isTerminal(credential.state))
    return refuse('credentials.already_revoked', { since: credential.stateSince, path: ['targetId'] });
  return allow();
}

/**
 * A machine identity with all that proves it. The identity is suspended with them, or the next credential would be
 * issued for it in the same minute.
 */
export function decideIdentityRevocation(
  identity: MachineIdentity,
  credentials: readonly Credential[],
  note: string,
): Decision<RevocationEffect, 'credentials.already_revoked' | 'credentials.invalid_input'> {
  if (!isReadable(note, 500)) return invalid(['note'], 'A note has 1 to 500 characters.');
  const open = credentials.filter((credential) => !isTerminal(credential.state));
  if (KEPT.some((state) => state === identity.state) && open.length === 0)
    return refuse('credentials.already_revoked', { since: identity.stateSince, path: ['targetId'] });
  return allow({
    credentialIds: open.map((credential) => credential.id),
    stateOfIdentity:
      KEPT.find((state) => state === identity.state) ?? (identity.state === 'DRAFT' ? 'DRAFT' : 'SUSPENDED'),
  });
}

/** Suspending these would hide what is worse, or undo what was ended. */
const KEPT = ['SUSPENDED', 'ORPHANED', 'QUARANTINED', 'RETIRED'] as const;
