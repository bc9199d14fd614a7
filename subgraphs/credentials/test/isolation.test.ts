import { beforeAll, describe, expect, test } from 'vitest';
import { readCatalogue } from '@bailiwick/database';
import {
  activeMachine,
  change,
  ISSUE,
  issue,
  issueKey,
  reasoned,
  registerRuntime,
  revoke,
  setStewards,
} from './machines.js';
import { openWorld, type World } from './world.js';

let world: World;
let other: World;
let theirs: Record<'machine' | 'credential' | 'runtime' | 'revocation' | 'decision', string>;
const MISSING = 'f0000000-0000-4000-8000-00000000dead';

beforeAll(async () => {
  world = await openWorld();
  other = await openWorld();
  const machine = await activeMachine(other);
  const key = await issueKey(other, machine);
  const revoked = await issueKey(other, machine);
  const { data } = await other.run(
    `{ decideTrust(input: { credentialId: "${key.id}", actingTenantId: "${other.tenantId}", action: "billing.invoice.read" }) { id } }`,
  );
  const revocation = (await revoke(other, 'CREDENTIAL', revoked.id))['revocation'] as { id: string };
  theirs = {
    machine,
    credential: key.id,
    runtime: await registerRuntime(other),
    revocation: revocation.id,
    decision: (data?.['decideTrust'] as { id: string }).id,
  };
});

describe('another tenant’s id', () => {
  test.each(['machineIdentity', 'credential', 'trustDecision', 'revocation'] as const)(
    'answers at %s as a missing one',
    async (field) => {
      const id = {
        machineIdentity: theirs.machine,
        credential: theirs.credential,
        trustDecision: theirs.decision,
        revocation: theirs.revocation,
      }[field];
      const answers = await Promise.all(
        [id, MISSING, 'no id'].map((each) => world.run(`query($id: ID!) { ${field}(id: $id) { id } }`, { id: each })),
      );
      expect(answers).toEqual([
        { data: { [field]: null }, errors: [] },
        { data: { [field]: null }, errors: [] },
        { data: { [field]: null }, errors: [] },
      ]);
      expect((await other.run(`query($id: ID!) { ${field}(id: $id) { id } }`, { id })).data?.[field]).toEqual({ id });
    },
  );

  test.each([
    'MachineIdentity',
    'Credential',
    'Runtime',
    'Revocation',
    'TrustDecision',
    'Tenant',
    'IntegrationsSection',
  ] as const)('answers as a reference to %s as a missing one', async (type) => {
    const ids = {
      MachineIdentity: theirs.machine,
      Credential: theirs.credential,
      Runtime: theirs.runtime,
      Revocation: theirs.revocation,
      TrustDecision: theirs.decision,
      Tenant: other.tenantId,
      IntegrationsSection: `${other.tenantId}:INTEGRATIONS`,
    };
    const query = `query($of: [_Any!]!) { _entities(representations: $of) { __typename ... on ${type} { id } } }`;
    const of = [
      { __typename: type, id: ids[type] },
      { __typename: type, id: type === 'IntegrationsSection' ? `${MISSING}:INTEGRATIONS` : MISSING },
    ];
    expect(await world.run(query, { of })).toEqual({ data: { _entities: [null, null] }, errors: [] });
    expect((await other.run(query, { of: of.slice(0, 1) })).data).toEqual({
      _entities: [{ __typename: type, id: ids[type] }],
    });
  });

  test('answers in every mutation as a missing one', async () => {
    const refused = await Promise.all([
      change(world, ISSUE, issue(theirs.machine)),
      reasoned(world, 'suspendCredential', { id: theirs.credential, expectedVersion: 1 }),
      reasoned(world, 'resumeCredential', { id: theirs.credential, expectedVersion: 1 }),
      revoke(world, 'CREDENTIAL', theirs.credential),
      revoke(world, 'IDENTITY', theirs.machine),
      setStewards(world, theirs.machine, 1, world.ana),
      change(
        world,
        `mutation($input: MachineIdentityRefInput!) { activateMachineIdentity(input: $input) { errors { code path } } }`,
        { id: theirs.machine, expectedVersion: 1, idempotencyKey: 'k' },
      ),
    ]);
    expect(refused.map(({ errors }) => errors[0]?.code)).toEqual(
      Array.from({ length: 7 }, () => 'credentials.not_found'),
    );
  });

  test('finds nothing as a filter, and nothing about a person of another tenant', async () => {
    await activeMachine(world);
    const { data } = await world.run(
      `query($who: [_Any!]!) {
      machineIdentities(filter: { stewardId: "${other.ana}" }) { totalCount } byRuntime: machineIdentities(filter: { runtimeId: "${theirs.runtime}" }) { totalCount }
      credentials(filter: { machineIdentityId: "${theirs.machine}" }) { totalCount } trustDecisions(filter: { credentialId: "${theirs.credential}" }) { edges { cursor } }
      _entities(representations: $who) { ... on Person { stewardOf { id } knows { id } } } }`,
      { who: [{ __typename: 'Person', id: other.ana }] },
    );
    expect(data).toEqual({
      machineIdentities: { totalCount: 0 },
      byRuntime: { totalCount: 0 },
      credentials: { totalCount: 0 },
      trustDecisions: { edges: [] },
      _entities: [{ stewardOf: [], knows: [] }],
    });
  });
});

describe('the tables', () => {
  test('are opened to system roles as far as they need, and no hash to any of them', async () => {
    const catalogue = await readCatalogue(world.database);
    const system = catalogue.filter(
      (line) =>
        !line.includes('| tenant |') &&
        /^(access_token|credential|credential_version|knower|machine_identity|steward|runtime|revocation|seen_proof|trust_decision|.*_fact) /.test(
          line,
        ),
    );
    expect(system).toEqual([
      'access_token | directory | select(jti, tenant_id) | all rows',
      'credential | directory | select(id, reference, tenant_id) | all rows',
      'entitlement_fact | consume | delete, select | all rows',
      'machine_identity | directory | select(id, tenant_id) | all rows',
      'membership_fact | consume | delete, select | all rows',
      'owner_fact | consume | delete, select | all rows',
      'readiness_fact | consume | delete, select | all rows',
      'tenant_fact | consume | delete, select | all rows',
      'tenant_fact | directory | select(slug, tenant_id) | all rows',
    ]);
  });

  test('are only appended to where history is kept, and never deleted from where credentials are', async () => {
    const catalogue = await readCatalogue(world.database);
    const ofTenant = (table: string) =>
      catalogue.find((line) => line.startsWith(`${table} | tenant |`))?.split(' | ')[2];
    expect(['trust_decision', 'revocation', 'knower'].map(ofTenant)).toEqual([
      'insert, select',
      'insert, select',
      'insert, select',
    ]);
    expect(['credential', 'credential_version'].map(ofTenant)).toEqual([
      'insert, select, update',
      'insert, select, update',
    ]);
  });
});
