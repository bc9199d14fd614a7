import { randomUUID } from 'node:crypto';
import { newTenantId, openTestDatabase } from '@bailiwick/database/testing';
import type { Database } from '@bailiwick/database';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { notes, observed, type NotesTables } from '../test/notes.js';
import type { DomainServices } from './definition.js';
import type { RequestStep } from './request-step.js';
import { allowAll, allowOnly, aPersonContext, testDomain, type TestDomain } from './testing/index.js';
import { Unavailable } from './errors.js';

const PERSON = 'b0000000-0000-4000-8000-0000000000aa';
const WRITE = 'mutation ($input: WriteNoteInput!) { writeNote(input: $input) { errors { __typename code } } }';
const TRACE = `query ($id: ID!) { requestTrace(id: $id) { id notes {
  id at sequence domain kind outcome action field target { type id } actors { kind id label } reason { code message }
  links { name } decisionId errorCode requestId txn } } }`;

let database: Database<NotesTables>;
let domain: TestDomain<NotesTables>;
let tenant: string;
let me: ReturnType<typeof aPersonContext>;
beforeAll(async () => {
  database = await openTestDatabase<NotesTables>(notes);
});
afterAll(() => database.close());
beforeEach(async () => {
  domain = await testDomain(notes, database);
  tenant = newTenantId();
  me = aPersonContext(tenant, PERSON);
  observed.during = () => Promise.resolve();
});

type Step = Record<string, unknown> & { readonly at: string };

/** One request, by an id of its own. */
async function send(query: string, input: Record<string, unknown> = {}, as = me): Promise<string> {
  const requestId = randomUUID();
  await domain.execute(as, query, { input: { idempotencyKey: randomUUID(), ...input } }, requestId);
  return requestId;
}

async function trace(id: string, as = me): Promise<readonly Step[]> {
  const { data, errors } = await domain.execute(as, TRACE, { id });
  expect(errors).toEqual([]);
  const found = data?.['requestTrace'] as { readonly id: string; readonly notes: readonly Step[] };
  expect(found.id).toBe(id);
  return found.notes;
}

