import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOwner } from '../../test/owner.js';
import type { Owner } from '../../test/owner.js';

let owner: Owner;
beforeAll(async () => void (owner = await openOwner()));
afterAll(() => owner.close());

const TABLE = 'create table planted (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id));';

describe('opening a table to a system role', () => {
  test.each([
    [
      'a role that does not exist',
      "call open_to('everybody', 'note', 'select')",
      'no system transaction named everybody',
    ],
    ['a privilege that policies do not cover', "call open_to('consume', 'note', 'truncate')", 'not truncate'],
    ['a write by a read-only role', "call open_to('feed', 'note', 'update')", 'is read only'],
    ['a table that is not isolated yet', `${TABLE} call open_to('consume', 'planted', 'select')`, 'before open_to'],
  ])('refuses %s', async (_what, sql, sentence) => {
    await expect(owner.tryOut(sql, () => Promise.resolve())).rejects.toThrow(sentence);
  });
});
