import type { Selectable } from '@bailiwick/database';
import type { Credential, CredentialVersion, LastUse } from '../domain/credential.js';
import { asJson, readActor, readActorOrNone, readFederation } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

export type CredentialRow = Selectable<CredentialsTables['credential']>;
type VersionRow = Omit<
  Selectable<CredentialsTables['credential_version']>,
  'secret_hash' | 'pepper_kid' | 'tenant_id' | 'public_jwk'
>;

export function toCredential(row: CredentialRow): Credential {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    machineIdentityId: row.machine_identity_id,
    name: row.name,
    purpose: row.purpose,
    kind: row.kind,
    state: row.state,
    stateSince: row.state_since,
    environment: row.environment,
    reference: row.reference,
    hint: row.hint,
    ceiling: row.ceiling,
    runtimeIds: row.runtime_ids,
    networks: row.networks,
    notBefore: row.not_before,
    expiresAt: row.expires_at,
    maxUses: row.max_uses,
    uses: Number(row.uses),
    rotateEveryDays: row.rotate_every_days,
    overlapHours: row.overlap_hours,
    rotatedAt: row.rotated_at,
    rotateBy: row.rotate_by,
    approvedBy: readActorOrNone(row.approved_by),
    approvedAt: row.approved_at,
    pendingVersion: row.pending_version,
    revocationId: row.revocation_id,
    suspiciousSince: row.suspicious_since,
    federation: readFederation(row.federation),
    createdBy: readActor(row.created_by),
    createdVia: row.created_via,
    createdAt: row.created_at,
    lastUsed: lastUseOf(row),
    version: row.version,
  };
}

export function toColumns(credential: Credential) {
  return {
    id: credential.id,
    machine_identity_id: credential.machineIdentityId,
    name: credential.name,
    purpose: credential.purpose,
    kind: credential.kind,
    state: credential.state,
    state_since: credential.stateSince,
    environment: credential.environment,
    reference: credential.reference,
    hint: credential.hint,
    ceiling: [...credential.ceiling],
    runtime_ids: [...credential.runtimeIds],
    networks: [...credential.networks],
    not_before: credential.notBefore,
    expires_at: credential.expiresAt,
    max_uses: credential.maxUses,
    rotate_every_days: credential.rotateEveryDays,
    overlap_hours: credential.overlapHours,
    rotated_at: credential.rotatedAt,
    rotate_by: credential.rotateBy,
    approved_by: credential.approvedBy === null ? null : asJson(credential.approvedBy),
    approved_at: credential.approvedAt,
    pending_version: credential.pendingVersion,
    revocation_id: credential.revocationId,
    suspicious_since: credential.suspiciousSince,
    federation: credential.federation === null ? null : asJson(credential.federation),
    created_by: asJson(credential.createdBy),
    created_via: credential.createdVia,
    created_at: credential.createdAt,
    version: credential.version,
  };
}

export function toVersion(row: VersionRow): CredentialVersion {
  return {
    credentialId: row.credential_id,
    number: row.number,
    state: row.state,
    hint: row.hint,
    notBefore: row.not_before,
    overlapEndsAt: row.overlap_ends_at,
    retiredAt: row.retired_at,
    keyThumbprint: row.key_thumbprint,
    firstUsedAt: row.first_used_at,
    lastUsedAt: row.last_used_at,
    uses: Number(row.uses),
  };
}

function lastUseOf(row: CredentialRow): LastUse | null {
  return row.last_used_at === null
    ? null
    : { at: row.last_used_at, runtimeId: row.last_used_runtime, address: row.last_used_address };
}
