import { readCatalogue } from '@bailiwick/database';
import { openTestDatabase, PLATFORM_TABLES } from '@bailiwick/database/testing';
import { describe, expect, test } from 'vitest';
import { identity } from '../src/index.js';

describe('the tables of identity', () => {
  test('are reached by these roles, in these ways, and by no others', async () => {
    const database = await openTestDatabase(identity);
    const lines = await readCatalogue(database);
    expect(lines.filter((line) => !PLATFORM_TABLES.includes(line.split(' | ')[0] ?? '')).sort()).toEqual([
      'identity_provider | directory | select(audience, connected_at, fingerprint, issuer, jwks_uri, tenant_id) | all rows',
      'identity_provider | membership_of | select(fingerprint, tenant_id) | all rows',
      'identity_provider | tenant | delete, insert, select, update | own rows',
      'invitation | directory | select(id, tenant_id, token_hash) | all rows',
      'invitation | tenant | delete, insert, select, update | own rows',
      'membership | directory | select(duties, person_id, state, tenant_id) | all rows',
      'membership | membership_of | select(person_id, state, tenant_id) | all rows',
      'membership | tenant | delete, insert, select, update | own rows',
      'operator_entry | tenant | insert, select | own rows',
      'person | tenant | delete, insert, select, update | own rows',
      'person_link | directory | select(linked_at, person_id, subject_hash, tenant_id) | all rows',
      'person_link | membership_of | select(person_id, subject_hash, tenant_id) | all rows',
      'person_link | tenant | delete, insert, select, update | own rows',
      'platform_setup | tenant | delete, insert, select, update | own rows',
      'setup_step | tenant | delete, insert, select, update | own rows',
      'tenant | directory | select(kind, name, slug, state, state_note, state_since, tenant_id) | all rows',
      'tenant | membership_of | select(name, slug, state, tenant_id) | all rows',
      'tenant | tenant | delete, insert, select, update | own rows',
    ]);
  });
});
