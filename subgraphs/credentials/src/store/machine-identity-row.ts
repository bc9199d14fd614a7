import type { Insertable, Selectable } from '@bailiwick/database';
import type { MachineIdentity } from '../domain/machine-identity.js';
import type { Owner } from '../domain/owner.js';
import { asJson, readActor } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

export type MachineIdentityRow = Selectable<CredentialsTables['machine_identity']>;
type OwnerColumns = Pick<
  Insertable<CredentialsTables['machine_identity']>,
  'owner_kind' | 'owner_name' | 'owner_duty' | 'owner_team' | 'owner_runtime_id' | 'owner_agent_id'
>;

export function toMachineIdentity(row: MachineIdentityRow): MachineIdentity {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    state: row.state,
    stateSince: row.state_since,
    responsibility: {
      statement: row.statement,
      actions: row.actions,
      dataClasses: row.data_classes,
      declaredBy: readActor(row.declared_by),
      declaredAt: row.declared_at,
      reviewDueAt: row.review_due_at,
      endsAt: row.ends_at,
    },
    owner: toOwner(row),
    boundary: row.boundary,
    environment: row.environment,
    graceEndsAt: row.grace_ends_at,
    createdBy: readActor(row.created_by),
    createdAt: row.created_at,
    version: row.version,
  };
}

export function toColumns(identity: MachineIdentity) {
  const { responsibility } = identity;
  return {
    id: identity.id,
    name: identity.name,
    state: identity.state,
    state_since: identity.stateSince,
    statement: responsibility.statement,
    actions: [...responsibility.actions],
    data_classes: [...responsibility.dataClasses],
    declared_by: asJson(responsibility.declaredBy),
    declared_at: responsibility.declaredAt,
    review_due_at: responsibility.reviewDueAt,
    ends_at: responsibility.endsAt,
    ...ownerColumns(identity.owner),
    boundary: identity.boundary,
    environment: identity.environment,
    grace_ends_at: identity.graceEndsAt,
    created_by: asJson(identity.createdBy),
    created_at: identity.createdAt,
    version: identity.version,
  };
}

function toOwner(row: MachineIdentityRow): Owner {
  const { tenant_id: tenantId, owner_name: name, owner_duty: duty, owner_team: team } = row;
  switch (row.owner_kind) {
    case 'TENANT':
      return { kind: 'TENANT', tenantId, team };
    case 'PLATFORM':
      return { kind: 'PLATFORM', duty: filled(duty) };
    case 'RUNTIME':
      return { kind: 'RUNTIME', runtimeId: filled(row.owner_runtime_id) };
    case 'INTERNAL_SERVICE':
      return { kind: 'INTERNAL_SERVICE', service: filled(name), duty: filled(duty) };
    case 'EXTERNAL_INTEGRATION':
      return { kind: 'EXTERNAL_INTEGRATION', provider: filled(name), onBehalfOf: tenantId };
    case 'AUTONOMOUS_AGENT':
      return { kind: 'AUTONOMOUS_AGENT', agentId: filled(row.owner_agent_id) };
  }
}

/** Empty only where a check of the table was lifted: then the owner resolves to nothing and the chain says so. */
function filled(column: string | null): string {
  return column ?? '';
}

/** Which of the reference columns are filled, as the owner's kind says. */
export function ownerColumns(owner: Owner): OwnerColumns {
  const none = {
    owner_kind: owner.kind,
    owner_name: null,
    owner_duty: null,
    owner_team: null,
    owner_runtime_id: null,
    owner_agent_id: null,
  };
  switch (owner.kind) {
    case 'TENANT':
      return { ...none, owner_team: owner.team };
    case 'PLATFORM':
      return { ...none, owner_duty: owner.duty };
    case 'RUNTIME':
      return { ...none, owner_runtime_id: owner.runtimeId };
    case 'INTERNAL_SERVICE':
      return { ...none, owner_name: owner.service, owner_duty: owner.duty };
    case 'EXTERNAL_INTEGRATION':
      return { ...none, owner_name: owner.provider };
    case 'AUTONOMOUS_AGENT':
      return { ...none, owner_agent_id: owner.agentId };
  }
}
