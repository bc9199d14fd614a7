import type { DomainName } from '@bailiwick/cli';
import pg from 'pg';
import { openDoor, type DatabaseDoor } from './database-door.js';

export { DOMAIN_NAMES as DOMAINS } from '@bailiwick/cli';
export type Domain = DomainName;

const DUPLICATE_ROLE = '42710';

/** One domain's database, empty: for its owner, and for the application through a door that can be shut. */
export interface DomainDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly door: DatabaseDoor;
  /** As the server's superuser: for looking, never for what the platform does. */
  query(text: string): Promise<readonly Record<string, unknown>[]>;
  remove(): Promise<void>;
}

/** The statements of README, with a name of its own for the database: a server may have several platforms' at once. */
export const statements = (domain: string, database: string): readonly string[] => [
  `create role ${domain}_owner login createrole password 'owner-secret'`,
  `create role ${domain}_app login noinherit password 'app-secret'`,
  `create database ${database} owner ${domain}_owner`,
];

export async function createDomainDatabase(server: URL, domain: Domain, name: string): Promise<DomainDatabase> {
  for (const statement of statements(domain, name)) await execute(server, statement);
  return reachDatabase(server, domain, name);
}

/** One that is there already. */
export async function reachDatabase(server: URL, domain: Domain, name: string): Promise<DomainDatabase> {
  const door = await openDoor(server);
  const at = (user: string, port: string): string =>
    `postgres://${domain}_${user}:${user}-secret@127.0.0.1:${port}/${name}`;
  const own = new URL(`/${name}`, server);
  own.username = server.username;
  own.password = server.password;
  return {
    ownerUrl: at('owner', server.port),
    appUrl: at('app', String(door.port)),
    door,
    query: (text) => execute(own, text),
    remove: async () => {
      await door.close();
      await execute(server, `drop database ${name} with (force)`);
    },
  };
}

/** Roles belong to the server, which other suites use as well: those that are there already are the same ones. */
async function execute(url: URL, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === DUPLICATE_ROLE) return [];
    throw error;
  } finally {
    await client.end();
  }
}
