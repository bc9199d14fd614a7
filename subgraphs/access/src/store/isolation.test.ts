import { readCatalogue } from '@bailiwick/database';
import { openTestDatabase } from '@bailiwick/database/testing';
import { describe, expect, test } from 'vitest';
import { access, type AccessTables } from '../index.js';

const OWN = [
  'action',
  'policy_version',
  'fact',
  'role_assignment',
  'ended_membership',
  'handled_invitation',
  'access_decision',
];

describe('access’s own tables', () => {
  test('are reached by these roles, in these ways, and by no others', async () => {
    const database = await openTestDatabase<AccessTables>(access);
    const lines = (await readCatalogue(database)).filter((line) => OWN.includes(line.split(' | ')[0] ?? ''));
    expect(lines.sort()).toEqual([
      'access_decision | tenant | insert, select | own rows',
      'action | consume | delete, insert, select, update | shared',
      'action | declare | delete, insert, select, update | shared',
      'action | tenant | select | shared',
      'ended_membership | tenant | insert, select | own rows',
      'fact | consume | delete, select | all rows',
      'fact | tenant | delete, insert, select, update | own rows',
      'handled_invitation | tenant | insert, select | own rows',
      'policy_version | consume | insert, select | shared',
      'policy_version | declare | insert, select | shared',
      'policy_version | tenant | select | shared',
      'role_assignment | tenant | insert, select, update | own rows',
    ]);
  });
});
