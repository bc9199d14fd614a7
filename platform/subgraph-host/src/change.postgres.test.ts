import { randomUUID } from 'node:crypto';
import { sql, type Database } from '@bailiwick/database';
import { newTenantId, openTestDatabase } from '@bailiwick/database/testing';
import type { Log } from '@bailiwick/config';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notes, observed, type NotesTables } from '../test/notes.js';
import { aPersonContext, testDomain } from './testing/index.js';

const WRITE =
  'mutation ($input: WriteNoteInput!) { writeNote(input: $input) { note { text } secret errors { code } } }';

let database: Database<NotesTables>;
beforeAll(async () => {
  database = await openTestDatabase<NotesTables>(notes);
});
afterAll(() => database.close());

describe('two changes that wait for each other', () => {
  test('are both made, once: the one that the database ends is run again, and said in the log', async () => {
    const tenantId = newTenantId();
    await database.inTenant(tenantId, (tx) =>
      sql`insert into note (id, text) values (${randomUUID()}, 'one'), (${randomUUID()}, 'two')`.execute(tx),
    );
    const met = meeting(2);
    // Each holds a row and wants the other's. Whichever runs again finds nobody to wait for.
    observed.during = async (tx, text) => {
      const lock = (which: string) => sql`select from note where text = ${which} for update`.execute(tx);
      await lock(text === '1' ? 'one' : 'two');
      await met();
      await lock(text === '1' ? 'two' : 'one');
    };
    const said: string[] = [];
    const log = aLog((event) => said.push(event));
    const domain = await testDomain(notes, database, { services: { log } });
    const write = (text: string) =>
      domain.execute(aPersonContext(tenantId, randomUUID()), WRITE, { input: { text, idempotencyKey: 'k' } });
    const answers = await Promise.all([write('1'), write('2')]);
    const made = (text: string) => ({ data: { writeNote: { note: { text }, secret: 'shown-once', errors: [] } } });
    expect(answers).toMatchObject([made('1'), made('2')]);
    expect(said).toEqual(['change run again']);
    const kept = await database.inTenant(tenantId, (tx) =>
      sql`select (select count(*)::integer from note) as notes, (select count(*)::integer from audit_entry) as entries,
        (select count(*)::integer from idempotency where answer is not null) as answers`.execute(tx),
    );
    expect(kept.rows).toEqual([{ notes: 4, entries: 2, answers: 2 }]);
  });
});

/** Resolves for all when so many have come, and at once for whoever comes later. */
function meeting(size: number): () => Promise<void> {
  const gate = { open: (): void => undefined };
  const opened = new Promise<void>((resolve) => (gate.open = resolve));
  let come = 0;
  return () => {
    come += 1;
    if (come === size) gate.open();
    return opened;
  };
}

/** Pino's methods, of which a change uses two. */
function aLog(warned: (event: string) => void): Log {
  return { warn: (_: object, event: string) => warned(event), error: () => undefined } as unknown as Log;
}
