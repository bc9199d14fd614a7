import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { QUESTIONS } from '../src/domain/answers.js';
import { activeMachine, change, ISSUE, issue, issueKey, registerRuntime } from './machines.js';
import { openWorld, type World } from './world.js';
import { walks } from './walks.js';

const PASSPORT = `query($id: ID!) { credential(id: $id) { answers { ${QUESTIONS.map((question) => `${question} { text reason { code } evidence }`).join(' ')} } } }`;
const federation = {
  issuer: 'https://ci.example',
  audience: 'us',
  subjectPattern: 'repo:acme/*',
  jwksUri: 'https://ci.example/keys',
};
const publicJwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const PROOFS = [
  { kind: 'API_KEY' },
  { kind: 'CLIENT_SECRET' },
  { kind: 'PRIVATE_KEY_JWT', publicJwk },
  { kind: 'FEDERATED_OIDC', federation },
];

let customer: World;
let platform: World;
beforeAll(async () => {
  customer = await openWorld();
  platform = await openWorld({ kind: 'PLATFORM' });
});

/** Machines of every owner kind and boundary that there may be in each kind of tenant, and a runtime of it. */
async function openScene(world: World, kind: 'CUSTOMER' | 'PLATFORM') {
  const runtime = await registerRuntime(world);
  const agent = await activeMachine(world, { name: 'agent' });
  const own = [
    { kind: 'TENANT', ref: world.tenantId },
    { kind: 'RUNTIME', ref: runtime },
    { kind: 'EXTERNAL_INTEGRATION', ref: 'hubspot', onBehalfOfTenantId: world.tenantId },
    { kind: 'AUTONOMOUS_AGENT', ref: agent },
  ].flatMap((owner) => [{ owner }, { owner, boundary: 'GRANTED_TENANTS' }]);
  const platforms = [
    { kind: 'PLATFORM', ref: 'support', duty: 'support' },
    { kind: 'INTERNAL_SERVICE', ref: 'reporting', duty: 'support' },
  ].flatMap((owner) => [{ owner }, { owner, boundary: 'PLATFORM_WIDE' }]);
  const machines: string[] = [];
  for (const declared of kind === 'PLATFORM' ? [...own, ...platforms] : own)
    machines.push(await activeMachine(world, { environment: 'live', ...declared }));
  return { world, runtime, machines };
}

type Answers = Readonly<Record<string, { text: string; reason: { code: string }; evidence: readonly string[] }>>;

async function answersOf(world: World, id: string): Promise<Answers> {
  const { data, errors } = await world.run(PASSPORT, { id });
  expect(errors).toEqual([]);
  return (data?.['credential'] as { answers: Answers }).answers;
}

describe('whatever credential is issued', () => {
  test('answers all eight questions with evidence, by one query', async () => {
    const scenes = [await openScene(customer, 'CUSTOMER'), await openScene(platform, 'PLATFORM')];
    const wish = fc.record({
      where: fc.constantFrom(...scenes.flatMap(({ machines, ...scene }) => machines.map((id) => ({ ...scene, id })))),
      proof: fc.constantFrom(...PROOFS),
      isBound: fc.boolean(),
      networks: fc.constantFrom([], ['203.0.113.0/24']),
      rotateEveryDays: fc.option(fc.integer({ min: 1, max: 365 })),
      expiresInDays: fc.integer({ min: 1, max: 365 }),
    });
    await fc.assert(
      fc.asyncProperty(wish, async ({ where: { world, runtime, id: machine }, proof, isBound, ...rest }) => {
        const runtimeIds = isBound ? [runtime] : [];
        const { id } = await issueKey(world, machine, { ...proof, ...rest, runtimeIds });
        const answers = await answersOf(world, id);
        expect(Object.keys(answers)).toEqual([...QUESTIONS]);
        for (const { text, reason, evidence } of Object.values(answers)) {
          expect(text.length).toBeGreaterThan(10);
          expect(reason.code).toBe('credentials.answered');
          expect(evidence.length).toBeGreaterThan(0);
          expect(evidence.filter((each) => each.trim() === '' || /undefined|null|NaN/.test(each))).toEqual([]);
        }
      }),
      walks(60),
    );
  }, 120_000);
});

describe('a credential that would leave a question open', () => {
  test.each([
    ['its integration was taken off the register', { owner_kind: 'EXTERNAL_INTEGRATION', owner_name: 'gone' }],
    [
      'its service is not on the register',
      { owner_kind: 'INTERNAL_SERVICE', owner_name: 'gone', owner_duty: 'support' },
    ],
  ] as const)('is refused and leaves nothing behind: %s', async (_why, columns) => {
    const machine = await activeMachine(customer);
    await customer.database.inTenant(customer.tenantId, (tx) =>
      tx.updateTable('machine_identity').set(columns).where('id', '=', machine).execute(),
    );
    const refused = await change(customer, ISSUE, issue(machine));
    expect(refused).toMatchObject({
      credential: null,
      secret: null,
      errors: [{ __typename: 'RuleRefused', code: 'credentials.answer_missing', path: ['machineIdentityId'] }],
    });
    const { data } = await customer.run(`{ machineIdentity(id: "${machine}") { credentials { id } } }`);
    expect(data).toEqual({ machineIdentity: { credentials: [] } });
  });
});
