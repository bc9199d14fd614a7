import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { Kind } from 'graphql';
import { describe, expect, expectTypeOf, test } from 'vitest';
import * as client from './index.js';
import { HomeDocument } from './index.js';
import type {
  InviteMemberDocument,
  InviteMemberMutation,
  MayIDocument,
  MembersDocument,
  RefusalFragment,
  TenantState,
  WhyFragment,
} from './index.js';

type Home = ResultOf<typeof HomeDocument>;
type Invitation = VariablesOf<typeof InviteMemberDocument>['input'];

const INVITATION = { email: 'zoe@acme.example', roleIds: ['member'], idempotencyKey: '1' };

/** Said to the compiler: `typecheck` fails where one of these begins to compile, or to be something else. */
describe('the types of an operation', () => {
  test('are those of its variables, and of nothing else', () => {
    expectTypeOf(INVITATION).toExtend<Invitation>();
    expectTypeOf<VariablesOf<typeof MembersDocument>['first']>().toEqualTypeOf<number | null | undefined>();
    // @ts-expect-error -- the key that makes a repeat safe cannot be left out
    const withoutKey: Invitation = { email: 'zoe@acme.example', roleIds: ['member'] };
    // @ts-expect-error -- a role is named by its id, not counted
    const wrongType: Invitation = { ...INVITATION, roleIds: [1] };
    // @ts-expect-error -- there is no such variable
    const unknownVariable: VariablesOf<typeof MayIDocument> = { action: 'platform.use', tenant: 'acme' };
    expect([withoutKey, wrongType, unknownVariable]).toHaveLength(3);
  });

  test('hold what was selected, as nullable as the graph says', () => {
    type Tenant = NonNullable<Home['tenant']>;
    expectTypeOf<Home['tenant']>().toBeNullable();
    expectTypeOf<Tenant['id']>().toEqualTypeOf<string>();
    expectTypeOf<Tenant['state']>().toEqualTypeOf<TenantState | null>();
    expectTypeOf<NonNullable<Home['accessState']>['reason']>().toEqualTypeOf<WhyFragment>();
    const kindOf = (tenant: Tenant): unknown =>
      // @ts-expect-error -- Home does not select the tenant's kind
      tenant.kind;
    const nameOf = (home: Home): unknown =>
      // @ts-expect-error -- the tenant is null while nobody can answer for it
      home.tenant.name;
    expect([kindOf, nameOf]).toHaveLength(2);
  });

  test('tell a mutation’s refusals apart by their type', () => {
    type Errors = InviteMemberMutation['inviteMember']['errors'][number];
    expectTypeOf<Errors>().toEqualTypeOf<RefusalFragment>();
    const remedyOf = (error: Errors): string | undefined => {
      // @ts-expect-error -- only some refusals carry a whole reason
      expect(error.reason).toBeUndefined();
      return error.__typename === 'RuleRefused' ? error.reason.remedy?.label : undefined;
    };
    expectTypeOf<Errors['code']>().toEqualTypeOf<string>();
    expect(remedyOf({ __typename: 'InvalidInput', code: 'x', message: 'y', path: null })).toBeUndefined();
  });

  test('cannot be written to, for they may stand in a cache', () => {
    const rename = (home: NonNullable<Home['tenant']>): void => {
      // @ts-expect-error -- an answer is read-only
      home.name = 'Another';
    };
    expect(rename).toBeTypeOf('function');
  });
});

describe('the documents', () => {
  const documents = Object.entries(client).filter(
    ([name]) => name.endsWith('Document') && !name.endsWith('FragmentDoc'),
  );

  test('are one for each operation, with the fragments that it needs and without its source', () => {
    expect(documents.length).toBeGreaterThan(40);
    for (const [name, document] of documents) {
      const { definitions } = document as typeof HomeDocument; // as its name says
      const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
      expect(operations.map((each) => each.name?.value)).toEqual([name.replace(/Document$/, '')]);
    }
    expect(JSON.stringify(HomeDocument)).toContain('"FragmentDefinition","name":{"kind":"Name","value":"Why"}');
    expect(HomeDocument.loc).toBeUndefined();
  });
});
