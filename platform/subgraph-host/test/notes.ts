import { randomUUID } from 'node:crypto';
import { sql, type TenantTransaction } from '@bailiwick/database';
import { auditReadAction, orRefuse, refuse, registerReasons, type ActionDeclaration } from '@bailiwick/decision';
import type { PlatformTables } from '@bailiwick/events';
import type { DomainDefinition, ResolverContext } from '../src/index.js';

export interface NotesTables extends PlatformTables {
  note: { tenant_id: string; id: string; text: string };
}

type Context = ResolverContext<NotesTables>;
interface Note {
  readonly id: string;
  readonly text: string;
}

const reasons = registerReasons('notes', {
  'notes.too_long': { sentence: 'A note has at most {most} characters.', remedy: { label: 'Shorten it.' } },
});

const action = (name: string, effect: 'READ' | 'WRITE'): ActionDeclaration => ({
  ...{
    name,
    effect,
    description: name,
    section: null,
    factors: ['BOUNDARY', 'PERMISSION'],
    feature: null,
    requiredTrust: 'T1_BEARER',
  },
  ...{
    requiresMfa: false,
    stalenessSeconds: 30,
    powerReducing: false,
    endsStanding: false,
    systemRoles: ['owner'],
    duties: [],
  },
});

/** How often the work of a change ran, and what it should do besides writing. */
export const observed = {
  written: 0,
  during: (_tx: TenantTransaction<NotesTables>, _text: string): Promise<void> => Promise.resolve(),
};

async function writeNote(tx: TenantTransaction<NotesTables>, text: string): Promise<Note> {
  if (text.length > 20) orRefuse(refuse('notes.too_long', { facts: { most: 20 }, path: ['text'] }));
  observed.written += 1;
  await observed.during(tx, text);
  const note = { id: randomUUID(), text };
  await sql`insert into note (id, text) values (${note.id}, ${note.text})`.execute(tx);
  return note;
}

/** A domain with one noun, to test the host with. */
export const notes: DomainDefinition<NotesTables> = {
  name: 'notes',
  directory: new URL('./notes/', import.meta.url),
  reasons,
  actions: [action('notes.note.read', 'READ'), action('notes.note.write', 'WRITE'), auditReadAction('notes')],
  assemble: () => ({
    resolvers: {
      Query: {
        notes: (_parent: unknown, _args: unknown, { session }: Context) =>
          session.read(
            'notes.note.read',
            async (tx) => (await sql<Note>`select id, text from note order by text`.execute(tx)).rows,
          ),
        broken: () => {
          throw new Error('the secret is 1234');
        },
      },
      Mutation: {
        writeNote: (_parent: unknown, { input }: { readonly input: { readonly text: string } }, { session }: Context) =>
          session.change(
            'notes.note.write',
            null,
            async (tx) => ({ note: await writeNote(tx, input.text), secret: 'shown-once' }),
            { remember: ({ note }) => ({ note, secret: null }) },
          ),
      },
      Note: {
        __resolveReference: ({ id }: { readonly id: string }, { session }: Context) =>
          session.load('note', id, (ids) =>
            session.read('notes.note.read', async (tx) => {
              const { rows } = await sql<Note>`select id, text from note where id = any(${[...ids]}::uuid[])`.execute(
                tx,
              );
              return new Map(rows.map((row) => [row.id, row]));
            }),
          ),
      },
    },
  }),
};
