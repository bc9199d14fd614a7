import { newTenantId, openTestDatabase } from '@bailiwick/database/testing';
import { sql, type Database } from '@bailiwick/database';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { notes, observed, type NotesTables } from '../test/notes.js';
import { refuseInsideTransaction } from './outside-transaction.js';
import { aMachineContext, aPersonContext, allowAll, allowOnly, testDomain, type TestDomain } from './testing/index.js';

const PERSON = 'b0000000-0000-4000-8000-0000000000aa';
const WRITE =
  'mutation ($input: WriteNoteInput!) { writeNote(input: $input) { note { id text } secret consistencyToken errors { __typename code message path ... on NotPermitted { decisionId reason { code } } ... on RuleRefused { reason { remedy { label } } } } } }';

let database: Database<NotesTables>;
let domain: TestDomain<NotesTables>;
let access: ReturnType<typeof allowAll>;

beforeAll(async () => {
  database = await openTestDatabase<NotesTables>(notes);
});
afterAll(() => database.close());
beforeEach(async () => {
  access = allowAll();
  domain = await testDomain(notes, database, { services: { access } });
  observed.written = 0;
  observed.during = () => Promise.resolve();
});

interface Written {
  readonly note: { readonly id: string; readonly text: string } | null;
  readonly secret: string | null;
  readonly consistencyToken: string | null;
  readonly errors: readonly {
    readonly __typename: string;
    readonly code: string;
    readonly path: readonly string[] | null;
  }[];
}

async function write(
  tenantId: string,
  text: string,
  idempotencyKey: string,
  as = aPersonContext(tenantId, PERSON),
): Promise<Written> {
  const { data, errors } = await domain.execute(as, WRITE, { input: { text, idempotencyKey } });
  if (errors.length > 0) throw new Error(errors[0]?.message);
  return data?.['writeNote'] as Written; // the query above
}

const rowsIn = (tenantId: string, table: 'note' | 'audit_entry' | 'idempotency') =>
  database.inTenant(
    tenantId,
    async (tx) => (await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(tx)).rows,
  );

