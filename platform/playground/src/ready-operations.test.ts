import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { operationsOf, readReadyOperations } from './ready-operations.js';

const FILE = `# topic: People

# Everybody in the tenant,
# page by page.
query Members($first: Int) {
  tenant {
    ...Everybody
  }
}

query Nobody {
  viewer {
    authenticatedBy
  }
}

fragment Everybody on Tenant {
  members {
    ...Page
  }
}

fragment Page on MemberConnection {
  totalCount
}

fragment Unused on Tenant {
  id
}
`;

describe('a file of operations', () => {
  const [members, nobody] = operationsOf('members-page', FILE, { Members: { first: 10 } });

  test('names the topic of all that is in it', () => {
    expect([members?.topic, nobody?.topic]).toEqual(['People', 'People']);
  });

  test('is a topic by its own name when it names none', () => {
    expect(operationsOf('access-decision', 'query MayI { viewer { authenticatedBy } }', {})[0]?.topic).toBe(
      'Access decision',
    );
  });

  test('gives each operation the sentence right above it, however many lines it has', () => {
    expect([members?.sentence, nobody?.sentence]).toEqual(['Everybody in the tenant, page by page.', null]);
  });

  test('gives each operation the fragments that it needs, and those that these need, but no others', () => {
    expect(members?.document.match(/^(query|fragment) \w+/gm)).toEqual([
      'query Members',
      'fragment Everybody',
      'fragment Page',
    ]);
    expect(nobody?.document).not.toContain('fragment');
  });

  test('gives each operation its own example variables, or none', () => {
    expect([members?.variables, nobody?.variables]).toEqual(['{\n  "first": 10\n}', null]);
  });
});

describe('the operations of schema/operations', () => {
  test('are all there, the first screen among them', () => {
    const operations = readReadyOperations(fileURLToPath(new URL('../../../schema/operations/', import.meta.url)));
    expect(operations.map(({ name }) => name)).toEqual(expect.arrayContaining(['Home', 'Billing', 'WhyWasThisDenied']));
  });
});
