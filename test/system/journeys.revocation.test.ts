import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operation } from '../harness/operations.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import { done } from '../harness/tenants.js';
import { FOLLOWS_WITHIN_MS, until } from '../harness/time.js';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
  // The gateway keeps no token before it hears every feed, one heartbeat after its start; what is tested is that it keeps some.
  await setTimeout(1_000);
});
afterAll(() => platform.remove());

const ANA = 'ana@acme.example';
const BEN = 'ben@acme.example';

describe('a member who is suspended', () => {
  const MEMBERS = '{ tenant { id members { edges { node { id version state person { email } } } } } }';
  const SUSPEND = `mutation($input: MemberReasonInput!) {
    suspendMember(input: $input) { membership { id state } consistencyToken errors { __typename code message } }
  }`;
  const REINSTATE = SUSPEND.replaceAll('suspendMember', 'reinstateMember');
  const membershipOf = async (email: string) => {
    const { data } = await platform.ask({ query: MEMBERS, as: ANA });
    return data?.['tenant'].members.edges.find(
      (edge: { node: { person: { email: string } } }) => edge.node.person.email === email,
    ).node;
  };
  const carryOut = async (query: string, mutation: string, email: string) => {
    const { id: membershipId, version: expectedVersion } = await membershipOf(email);
    const input = {
      membershipId,
      expectedVersion,
      reason: 'A laptop was lost.',
      idempotencyKey: `${mutation}-${email}`,
    };
    return platform.ask({ query, variables: { input }, as: ANA });
  };

  test('is refused their next request within a second, although their token and the gateway’s were still good', async () => {
    const as = `Bearer ${await platform.tokenOf(BEN)}`;
    const ask = () => platform.ask({ query: '{ viewer { authenticatedBy } }', as });
    expect((await ask()).status).toBe(200);
    done(await carryOut(SUSPEND, 'suspendMember', BEN), 'suspendMember');
    const { value, afterMs } = await until(ask, ({ status }) => status !== 200);
    expect(value).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'NOT_PERMITTED', reason: { code: 'identity.membership_suspended' } } }],
    });
    expect(afterMs).toBeLessThan(FOLLOWS_WITHIN_MS);
  });

  test('comes back when they are reinstated', async () => {
    done(await carryOut(REINSTATE, 'reinstateMember', BEN), 'reinstateMember');
    const { value } = await until(
      () => platform.ask({ ...operation('MayI'), variables: { action: 'platform.use' }, as: BEN }),
      ({ data }) => data?.['accessState']?.canAccess === true,
    );
    expect(value.status).toBe(200);
  });

  test('is never the last owner', async () => {
    const { data } = await carryOut(SUSPEND, 'suspendMember', ANA);
    expect(data?.['suspendMember']).toMatchObject({
      membership: null,
      errors: [{ __typename: 'NotPermitted', code: 'access.last_owner' }],
    });
  });
});

describe('a role that is revoked', () => {
  const REVOKE = `mutation($input: RevokeRoleInput!) {
    revokeRole(input: $input) { assignment { id endedAt } consistencyToken errors { code message } }
  }`;

  test('permits nothing any more within a second, although the scope of a kept token still names it', async () => {
    const as = `Bearer ${await platform.tokenOf('cleo@acme.example')}`;
    const ask = () => platform.ask({ query: '{ billingAccount { id } }', as });
    expect((await ask()).data?.['billingAccount'].id).toEqual(expect.any(String));
    const { data } = await platform.ask({
      query: '{ tenant { members { edges { node { person { email roleAssignments { id } } } } } } }',
      as: ANA,
    });
    const cleo = data?.['tenant'].members.edges.find(
      (edge: { node: { person: { email: string } } }) => edge.node.person.email === 'cleo@acme.example',
    );
    const [{ id: assignmentId }] = cleo.node.person.roleAssignments;
    done(
      await platform.ask({
        query: REVOKE,
        variables: { input: { assignmentId, idempotencyKey: 'revoke-1' } },
        as: ANA,
      }),
      'revokeRole',
    );
    const { value, afterMs } = await until(ask, (answer) => answer.data?.['billingAccount'] === null);
    expect(value.errors).toMatchObject([
      { path: ['billingAccount'], extensions: { code: 'NOT_PERMITTED', reason: { code: 'access.not_permitted' } } },
    ]);
    expect(afterMs).toBeLessThan(FOLLOWS_WITHIN_MS);
  });
});

