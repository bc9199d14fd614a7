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
      address: decision.address,
      runtime_id: decision.runtimeId,
    })
    .execute();
}

export async function listTrustDecisionsById(tx: Tx, ids: readonly string[]): Promise<readonly TrustDecision[]> {
  const wanted = ids.filter(isUuid);
  if (wanted.length === 0) return [];
  const rows = await tx.selectFrom('trust_decision').selectAll().where('id', 'in', wanted).execute();
  return rows.map(toTrustDecision);
}

/**
 * Of one request, or of the exchange that made one token, in the order in which they were made. An allowed exchange stands
 * as a line of its own that names the decision which it repeats; those of before there were such lines stand as decisions.
 */
export async function listTrustDecisionsOfRequest(
  tx: Tx,
  id: string,
  limit: number,
): Promise<readonly TrustDecision[]> {
  const { rows } = await sql<DecisionRow & Made>`
    select decision.*, made.at as made_at, made.request_id as made_request_id, made.txn as made_txn from (
      select id, at, request_id, txn from trust_decision where (request_id = ${id} or txn = ${id})
        and not exists (select from exchange where exchange.tenant_id = trust_decision.tenant_id and exchange.txn = trust_decision.txn)
      union all
      select decision_id, at, request_id, txn from exchange where request_id = ${id} or txn = ${id}
    ) made join trust_decision decision on decision.id = made.id order by made.at, position limit ${limit}`.execute(tx);
  return rows.map(({ made_at: at, made_request_id: request_id, made_txn: txn, ...row }) =>
    toTrustDecision({ ...row, at, request_id, txn }),
  );
}

interface Made {
  readonly made_at: Date;
  readonly made_request_id: string;
  readonly made_txn: string | null;
}

type DecisionRow = Selectable<CredentialsTables['trust_decision']>;

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

/** How many decisions are kept about each of these credentials, each counted by its index. */
export async function countDecisionsOf(tx: Tx, credentialIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; count: string }>`
    select wanted.id, (select count(*) from trust_decision where credential_id = wanted.id and not simulated) as count
    from unnest(${[...credentialIds]}::uuid[]) as wanted (id)`.execute(tx);
  return new Map(rows.map((row) => [row.id, Number(row.count)]));
}

function toTrustDecision(row: DecisionRow): TrustDecision {
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
    address: row.address,
    runtimeId: row.runtime_id,
  };
}
