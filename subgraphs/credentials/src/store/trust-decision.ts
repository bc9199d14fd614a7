import { sql, type Selectable, type SqlBool, type TenantTransaction } from '@bailiwick/database';
import type { TrustEffect } from '../domain/trust/chain.js';
import type { TrustDecision } from '../domain/trust/trust-decision.js';
import type { Position } from './page.js';
import {
  asJson,
  isUuid,
  readActors,
  readChain,
  readReason,
  readReasons,
  readTenantRef,
  readTrust,
  readTrustLevel,
  uuidOrNone,
} from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

export interface TrustDecisionFilter {
  readonly credentialId?: string | null;
  readonly machineIdentityId?: string | null;
  readonly effect?: TrustEffect | null;
  readonly code?: string | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
}

/** Appended, never changed. */
export async function insertTrustDecision(tx: Tx, decision: TrustDecision): Promise<void> {
  await tx
    .insertInto('trust_decision')
    .values({
      id: decision.id,
      at: decision.at,
      effect: decision.effect,
      reason: asJson(decision.reason),
      reason_code: decision.reason.code,
      chain: asJson(decision.chain),
      obligations: asJson(decision.obligations),
      trust: asJson(decision.trust),
      required_trust: decision.requiredTrust,
      machine_identity_id: decision.machineIdentityId,
      credential_id: decision.credentialId,
      acting_tenant: decision.actingTenant === null ? null : asJson(decision.actingTenant),
      action: decision.action,
      actors: asJson(decision.actors),
      epoch: String(decision.epoch),
      simulated: decision.simulated,
      request_id: decision.requestId,
      txn: decision.txn,
    })
    .execute();
}

export async function listTrustDecisionsById(tx: Tx, ids: readonly string[]): Promise<readonly TrustDecision[]> {
  const wanted = ids.filter(isUuid);
  if (wanted.length === 0) return [];
  const rows = await tx.selectFrom('trust_decision').selectAll().where('id', 'in', wanted).execute();
  return rows.map(toTrustDecision);
}

/** Of one request, or of the exchange that made one token, in the order in which they were made. */
export async function listTrustDecisionsOfRequest(
  tx: Tx,
  id: string,
  limit: number,
): Promise<readonly TrustDecision[]> {
  const rows = await tx
    .selectFrom('trust_decision')
    .selectAll()
    .where((its) => its.or([its('request_id', '=', id), its('txn', '=', id)]))
    .orderBy('position')
    .limit(limit)
    .execute();
  return rows.map(toTrustDecision);
}

export async function listTrustDecisions(
  tx: Tx,
  filter: TrustDecisionFilter,
  after: Position | null,
  limit: number,
): Promise<readonly TrustDecision[]> {
  const { credentialId, machineIdentityId, effect, code, from, to } = filter;
  let query = tx.selectFrom('trust_decision').selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(limit);
  if (credentialId) query = query.where(sql<SqlBool>`credential_id = ${uuidOrNone(credentialId)}`);
  if (machineIdentityId) query = query.where(sql<SqlBool>`machine_identity_id = ${uuidOrNone(machineIdentityId)}`);
  if (effect) query = query.where('effect', '=', effect);
  if (code) query = query.where('reason_code', '=', code);
  if (from) query = query.where('at', '>=', from);
  if (to) query = query.where('at', '<', to);
  if (after !== null) query = query.where(sql<SqlBool>`(at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  return (await query.execute()).map(toTrustDecision);
}

/** How many decisions are kept about each of these credentials. */
export async function countDecisionsOf(tx: Tx, credentialIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .selectFrom('trust_decision')
    .select(['credential_id', sql<string>`count(*)`.as('count')])
    .where('credential_id', 'in', [...credentialIds])
    .where('simulated', '=', false)
    .groupBy('credential_id')
    .execute();
  return new Map(rows.map((row) => [row.credential_id ?? '', Number(row.count)]));
}

function toTrustDecision(row: Selectable<CredentialsTables['trust_decision']>): TrustDecision {
  return {
    id: row.id,
    at: row.at,
    effect: row.effect,
    reason: readReason(row.reason),
    chain: readChain(row.chain),
    obligations: readReasons(row.obligations),
    trust: readTrust(row.trust),
    requiredTrust: readTrustLevel(row.required_trust),
    machineIdentityId: row.machine_identity_id,
    credentialId: row.credential_id,
    actingTenant: readTenantRef(row.acting_tenant),
    action: row.action,
    actors: readActors(row.actors),
    epoch: Number(row.epoch),
    simulated: row.simulated,
    requestId: row.request_id,
    txn: row.txn,
  };
}