describe('a change', () => {
  test('takes a key of 1 to 200 visible characters, and refuses another before access is asked', async () => {
    const errors = [{ __typename: 'InvalidInput', code: 'notes.invalid_input', path: ['idempotencyKey'] }];
    for (const key of ['', 'a b', '\u0000', 'ключ', 'x'.repeat(201)])
      expect(await write(newTenantId(), 'hello', key)).toMatchObject({ note: null, errors });
    expect({ asked: access.asked, written: observed.written }).toEqual({ asked: [], written: 0 });
    expect(await write(newTenantId(), 'hello', 'x'.repeat(200))).toMatchObject({ errors: [] });
  });

  test('is kept together with its audit entry, and answers with a consistency token', async () => {
    const tenant = newTenantId();
    const written = await write(tenant, 'hello', 'k');
    expect(written).toMatchObject({ note: { text: 'hello' }, secret: 'shown-once', errors: [] });
    expect(written.consistencyToken).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(await rowsIn(tenant, 'audit_entry')).toMatchObject([
      { action: 'notes.note.write', mutation: 'writeNote', effect: 'ALLOW' },
    ]);
  });

  test('asks access live, although the scope of the token has the action', async () => {
    const tenant = newTenantId();
    await write(tenant, 'hello', 'k', aPersonContext(tenant, PERSON, { scope: ['notes.note.write'] }));
    expect(access.asked).toEqual([{ action: 'notes.note.write', resource: null }]);
  });

  test('is not begun when access says no, and carries its reason and decision', async () => {
    const tenant = newTenantId();
    domain = await testDomain(notes, database, { services: { access: allowOnly('notes.note.read') } });
    expect(await write(tenant, 'hello', 'k')).toMatchObject({
      note: null,
      consistencyToken: null,
      errors: [{ __typename: 'NotPermitted', code: 'access.not_permitted', decisionId: expect.any(String) as unknown }],
    });
    expect(await rowsIn(tenant, 'note')).toEqual([]);
  });

  test('fails closed when access allows what is beyond the limits of the token', async () => {
    const tenant = newTenantId();
    await expect(
      write(tenant, 'hello', 'k', aMachineContext(tenant, PERSON, { limits: ['notes.note.read'] })),
    ).rejects.toThrow('Something went wrong');
    expect(await rowsIn(tenant, 'note')).toEqual([]);
  });

  test('that its rule refuses leaves nothing behind, and names the field and the remedy', async () => {
    const tenant = newTenantId();
    expect(await write(tenant, 'x'.repeat(21), 'k')).toMatchObject({
      errors: [
        {
          __typename: 'RuleRefused',
          code: 'notes.too_long',
          message: 'A note has at most 20 characters.',
          path: ['text'],
          reason: { remedy: { label: 'Shorten it.' } },
        },
      ],
    });
    expect([await rowsIn(tenant, 'note'), await rowsIn(tenant, 'idempotency')]).toEqual([[], []]);
  });

  test('that breaks half-way leaves nothing behind, and can be sent again with the same key', async () => {
    const tenant = newTenantId();
    observed.during = () => Promise.reject(new Error('the disk is full'));
    await expect(write(tenant, 'hello', 'k')).rejects.toThrow('Something went wrong');
    observed.during = () => Promise.resolve();
    expect(await write(tenant, 'hello', 'k')).toMatchObject({ note: { text: 'hello' }, errors: [] });
  });

  test('that the database ends for the sake of another is run again, at most twice', async () => {
    const tenant = newTenantId();
    observed.during = () => Promise.reject(Object.assign(new Error('deadlock detected'), { code: '40P01' }));
    await expect(write(tenant, 'hello', 'k')).rejects.toThrow('Something went wrong');
    expect(observed.written).toBe(3);
    observed.during = () => Promise.reject(Object.assign(new Error('no such column'), { code: '42703' }));
    await expect(write(tenant, 'hello', 'k')).rejects.toThrow('Something went wrong');
    expect(observed.written).toBe(4);
  });

  test('may not ask access from inside its transaction', async () => {
    observed.during = () => Promise.resolve().then(refuseInsideTransaction);
    await expect(write(newTenantId(), 'hello', 'k')).rejects.toThrow('Something went wrong');
  });
});

describe('an idempotency key', () => {
  test('answers a repeat with the first answer, without the secret', async () => {
    const tenant = newTenantId();
    const first = await write(tenant, 'hello', 'k');
    expect(await write(tenant, 'hello', 'k')).toMatchObject({ note: first.note, secret: null, errors: [] });
    expect(observed.written).toBe(1);
  });

  test('refuses another input', async () => {
    const tenant = newTenantId();
    await write(tenant, 'hello', 'k');
    expect(await write(tenant, 'goodbye', 'k')).toMatchObject({
      errors: [{ __typename: 'InvalidInput', code: 'notes.idempotency_key_reused', path: ['idempotencyKey'] }],
    });
  });

  test.each([
    ['another tenant', () => aPersonContext(newTenantId(), PERSON)],
    ['another principal', (tenant: string) => aPersonContext(tenant, 'b0000000-0000-4000-8000-0000000000bb')],
  ])('of %s is another key', async (_whose, contextFor) => {
    const tenant = newTenantId();
    await write(tenant, 'hello', 'k');
    const other = contextFor(tenant);
    expect(await write(other.tenantId ?? '', 'goodbye', 'k', other)).toMatchObject({
      note: { text: 'goodbye' },
      errors: [],
    });
  });

  test('means one change, also when ten repeats arrive at once', async () => {
    const tenant = newTenantId();
    const answers = await Promise.all(Array.from({ length: 10 }, () => write(tenant, 'hello', 'k')));
    expect(new Set(answers.map(({ note }) => note?.id)).size).toBe(1);
    expect(answers.filter(({ secret }) => secret !== null)).toHaveLength(1);
  });

  test('leaves nothing behind after its day: later keys clear away what earlier ones kept', async () => {
    const tenant = newTenantId();
    await write(tenant, 'hello', 'old-1');
    await write(tenant, 'hello', 'old-2');
    domain = await testDomain(notes, database, {
      services: { access, clock: () => new Date(Date.now() + 25 * 3_600_000) },
    });
    await write(tenant, 'hello', 'new');
    expect((await rowsIn(tenant, 'idempotency')).map(({ key }) => key)).toEqual(['new']);
  });

  test('is forgotten after a day', async () => {
    const tenant = newTenantId();
    await write(tenant, 'hello', 'k');
    domain = await testDomain(notes, database, {
      services: { access, clock: () => new Date(Date.now() + 24 * 3_600_000 + 1_000) },
    });
    expect(await write(tenant, 'goodbye', 'k')).toMatchObject({ note: { text: 'goodbye' }, errors: [] });
  });
});