describe('the trace of a request', () => {
  test('shows a change that was carried out, who made it and with which token', async () => {
    const id = await send(WRITE, { text: 'hello' });
    expect(await trace(id)).toMatchObject([
      {
        ...{ sequence: 1, domain: 'NOTES', kind: 'CHANGE', outcome: 'ALLOWED', action: 'notes.note.write' },
        ...{ field: 'writeNote', target: null, reason: null, links: [], decisionId: null, errorCode: null },
        ...{ requestId: id, txn: me.txn, actors: [{ kind: 'PERSON', id: PERSON, label: 'Test Person' }] },
      },
    ]);
  });

  test('shows what a rule refused, with the whole reason and nothing of the input', async () => {
    const id = await send(WRITE, { text: 'a text with far too many letters' });
    const steps = await trace(id);
    expect(steps).toMatchObject([
      {
        ...{ kind: 'REFUSAL', outcome: 'DENIED', action: 'notes.note.write', field: 'writeNote', txn: me.txn },
        reason: { code: 'notes.too_long', message: 'A note has at most 20 characters.' },
      },
    ]);
    expect(JSON.stringify(steps)).not.toContain('letters');
  });

  test('shows a key that cannot be one, and a key that was used for another input', async () => {
    const unusable = await send(WRITE, { text: 'hello', idempotencyKey: '' });
    expect(await trace(unusable)).toMatchObject([{ kind: 'REFUSAL', reason: { code: 'notes.invalid_input' } }]);
    await send(WRITE, { text: 'hello', idempotencyKey: 'k' });
    const reused = await send(WRITE, { text: 'world', idempotencyKey: 'k' });
    expect(await trace(reused)).toMatchObject([{ kind: 'REFUSAL', reason: { code: 'notes.idempotency_key_reused' } }]);
  });

  test('has several steps in the order in which they were made', async () => {
    const alias = (name: string, text: string) =>
      `${name}: writeNote(input: { text: "${text}", idempotencyKey: "${name}" }) { errors { code } }`;
    const long = 'x'.repeat(21);
    const id = await send(`mutation { ${['a', 'b', 'c', 'd'].map((n, i) => alias(n, i % 2 ? long : n)).join(' ')} }`);
    const steps = await trace(id);
    expect(steps.map(({ sequence, kind }) => [sequence, kind])).toEqual([
      [1, 'CHANGE'],
      [2, 'REFUSAL'],
      [3, 'CHANGE'],
      [4, 'REFUSAL'],
    ]);
    expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).toSorted());
  });

  test('leaves a no of access to access, which keeps the decision', async () => {
    const allowed = domain;
    domain = await testDomain(notes, database, { services: { access: allowOnly('notes.audit.read') } });
    const id = await send(WRITE, { text: 'hello' });
    domain = allowed;
    expect(await trace(id)).toEqual([]);
  });

  test('shows what broke, once for each field, without a word of why', async () => {
    const id = await send('{ broken again: broken }');
    const steps = await trace(id);
    expect(steps).toMatchObject([
      {
        ...{ kind: 'FAILURE', outcome: 'FAILED', field: 'broken', action: null, reason: null },
        ...{ errorCode: 'INTERNAL_SERVER_ERROR', txn: me.txn },
      },
    ]);
    expect(JSON.stringify(steps)).not.toContain('1234');
  });

  test('shows a change that broke half-way', async () => {
    observed.during = () => Promise.reject(new Error('disk on fire'));
    const id = await send(WRITE, { text: 'hello' });
    expect(await trace(id)).toMatchObject([
      { kind: 'FAILURE', field: 'writeNote', errorCode: 'INTERNAL_SERVER_ERROR' },
    ]);
  });

  test('shows that access did not answer', async () => {
    const access = { ask: () => Promise.reject(new Unavailable('The access domain')) };
    const allowed = domain;
    domain = await testDomain(notes, database, { services: { access } });
    const id = await send(WRITE, { text: 'hello' });
    domain = allowed;
    expect(await trace(id)).toMatchObject([{ kind: 'FAILURE', outcome: 'FAILED', errorCode: 'UNAVAILABLE' }]);
  });

  test('cannot be kept while the log is full, and no answer is another for it', async () => {
    const input = { text: 'x'.repeat(21), idempotencyKey: 'k' };
    const kept = await domain.execute(me, WRITE, { input });
    const broken = await domain.execute(me, '{ broken }');
    domain = await testDomain(notes, withFullLog(database));
    expect(await domain.execute(me, WRITE, { input })).toEqual(kept);
    expect(await domain.execute(me, '{ broken }')).toEqual(broken);
  });

  test('has no step for what was wrong with the question', async () => {
    expect(await trace(await send('{ noSuchField }'))).toEqual([]);
  });

  test('can be asked for by a token, and shows all requests that came with it', async () => {
    const [first, second] = [await send(WRITE, { text: 'one' }), await send(WRITE, { text: 'two' })];
    await send(WRITE, { text: 'three' }, aPersonContext(tenant, PERSON));
    expect((await trace(me.txn)).map(({ requestId }) => requestId)).toEqual([first, second]);
  });

  test.each(['', 'a\u0000b', 'ключ', 'x'.repeat(201), randomUUID()])(
    'of %j, which is no request’s, is empty',
    async (id) => {
      expect(await trace(id)).toEqual([]);
    },
  );

  test('of another tenant is empty, as one that never was', async () => {
    const id = await send(WRITE, { text: 'hello' });
    expect(await trace(id, aPersonContext(newTenantId(), PERSON))).toEqual([]);
    expect(await trace(id)).toHaveLength(1);
  });

  test('is for whom the domain’s own action is allowed', async () => {
    const id = await send(WRITE, { text: 'hello' });
    domain = await testDomain(notes, database, { services: { access: allowOnly('notes.note.write') } });
    const { data, errors } = await domain.execute(me, TRACE, { id });
    expect(data).toEqual({ requestTrace: { id, notes: null } });
    expect(errors).toMatchObject([{ path: ['requestTrace', 'notes'], extensions: { code: 'NOT_PERMITTED' } }]);
  });

  test('costs one statement, however many steps there are', async () => {
    const one = await send(WRITE, { text: 'hello' });
    const many = await send(
      `mutation { ${Array.from({ length: 30 }, (_, n) => `m${n}: writeNote(input: { text: "t", idempotencyKey: "m${n}" }) { errors { code } }`).join(' ')} }`,
    );
    const cost = async (id: string): Promise<number> => {
      const before = database.statements.count;
      await trace(id);
      return database.statements.count - before;
    };
    expect([await cost(one), await cost(many)]).toEqual([1, 1]);
    expect(await trace(many)).toHaveLength(30);
  });
});

describe('what a domain keeps in tables of its own', () => {
  const own: RequestStep = {
    ...{ id: randomUUID(), at: new Date(0), kind: 'DECISION', outcome: 'ALLOWED', action: 'a.b.c', field: null },
    ...{
      target: null,
      actors: [],
      reason: null,
      links: [],
      decisionId: 'd',
      errorCode: null,
      requestId: 'r',
      txn: null,
    },
  };

  test('stands in the same order, before what was decided in the same moment', async () => {
    const at = new Date('2026-11-21T12:00:00Z');
    const definition = {
      ...notes,
      assemble: (services: DomainServices<NotesTables>) => ({
        ...notes.assemble(services),
        requestSteps: () =>
          Promise.resolve([
            { ...own, at: new Date(at.getTime() + 1) },
            { ...own, at },
          ]),
      }),
    };
    domain = await testDomain(definition, database, { services: { clock: () => at, access: allowAll() } });
    const id = await send(WRITE, { text: 'hello' });
    expect((await trace(id)).map(({ kind, sequence }) => [kind, sequence])).toEqual([
      ['DECISION', 1],
      ['CHANGE', 2],
      ['DECISION', 3],
    ]);
  });
});

/** Takes everything but entries into the audit log: what runs in a transaction of its own, without idempotency key or note. */
function withFullLog(real: Database<NotesTables>): Database<NotesTables> {
  const inTenant: Database<NotesTables>['inTenant'] = (tenantId, work, options) =>
    real.inTenant(
      tenantId,
      async (tx) => {
        const before = real.statements.count;
        const result = await work(tx);
        if (real.statements.count - before === 1 && options?.readOnly !== true) throw new Error('the disk is full');
        return result;
      },
      options,
    );
  return new Proxy(real, {
    get: (target, name) => {
      if (name === 'inTenant') return inTenant;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
