import pg from 'pg';
import { VALUE_TYPES } from '../connection.js';
import type { Lease, Row } from '../connection.js';
import { asUnavailable } from '../errors.js';

/** One connection as the schema's owner, for as long as the work takes. */
export async function overOwner<Result>(
  url: string,
  domain: string,
  work: (lease: Lease) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    connectionString: url,
    types: VALUE_TYPES,
    application_name: `bailiwick-migrate-${domain}`,
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined); // reported by the statement that meets it
  const lease: Lease = {
    query: (text, values) => (values === undefined ? client.query<Row>(text) : client.query<Row>(text, [...values])),
    release: () => undefined,
  };
  try {
    await client.connect();
    return await work(lease);
  } catch (error) {
    throw asUnavailable(error, domain);
  } finally {
    await client.end().catch(() => undefined);
  }
}