describe('a machine, from its declaration to its end', () => {
  const machine: { id: string; version: number } = { id: '', version: 0 };
  let secret = '';
  let credentialId = '';
  const acme = '{ tenant { id slug } accessState { canAccess reason { code } } }';
  const change = async (name: string, query: string, input: Record<string, unknown>) =>
    done(await platform.ask({ query, variables: { input: { idempotencyKey: name, ...input } }, as: ANA }), name);

  test('is declared with what it answers for and who answers for it, and has no credential before it is active', async () => {
    const input = {
      name: 'ledger-export',
      responsibility: {
        statement: 'Exports the ledger for the auditors every month.',
        actions: ['billing.account.read', 'platform.use'],
        dataClasses: ['financial'],
      },
      owner: { kind: 'EXTERNAL_INTEGRATION', ref: 'netsuite' },
      environment: 'live',
      stewardIds: [person(ANA)],
      runtimeIds: [],
    };
    const MUTATION = `mutation($input: DeclareMachineIdentityInput!) {
      declareMachineIdentity(input: $input) { machineIdentity { id version state } errors { code message path } }
    }`;
    const { machineIdentity } = await change('declareMachineIdentity', MUTATION, input);
    expect(machineIdentity).toMatchObject({ state: 'DRAFT' });
    Object.assign(machine, machineIdentity);
    const early = await platform.ask({ query: ISSUE, variables: { input: issueInput('issue-early') }, as: ANA });
    expect(early.data?.['issueCredential'].errors).toMatchObject([{ code: 'credentials.machine_not_active' }]);
  });

  test('is activated, gets its role and its key, which is shown once', async () => {
    const ACTIVATE = `mutation($input: MachineIdentityRefInput!) {
      activateMachineIdentity(input: $input) { machineIdentity { version state } errors { code message } }
    }`;
    const activated = await change('activateMachineIdentity', ACTIVATE, {
      id: machine.id,
      expectedVersion: machine.version,
    });
    expect(activated['machineIdentity'].state).toBe('ACTIVE');
    const ASSIGN =
      'mutation($input: AssignRoleInput!) { assignRole(input: $input) { assignment { id } errors { code message } } }';
    const role = { subjectKind: 'MACHINE', subjectId: machine.id, roleId: 'machine', idempotencyKey: 'role' };
    await until(
      () => platform.ask({ query: ASSIGN, variables: { input: role }, as: ANA }),
      ({ data }) => data?.['assignRole']?.errors.length === 0,
    );
    const issue = () => platform.ask({ query: ISSUE, variables: { input: issueInput('issue') }, as: ANA });
    const issued = done(await issue(), 'issueCredential');
    expect(issued['secret']).toMatch(/^bwk_/);
    secret = issued['secret'];
    credentialId = issued['credential'].id;
    const again = done(await issue(), 'issueCredential');
    expect(again).toMatchObject({ secret: null, credential: { id: credentialId } });
  });

  test('calls with its key and may do what it answers for, and nothing else', async () => {
    const { value } = await until(
      () => platform.ask({ query: acme, as: `Bearer ${secret}` }),
      ({ data }) => data?.['accessState']?.canAccess === true,
    );
    expect(value.data).toMatchObject({ tenant: { slug: 'acme' } });
    const { data, errors } = await platform.ask({
      query: '{ billingAccount { id } machineIdentities { totalCount } }',
      as: `Bearer ${secret}`,
    });
    expect(data).toMatchObject({ billingAccount: { id: expect.any(String) as string }, machineIdentities: null });
    expect(errors).toMatchObject([{ path: ['machineIdentities'], extensions: { code: 'NOT_PERMITTED' } }]);
  });

  test('shows its trust chain, link by link, each decided by its owner', async () => {
    const input = { credentialId, actingTenantId: tenant('acme'), action: 'billing.account.read' };
    const { data, errors } = await platform.ask({ ...operation('TrustChain'), variables: { input }, as: ANA });
    expect(errors).toEqual([]);
    const decision = data?.['decideTrust'];
    expect(decision).toMatchObject({
      effect: 'ALLOW',
      simulated: true,
      machineIdentity: { id: machine.id },
      requiredTrust: 'T1_BEARER',
    });
    expect(
      decision.chain.map((each: { link: string; verdict: string; decidedBy: string }) => [
        each.link,
        each.verdict,
        each.decidedBy,
      ]),
    ).toEqual([
      ['AUTHENTICITY', 'PASS', 'CREDENTIALS'],
      ['LIVENESS', 'PASS', 'CREDENTIALS'],
      ['RESPONSIBILITY', 'PASS', 'CREDENTIALS'],
      ['OWNER', 'PASS', 'CREDENTIALS'],
      ['TENANT_BOUNDARY', 'PASS', 'CREDENTIALS'],
      ['RUNTIME', 'PASS', 'CREDENTIALS'],
      ['DELEGATION', 'PASS', 'CREDENTIALS'],
      ['TRUST_LEVEL', 'PASS', 'CREDENTIALS'],
      ['PERMISSIONS', 'PASS', 'ACCESS'],
    ]);
    const denied = await platform.ask({
      ...operation('TrustChain'),
      variables: { input: { ...input, action: 'identity.member.invite' } },
      as: ANA,
    });
    expect(denied.data?.['decideTrust']).toMatchObject({ effect: 'DENY', reason: { owner: 'CREDENTIALS' } });
  });

  test('has a passport with eight answers', async () => {
    const { data, errors } = await platform.ask({
      ...operation('CredentialPassport'),
      variables: { id: credentialId },
      as: ANA,
    });
    expect(errors).toEqual([]);
    const answers = Object.values<{ text: string }>(data?.['credential'].answers);
    expect(answers).toHaveLength(8);
    for (const { text } of answers) expect(text.length).toBeGreaterThan(0);
  });

  test('is refused at the gateway within a second of its revocation, and for good', async () => {
    const ask = () => platform.ask({ query: acme, as: `Bearer ${secret}` });
    expect((await ask()).status).toBe(200);
    const REVOKE =
      'mutation($input: RevokeInput!) { revoke(input: $input) { revocation { id } errors { code message } } }';
    const input = {
      scope: 'CREDENTIAL',
      targetId: credentialId,
      reason: 'COMPROMISED',
      note: 'Found in a public repository.',
    };
    await change('revoke', REVOKE, input);
    const { value, afterMs } = await until(ask, ({ status }) => status !== 200);
    expect(value.status).toBe(401);
    expect(afterMs).toBeLessThan(FOLLOWS_WITHIN_MS);
    expect((await ask()).status).toBe(401);
    const twice = await platform.ask({
      query: REVOKE,
      variables: { input: { ...input, idempotencyKey: 'revoke-again' } },
      as: ANA,
    });
    expect(twice.data?.['revoke'].errors).toMatchObject([{ code: 'credentials.already_revoked' }]);
  });

  const ISSUE = `mutation($input: IssueCredentialInput!) {
    issueCredential(input: $input) { credential { id state } secret errors { code message path } }
  }`;
  const issueInput = (idempotencyKey: string) => ({
    machineIdentityId: machine.id,
    name: 'export key',
    purpose: 'Runs the monthly export.',
    ceiling: ['billing.account.read', 'platform.use'],
    runtimeIds: [],
    expiresInDays: 30,
    idempotencyKey,
  });
});

function person(email: string): string {
  return platform.demo.people.find((each) => each.email === email)?.id ?? '';
}

function tenant(slug: string): string {
  return platform.demo.tenants.find((each) => each.slug === slug)?.id ?? '';
}
