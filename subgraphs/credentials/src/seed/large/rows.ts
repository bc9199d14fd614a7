import type { Insertable } from '@bailiwick/database';
import { isTerminal } from '../../domain/credential.js';
import { toColumns as toCredentialColumns } from '../../store/credential-row.js';
import { CREDENTIAL_EXPIRES } from '../../store/expiry.js';
import { toColumns as toIdentityColumns } from '../../store/machine-identity-row.js';
import type { CredentialsTables } from '../../store/tables.js';
import type { MadeCredential } from './credentials.js';
import { personOf, type Ground, type MadeMachine } from './machines.js';

type RowOf<Name extends keyof CredentialsTables> = Insertable<CredentialsTables[Name]>;

// What is written as the application writes it, column by column; only json stays a value, because all of the row is.

export function identityRow({ identity }: MadeMachine): RowOf<'machine_identity'> {
  const { responsibility, createdBy } = identity;
  return { ...toIdentityColumns(identity), declared_by: responsibility.declaredBy, created_by: createdBy };
}

export function stewardRows({ identity, stewards }: MadeMachine): readonly RowOf<'steward'>[] {
  return stewards.map(({ personId, role }) => ({
    machine_identity_id: identity.id,
    person_id: personId,
    role,
    since: identity.createdAt,
  }));
}

export function credentialRow({ credential }: MadeCredential): RowOf<'credential'> {
  const { createdBy, federation, lastUsed, uses } = credential;
  return {
    ...toCredentialColumns(credential),
    created_by: createdBy,
    federation,
    uses: String(uses),
    last_used_at: lastUsed?.at ?? null,
    last_used_runtime: lastUsed?.runtimeId ?? null,
    last_used_address: lastUsed?.address ?? null,
  };
}

export function versionRow({ credential, version, hash, thumbprint }: MadeCredential): RowOf<'credential_version'> {
  return {
    credential_id: credential.id,
    number: 1,
    state: version,
    secret_hash: hash,
    pepper_kid: hash === null ? null : 'seed',
    key_thumbprint: thumbprint,
    hint: credential.hint,
    not_before: credential.notBefore,
    uses: String(credential.uses),
    first_used_at: credential.lastUsed === null ? null : credential.createdAt,
    last_used_at: credential.lastUsed?.at ?? null,
  };
}

export function knowerRows({ credential, knowerIds }: MadeCredential): readonly RowOf<'knower'>[] {
  return knowerIds.map((id) => ({
    credential_id: credential.id,
    version_number: 1,
    actor: personOf(id),
    actor_id: id,
    saw: credential.createdAt,
    how: credential.createdVia,
  }));
}

/** What only time will change: the end of each that has not ended yet. */
export function planRows(made: readonly MadeCredential[], { tenantId, now }: Ground): readonly RowOf<'due'>[] {
  return made
    .filter(({ credential }) => credential.expiresAt > now && !isTerminal(credential.state))
    .map(({ credential }) => ({
      tenant_id: tenantId,
      kind: CREDENTIAL_EXPIRES,
      subject: credential.id,
      due_at: credential.expiresAt,
    }));
}
