import { sql, type TenantTransaction } from '@bailiwick/database';
import { PENDING_EVIDENCE } from '../domain/trust/liveness.js';
import type { Proof, TrustFacts } from '../domain/trust/trust-facts.js';
import { isAccepted } from './accepted-version.js';
import { readTenantRef } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Calls of one credential that were alike, and how many. */
export interface RecordedUse {
  readonly credentialId: string;
  readonly proof: Proof;
  readonly address: string | null;
  readonly runtimeId: string | null;
  readonly action: string | null;
  /** Null is the machine's own. */
  readonly actingTenant: TrustFacts['actingTenant'] | null;
  readonly calls: number;
}

/** Credentials that were presented in this time, one page after the other. Each is looked up: `exists` would read all uses of the time first. */
export async function listUsedCredentials(
  tx: Tx,
  from: Date,
  after: string | null,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from credential where id > ${after ?? NOBODYS}::uuid and (
      (select true from usage_minute use where use.tenant_id = credential.tenant_id and use.credential_id = credential.id and use.minute >= ${from} limit 1)
      or (select true from trust_decision decision where decision.tenant_id = credential.tenant_id and decision.credential_id = credential.id
        and decision.at >= ${from} and decision.effect = 'DENY' and not decision.simulated limit 1))
    order by id limit ${limit}`.execute(tx);
  return rows.map((row) => row.id);
}

/**
 * What these credentials were used for, alike calls together: denials as they were recorded, one by one, and what was
 * allowed as it was counted. A version that has been replaced since is no proof any more.
 */
export async function listRecordedUses(
  tx: Tx,
  credentialIds: readonly string[],
  { from, now }: { readonly from: Date; readonly now: Date },
): Promise<readonly RecordedUse[]> {
  const { rows } = await sql<Row>`
    select credential_id, action, acting_tenant, at_home, address, runtime_id, proof, sum(calls) as calls
    from unnest(${[...credentialIds]}::uuid[]) as wanted (id) cross join lateral (
      select credential_id, action, acting_tenant, false as at_home, address, runtime_id, 1 as calls,
        case when chain @> '[{"link": "AUTHENTICITY", "verdict": "FAIL"}]' then 'MISMATCHED'
          when reason_code = 'credentials.version_retired' then 'RETIRED_VERSION'
          when chain @> ${JSON.stringify([{ link: 'LIVENESS', evidence: [PENDING_EVIDENCE] }])}::jsonb then 'PENDING_VERSION' else 'MATCHED' end as proof
      from trust_decision where credential_id = wanted.id and at >= ${from} and effect = 'DENY' and not simulated
      union all
      select use.credential_id, nullif(use.action, ''), null, true, nullif(use.address, ''), nullif(use.runtime_id, ${NOBODYS}::uuid), use.count,
        case when version.number is null or ${isAccepted(now)}
          then 'MATCHED' else 'RETIRED_VERSION' end
      from usage_minute use left join credential_version version
        on version.tenant_id = use.tenant_id and version.credential_id = use.credential_id and version.number = use.version_number
      where use.credential_id = wanted.id and use.minute >= ${from} and use.effect = 'ALLOW'
    ) recorded group by 1, 2, 3, 4, 5, 6, 7`.execute(tx);
  return rows.map((row) => ({
    credentialId: row.credential_id,
    proof: row.proof,
    address: row.address,
    runtimeId: row.runtime_id,
    action: row.action,
    actingTenant: row.at_home ? null : actingTenantOf(row.acting_tenant),
    calls: Number(row.calls),
  }));
}

interface Row {
  readonly credential_id: string;
  readonly action: string | null;
  readonly acting_tenant: unknown;
  readonly at_home: boolean;
  readonly address: string | null;
  readonly runtime_id: string | null;
  readonly proof: Proof;
  readonly calls: string;
}

const NOBODYS = '00000000-0000-0000-0000-000000000000';

/** A tenant where the machine may not act was not named in the record, and stays unnamed. */
function actingTenantOf(stored: unknown): TrustFacts['actingTenant'] {
  const tenant = readTenantRef(stored);
  if (tenant === null) return { id: NOBODYS, fact: null };
  const fact = { kind: 'CUSTOMER', state: 'ACTIVE', stateReason: null, version: 0 } as const;
  return { id: tenant.id, fact: { ...fact, tenantId: tenant.id, slug: tenant.slug, name: tenant.name } };
}
