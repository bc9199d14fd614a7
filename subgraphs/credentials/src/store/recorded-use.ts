import { sql, type TenantTransaction } from '@bailiwick/database';
import type { Proof, TrustFacts } from '../domain/trust/trust-facts.js';
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

/** Credentials that were presented in this time, one page after the other. */
export async function listUsedCredentials(
  tx: Tx,
  from: Date,
  after: string | null,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ credential_id: string }>`
    select distinct credential_id from trust_decision
    where at >= ${from} and not simulated and credential_id > ${after ?? NOBODYS}::uuid order by credential_id limit ${limit}`.execute(
    tx,
  );
  return rows.map((row) => row.credential_id);
}

/** What these credentials were used for, alike calls together. */
export async function listRecordedUses(
  tx: Tx,
  credentialIds: readonly string[],
  from: Date,
): Promise<readonly RecordedUse[]> {
  const { rows } = await sql<Row>`
    select credential_id, action, acting_tenant, address, proof, count(*) as calls from (
      select credential_id, action, acting_tenant,
        substring(jsonb_path_query_first(chain, '$[*] ? (@.link == "RUNTIME").evidence[*] ? (@ starts with "address ")') #>> '{}' from 9) as address,
        case when chain @> '[{"link": "AUTHENTICITY", "verdict": "FAIL"}]' then 'MISMATCHED'
          when reason_code = 'credentials.version_retired' then 'RETIRED_VERSION' else 'MATCHED' end as proof
      from trust_decision where credential_id = any(${[...credentialIds]}::uuid[]) and at >= ${from} and not simulated
    ) decided group by 1, 2, 3, 4, 5`.execute(tx);
  return rows.map((row) => ({
    credentialId: row.credential_id,
    proof: row.proof,
    address: row.address,
    runtimeId: null,
    action: row.action,
    actingTenant: actingTenantOf(row.acting_tenant),
    calls: Number(row.calls),
  }));
}

interface Row {
  readonly credential_id: string;
  readonly action: string | null;
  readonly acting_tenant: unknown;
  readonly address: string | null;
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
