import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOwner } from '../../test/owner.js';
import type { Owner } from '../../test/owner.js';
import { findDefects } from './defects.js';
import { inspect } from './inspect.js';

let owner: Owner;
beforeAll(async () => void (owner = await openOwner()));
afterAll(() => owner.close());

/** What is found when this has been done to the schema by hand; undone afterwards. */
const defectsAfter = (damage: string) => owner.tryOut(damage, async (tx) => findDefects('notes', await inspect(tx)));

const TABLE = 'create table planted (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id));';
const ISOLATED = `${TABLE} call isolate_by_tenant('planted');`;

describe('a schema that isolates tenants', () => {
  test('has no defect', async () => {
    expect(await defectsAfter('select 1')).toEqual([]);
    expect(await defectsAfter(ISOLATED)).toEqual([]);
  });

  test.each([
    ['a table hidden from tenants', "create table planted (id int primary key); call hide_from_tenants('planted')"],
    [
      'a table shared by all',
      "create table planted (id int primary key); call share_with_all_tenants('planted', 'colours')",
    ],
    ['a foreign key to a shared table', `${ISOLATED} alter table planted add colour text references colour`],
    [
      'a unique key across tenants that says why',
      `${ISOLATED} create unique index planted_id on planted (id); comment on index planted_id is 'Across tenants: a slug'`,
    ],
    ['a view with security_invoker', 'create view planted with (security_invoker = true) as select * from note'],
  ])('may have %s', async (_what, sql) => {
    expect(await defectsAfter(sql)).toEqual([]);
  });
});

describe('a schema is refused for', () => {
  test.each([
    ['a table without row level security', TABLE, 'planted is not isolated'],
    [
      'row level security that the owner passes',
      `${ISOLATED} alter table planted no force row level security`,
      'planted is not isolated',
    ],
    [
      'row level security switched off',
      `${ISOLATED} alter table planted disable row level security`,
      'planted is not isolated',
    ],
    [
      'a partition that is read directly',
      "create table planted (tenant_id uuid not null, primary key (tenant_id)) partition by hash (tenant_id); call isolate_by_tenant('planted'); create table part partition of planted for values with (modulus 1, remainder 0)",
      'part is not isolated',
    ],
    [
      'a tenant table without tenant_id',
      'create table planted (id int primary key); alter table planted enable row level security; alter table planted force row level security; grant select on planted to notes_tenant',
      'no tenant_id',
    ],
    [
      'a tenant_id that may be null',
      "create table planted (tenant_id uuid); call isolate_by_tenant('planted')",
      'allows a null tenant_id',
    ],
    [
      'a primary key that does not start with the tenant',
      "create table planted (tenant_id uuid not null, id uuid primary key); call isolate_by_tenant('planted')",
      'primary key planted_pkey',
    ],
    [
      'a unique key across tenants',
      `${ISOLATED} create unique index planted_id on planted (id)`,
      "comment on index planted_id is 'Across tenants",
    ],
    [
      'a foreign key without the tenant',
      `${ISOLATED} create unique index on note (id); comment on index note_id_idx is 'Across tenants: x'; alter table planted add constraint f foreign key (id) references note (id)`,
      'foreign key f of planted',
    ],
    [
      'a foreign key that starts with another column of the target',
      `${ISOLATED} create unique index on note (id, tenant_id); comment on index note_id_tenant_id_idx is 'Across tenants: x'; alter table planted add constraint f foreign key (tenant_id, id) references note (id, tenant_id)`,
      'points at note.id',
    ],
    ['a view that reads as its owner', 'create view planted as select * from note', 'view planted'],
    ['a materialized view', 'create materialized view planted as select 1 as x', 'materialized view planted'],
    [
      'a definer function',
      "create function planted() returns int language sql security definer as 'select 1'",
      'function planted',
    ],
    [
      'a policy that shows tenants everything',
      'create policy planted on note for select to notes_tenant using (true)',
      'by "true"',
    ],
    [
      'a policy that lets tenants write everything',
      'create policy planted on note for insert to notes_tenant with check (true)',
      'by "true"',
    ],
    ['a policy for everybody', 'create policy planted on note for select using (true)', 'is for public'],
    [
      'a tenant table that is declared shared',
      `${TABLE} call share_with_all_tenants('planted', 'not true')`,
      'has a tenant_id',
    ],
    ['a shared table that tenants write', 'grant insert on colour to notes_tenant', 'notes_tenant may insert colour'],
    ['a privilege of everybody', 'grant select on note to public', 'public may select note'],
    ['a column privilege of everybody', 'grant select (text) on note to public', 'public may select note'],
    ['a privilege that no policy covers', 'grant truncate on note to notes_tenant', 'notes_tenant may truncate note'],
    ['a role that bypasses policies', 'alter role notes_clock bypassrls', 'role notes_clock'],
    ['a role that may log in', 'alter role notes_tenant login', 'role notes_tenant'],
  ])('%s', async (_what, sql, sentence) => {
    const defects = await defectsAfter(sql);
    expect(defects.join('\n')).toContain(sentence);
    expect(defects).toHaveLength(1);
  });
});
