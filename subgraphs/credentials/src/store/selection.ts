import { sql, type RawBuilder, type SqlBool, type TenantTransaction } from '@bailiwick/database';
import { z } from 'zod';
import type { BulkOperation } from '../domain/bulk.js';
import type { Credential } from '../domain/credential.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { OWNER_KINDS } from '../domain/owner.js';
import type { CredentialSelection, IdentitySelection } from '../domain/selection.js';
import { isAlive } from './accepted-version.js';
import { matching, type CredentialFilter } from './credential-page.js';
import { toCredential } from './credential-row.js';
import { toMachineIdentity } from './machine-identity-row.js';
import { uuidOrNone } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

interface ByFilter {
  readonly by: 'FILTER';
  readonly filter: CredentialFilter;
}
/** As a bulk operation keeps it. */
export type StoredSelection = CredentialSelection | IdentitySelection | ByFilter;
/** What is to be done, and to which ones. */
export type Aim = Pick<BulkOperation<StoredSelection>, 'kind' | 'selection'>;

/** What would be changed, and whom that is about. */
export interface BlastRadius {
  readonly matched: number;
  readonly machines: number;
  readonly owners: number;
}

const id = z.string();
const filter = z.custom<CredentialFilter>((value) => typeof value === 'object' && value !== null);
const stored = z.discriminatedUnion('by', [
  z.object({ by: z.enum(['CREDENTIAL', 'KNOWER', 'RUNTIME', 'IDENTITY']), id }),
  z.object({ by: z.literal('ISSUER'), issuer: z.string() }),
  z.object({ by: z.literal('OWNER'), kind: z.enum(OWNER_KINDS), ref: z.string() }),
  z.object({ by: z.literal('TENANT') }),
  z.object({ by: z.literal('FILTER'), filter }),
]);

export function readSelection(json: unknown): StoredSelection {
  return stored.parse(json);
}

export function isOfIdentities(selection: StoredSelection): selection is IdentitySelection {
  return selection.by === 'IDENTITY' || selection.by === 'OWNER' || selection.by === 'TENANT';
}

export async function readBlastRadius(tx: Tx, aim: Aim, now: Date): Promise<BlastRadius> {
  const { matched, machines } = await open(tx, aim, now)
    .select(sql<string>`count(*)`.as('matched'))
    .select(sql<string>`count(distinct machine_identity_id)`.as('machines'))
    .executeTakeFirstOrThrow();
  const { owners } = await tx
    .selectFrom('machine_identity')
    .select(
      sql<string>`count(distinct (owner_kind, owner_name, owner_duty, owner_team, owner_runtime_id, owner_agent_id))`.as(
        'owners',
      ),
    )
    .where('id', 'in', open(tx, aim, now).select('machine_identity_id'))
    .executeTakeFirstOrThrow();
  return { matched: Number(matched), machines: Number(machines), owners: Number(owners) };
}

/** The first of them, to be looked at before anything is changed. */
export async function listSample(tx: Tx, aim: Aim, now: Date, limit: number): Promise<readonly Credential[]> {
  return (await open(tx, aim, now).selectAll().orderBy('id').limit(limit).execute()).map(toCredential);
}

/** Those that it changes, locked in the order of their ids so that two revocations never wait for each other. */
export async function lockSelectedCredentials(
  tx: Tx,
  aim: Aim,
  now: Date,
  after: string | null,
  limit: number,
): Promise<readonly Credential[]> {
  let query = open(tx, aim, now).selectAll().orderBy('id').limit(limit).forUpdate();
  if (after !== null) query = query.where('id', '>', after);
  return (await query.execute()).map(toCredential);
}

export async function lockSelectedIdentities(
  tx: Tx,
  selection: IdentitySelection,
  after: string | null,
  limit: number,
): Promise<readonly MachineIdentity[]> {
  let query = tx
    .selectFrom('machine_identity')
    .selectAll()
    .where(ownedBy(selection))
    .orderBy('id')
    .limit(limit)
    .forUpdate();
  if (after !== null) query = query.where('id', '>', after);
  return (await query.execute()).map(toMachineIdentity);
}

/** What was taken back already is out of every selection, and out of a rotation what has ended or has no secret of ours. */
function open(tx: Tx, { kind, selection }: Aim, now: Date) {
  const all =
    selection.by === 'FILTER'
      ? matching(tx, selection.filter, now)
      : tx
          .selectFrom('credential')
          .where(
            isOfIdentities(selection)
              ? sql<SqlBool>`machine_identity_id in (select id from machine_identity where ${ownedBy(selection)})`
              : conditionOf(selection, now),
          );
  const standing = all.where('state', 'not in', ['REVOKED', 'COMPROMISED']);
  return kind === 'REVOKE' ? standing : standing.where('state', '<>', 'EXPIRED').where('kind', '<>', 'FEDERATED_OIDC');
}

function conditionOf(selection: CredentialSelection, now: Date): RawBuilder<SqlBool> {
  switch (selection.by) {
    case 'CREDENTIAL':
      return sql<SqlBool>`id = ${uuidOrNone(selection.id)}`;
    case 'RUNTIME':
      return sql<SqlBool>`runtime_ids @> array[${uuidOrNone(selection.id)}]::uuid[]`;
    case 'ISSUER':
      return sql<SqlBool>`federation ->> 'issuer' = ${selection.issuer}`;
    case 'KNOWER':
      return sql<SqlBool>`exists (select from knower join credential_version version on version.tenant_id = knower.tenant_id
        and version.credential_id = knower.credential_id and version.number = knower.version_number
        where knower.tenant_id = credential.tenant_id and knower.credential_id = credential.id and knower.actor_id = ${selection.id}
        and ${isAlive(now)})`;
  }
}

/** An owner's reference, as its kind has it. */
function ownedBy(selection: IdentitySelection): RawBuilder<SqlBool> {
  if (selection.by === 'TENANT') return sql<SqlBool>`true`;
  if (selection.by === 'IDENTITY') return sql<SqlBool>`id = ${uuidOrNone(selection.id)}`;
  const { kind, ref } = selection;
  if (kind === 'RUNTIME') return sql<SqlBool>`owner_kind = ${kind} and owner_runtime_id = ${uuidOrNone(ref)}`;
  if (kind === 'AUTONOMOUS_AGENT') return sql<SqlBool>`owner_kind = ${kind} and owner_agent_id = ${uuidOrNone(ref)}`;
  if (kind === 'PLATFORM') return sql<SqlBool>`owner_kind = ${kind} and owner_duty = ${ref}`;
  if (kind === 'TENANT')
    return sql<SqlBool>`owner_kind = ${kind} and (owner_team = ${ref} or (owner_team is null and tenant_id = ${uuidOrNone(ref)}))`;
  return sql<SqlBool>`owner_kind = ${kind} and owner_name = ${ref}`;
}
