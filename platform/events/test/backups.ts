import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { migrate, openPostgres, type DomainSource } from '@bailiwick/database';
import { postgresProgram } from '@bailiwick/database/testing';
import type { Tables, TestDatabase } from './builders.js';

const run = promisify(execFile);

/** One domain's database on one server, under a name that a test can drop and make again. */
export interface Place {
  readonly server: string;
  readonly domain: DomainSource;
  readonly ownerUrl: string;
  readonly appUrl: string;
}

export function placeOn(server: string, domain: DomainSource): Place {
  const at = (user: string): string => {
    const url = new URL(server);
    url.username = user;
    url.pathname = `/${domain.name}`;
    return url.href;
  };
  return { server, domain, ownerUrl: at(`${domain.name}_owner`), appUrl: at(`${domain.name}_app`) };
}

/** Roles and an empty database, as an operator makes them. */
export async function makeDatabase({ server, domain: { name } }: Place): Promise<void> {
  await execute(server, `create role ${name}_owner login createrole`, `create role ${name}_app login noinherit`);
  await execute(server, `create database ${name} owner ${name}_owner`);
}

export async function migratePlace({ ownerUrl, domain }: Place): Promise<void> {
  await migrate({ url: ownerUrl, domain, appRole: `${domain.name}_app` });
}

export function openPlace({ appUrl, domain }: Place): Promise<TestDatabase> {
  return openPostgres<Tables>({ url: appUrl, domain, log: { error: () => undefined } });
}

export async function execute(server: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

export interface Dump {
  /** Puts it into an empty database of the same name; roles first, since they are no part of a database. */
  restoreTo(place: Place): Promise<void>;
  /** The same, where a database of that name is now. */
  putBack(place: Place): Promise<void>;
  remove(): void;
}

/** What pg_dump and pg_dumpall say about one database, as docs/operate.md has it. */
export async function dump(place: Place): Promise<Dump> {
  const directory = mkdtempSync(join(tmpdir(), 'bailiwick-dump-'));
  const [roles, data] = [join(directory, 'roles.sql'), join(directory, 'data.dump')];
  const { name } = place.domain;
  const urlOf = (server: string): string => Object.assign(new URL(server), { pathname: `/${name}` }).href;
  await run(postgresProgram('pg_dumpall'), ['-d', place.server, '--roles-only', '-f', roles]);
  await run(postgresProgram('pg_dump'), ['-d', urlOf(place.server), '-Fc', '-f', data]);
  const restoreTo = async ({ server }: Place): Promise<void> => {
    await run(postgresProgram('psql'), ['-d', server, '-f', roles]);
    await execute(server, `create database ${name} owner ${name}_owner`);
    await run(postgresProgram('pg_restore'), ['-d', urlOf(server), '--exit-on-error', data]);
  };
  return {
    restoreTo,
    putBack: async (there) => {
      await execute(there.server, `drop database ${name} with (force)`);
      await restoreTo(there);
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