describe('a read', () => {
  test('in the scope of the token asks nobody', async () => {
    const tenant = newTenantId();
    const { data } = await domain.execute(
      aPersonContext(tenant, PERSON, { scope: ['notes.note.read'] }),
      '{ notes { text } }',
    );
    expect([data, access.asked]).toEqual([{ notes: [] }, []]);
  });

  test('outside the scope asks access, once for the whole request', async () => {
    await domain.execute(
      aPersonContext(newTenantId(), PERSON, { scope: [] }),
      '{ a: notes { text } b: notes { text } }',
    );
    expect(access.asked).toEqual([{ action: 'notes.note.read', resource: null }]);
  });

  test('in the scope but beyond the limits of the token asks access', async () => {
    await domain.execute(
      aMachineContext(newTenantId(), PERSON, { scope: ['notes.note.read'], limits: [] }),
      '{ notes { text } }',
    );
    expect(access.asked).toHaveLength(1);
  });

  test('that access denies is null with one error that has the whole reason', async () => {
    domain = await testDomain(notes, database, { services: { access: allowOnly() } });
    const { data, errors } = await domain.execute(aPersonContext(newTenantId(), PERSON), '{ notes { text } }');
    expect(data).toEqual({ notes: null });
    expect(errors).toMatchObject([
      {
        path: ['notes'],
        extensions: {
          code: 'NOT_PERMITTED',
          reason: { code: 'access.not_permitted', owner: 'ACCESS', since: null, remedy: null },
          decisionId: expect.any(String) as unknown,
        },
      },
    ]);
  });

  test('of another tenant finds nothing', async () => {
    const { note } = await write(newTenantId(), 'hello', 'k');
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Note { text } } }';
    const { data } = await domain.execute(aPersonContext(newTenantId(), PERSON), query, {
      r: [{ __typename: 'Note', id: note?.id }],
    });
    expect(data).toEqual({ _entities: [null] });
  });

  test('by references is one transaction for all of them', async () => {
    const tenant = newTenantId();
    const ids = [await write(tenant, 'a', '1'), await write(tenant, 'b', '2'), await write(tenant, 'c', '3')].map(
      ({ note }) => note?.id,
    );
    const before = database.statements.count;
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Note { text } } }';
    const { data } = await domain.execute(aPersonContext(tenant, PERSON, { scope: ['notes.note.read'] }), query, {
      r: ids.map((id) => ({ __typename: 'Note', id })),
    });
    expect(data).toEqual({ _entities: [{ text: 'a' }, { text: 'b' }, { text: 'c' }] });
    expect(database.statements.count - before).toBe(1);
  });
});

describe('a text that no database can keep', () => {
  test('is the caller’s to mend, not a failure of ours', async () => {
    const tenant = newTenantId();
    const { data, errors } = await domain.execute(aPersonContext(tenant, PERSON), WRITE, {
      input: { text: 'a\u0000', idempotencyKey: 'k' },
    });
    expect(data ?? null).toBeNull();
    expect(errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringContaining('U+0000') as unknown },
    ]);
    expect(await rowsIn(tenant, 'note')).toEqual([]);
  });
});

describe('what nobody decided', () => {
  test('is masked', async () => {
    const { data, errors } = await domain.execute(aPersonContext(newTenantId(), PERSON), '{ broken }');
    expect(data).toEqual({ broken: null });
    expect(JSON.stringify(errors)).not.toContain('1234');
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  });
});
