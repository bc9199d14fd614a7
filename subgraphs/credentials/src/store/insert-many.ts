import { sql, type Insertable, type TenantTransaction } from '@bailiwick/database';
import type { CredentialsTables } from './tables.js';

type Table = keyof CredentialsTables;

/**
 * Thousands of rows in one statement with one parameter: a value list of as many would be planned for longer than it
 * runs. Types, checks, keys and the tenant's policy are the table's own, as for any insert. Bytes are written `\x…`.
 */
export async function insertMany<Name extends Table>(
  tx: TenantTransaction<CredentialsTables>,
  table: Name,
  rows: readonly Insertable<CredentialsTables[Name]>[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = sql.join(Object.keys(first).map((column) => sql.ref(column)));
  await sql`
    insert into ${sql.table(table)} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows, bytesAsHex)}::text::jsonb)`.execute(
    tx,
  );
}

interface SerialisedBytes {
  readonly type: 'Buffer';
  readonly data: readonly number[];
}

function bytesAsHex(_: string, value: unknown): unknown {
  return isBytes(value) ? `\\x${Buffer.from(value.data).toString('hex')}` : value;
}

/** What JSON makes of a Buffer before anybody is asked. */
function isBytes(value: unknown): value is SerialisedBytes {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value;
}
