import { describe, expect, test } from 'vitest';
import {
  ANA,
  HOME,
  NOON,
  OTHER,
  aMachine,
  anActor,
  anOwnerInput,
  aResponsibilityInput,
  aRuntime,
  aTenant,
  BEN,
  days,
} from '../../test/builders.js';
import { decideDeclaration, type DeclarationFacts, type DeclarationInput } from './declaration.js';
import type { OwnerInput } from './owner-choice.js';
import { REGISTRY } from './owner.js';
import { DEFAULT_POLICY } from './policy.js';

const facts = (overrides: Partial<DeclarationFacts> = {}): DeclarationFacts => ({
  id: 'c0000000-0000-4000-8000-00000000000f',
  tenant: aTenant(),
  runtime: null,
  agent: null,
  agentById: () => null,
  levelsBelow: 0,
  registry: REGISTRY,
  byPlatform: false,
  activeMembers: new Set([ANA]),
  runtimes: [aRuntime()],
  declaredBy: anActor,
  policy: DEFAULT_POLICY,
  ...overrides,
});
const input = (overrides: Partial<DeclarationInput> = {}): DeclarationInput => ({
  name: 'invoice-sync',
  responsibility: aResponsibilityInput(),
  owner: anOwnerInput(),
  boundary: 'HOME_TENANT_ONLY',
  environment: 'live',
  stewardIds: [ANA],
  runtimeIds: [],
  ...overrides,
});
const declared = (of: Partial<DeclarationInput> = {}, given: Partial<DeclarationFacts> = {}) =>
  decideDeclaration(input(of), facts(given), NOON);
const owned = (by: Partial<OwnerInput>, given: Partial<DeclarationFacts> = {}) =>
  declared({ owner: anOwnerInput(by) }, given);
const refusedWith = (code: string, path: readonly string[]) => ({
  allowed: false,
  code,
  details: expect.objectContaining({ path }) as unknown,
});

describe('declaring a machine identity', () => {
  test('keeps what it answers for, whose it is, and who can be asked', () => {
    expect(declared()).toMatchObject({
      allowed: true,
      value: {
        owner: { kind: 'TENANT', tenantId: HOME },
        boundary: 'HOME_TENANT_ONLY',
        stewards: [{ personId: ANA, role: 'PRIMARY' }],
        responsibility: { reviewDueAt: days(180) },
      },
    });
  });

  test.each([
    ['no statement', { statement: '  ' }],
    ['no action', { actions: [] }],
  ])('is refused with %s', (_, responsibility) => {
    expect(declared({ responsibility: aResponsibilityInput(responsibility) })).toEqual(
      refusedWith('credentials.responsibility_missing', ['responsibility']),
    );
  });

  test.each([
    ['actions', { actions: ['Drop tables'] }],
    ['actions', { actions: Array.from({ length: 101 }, (_, index) => `a.b.c${index}`) }],
    ['statement', { statement: 'x'.repeat(1001) }],
    ['dataClasses', { dataClasses: [''] }],
    ['reviewDays', { reviewDays: 0 }],
    ['reviewDays', { reviewDays: 181 }],
    ['endsAt', { endsAt: NOON }],
  ])('is refused with unusable %s', (field, responsibility) => {
    expect(declared({ responsibility: aResponsibilityInput(responsibility) })).toEqual(
      refusedWith('credentials.invalid_input', ['responsibility', field]),
    );
  });

  test.each([
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(81) }],
    ['environment', { environment: 'staging' }],
  ])('is refused with an unusable %s', (field, wrong) => {
    expect(declared(wrong)).toEqual(refusedWith('credentials.invalid_input', [field]));
  });

  test('is refused when a steward is no active member', () => {
    expect(declared({ stewardIds: [ANA, BEN] })).toEqual(
      refusedWith('credentials.steward_missing', ['stewardIds', '1']),
    );
    expect(declared({ stewardIds: [] })).toEqual(refusedWith('credentials.steward_missing', ['stewardIds']));
  });

  test('is refused for a runtime that is unknown, or of the other environment', () => {
    expect(declared({ runtimeIds: ['nowhere'] })).toEqual(refusedWith('credentials.not_found', ['runtimeIds', '0']));
    expect(declared({ runtimeIds: [aRuntime().id] }, { runtimes: [aRuntime({ environment: 'test' })] })).toEqual(
      refusedWith('credentials.runtime_environment', ['runtimeIds', '0']),
    );
  });
});

describe('an owner', () => {
  const agent = aMachine({ id: 'c0000000-0000-4000-8000-00000000000a' });
  const known = { agent, agentById: (id: string) => (id === agent.id ? agent : null) };

  test.each<[string, Partial<OwnerInput>, Partial<DeclarationFacts>, object]>([
    ['the tenant', { kind: 'TENANT', ref: HOME, team: 'finance' }, {}, { kind: 'TENANT', team: 'finance' }],
    [
      'the platform, by a duty',
      { kind: 'PLATFORM', ref: 'support', duty: 'support' },
      { byPlatform: true },
      { kind: 'PLATFORM', duty: 'support' },
    ],
    [
      'a runtime',
      { kind: 'RUNTIME', ref: aRuntime().id },
      { runtime: aRuntime() },
      { kind: 'RUNTIME', runtimeId: aRuntime().id },
    ],
    [
      'an internal service',
      { kind: 'INTERNAL_SERVICE', ref: 'invoice-sync', duty: 'billing-operations' },
      { byPlatform: true },
      { kind: 'INTERNAL_SERVICE', service: 'invoice-sync' },
    ],
    [
      'an integration',
      { kind: 'EXTERNAL_INTEGRATION', ref: 'hubspot' },
      {},
      { kind: 'EXTERNAL_INTEGRATION', provider: 'hubspot', onBehalfOf: HOME },
    ],
    ['an agent', { kind: 'AUTONOMOUS_AGENT', ref: agent.id }, known, { kind: 'AUTONOMOUS_AGENT', agentId: agent.id }],
  ])('may be %s', (_, by, given, owner) => {
    expect(owned(by, given)).toMatchObject({ allowed: true, value: { owner } });
  });

  test.each<[string, Partial<OwnerInput>, Partial<DeclarationFacts>]>([
    ['another tenant', { kind: 'TENANT', ref: OTHER }, {}],
    ['a runtime that is not registered', { kind: 'RUNTIME', ref: 'nowhere' }, {}],
    [
      'a service that is not registered',
      { kind: 'INTERNAL_SERVICE', ref: 'made-up', duty: 'support' },
      { byPlatform: true },
    ],
    ['a provider that is not registered', { kind: 'EXTERNAL_INTEGRATION', ref: 'made-up' }, {}],
    [
      'an integration on behalf of another tenant',
      { kind: 'EXTERNAL_INTEGRATION', ref: 'hubspot', onBehalfOfTenantId: OTHER },
      {},
    ],
    ['an agent that does not exist', { kind: 'AUTONOMOUS_AGENT', ref: OTHER }, {}],
    [
      'an agent that was never activated',
      { kind: 'AUTONOMOUS_AGENT', ref: agent.id },
      { agent: { ...agent, state: 'DRAFT' } },
    ],
  ])('is unknown when it is %s', (_, by, given) => {
    expect(owned(by, given)).toEqual(refusedWith('credentials.owner_unknown', ['owner', 'ref']));
  });

  test.each<Partial<OwnerInput>>([
    { kind: 'PLATFORM', ref: 'support', duty: 'made-up' },
    { kind: 'INTERNAL_SERVICE', ref: 'invoice-sync', duty: null },
  ])('is unknown without a registered duty: %j', (by) => {
    expect(owned(by, { byPlatform: true })).toEqual(refusedWith('credentials.owner_unknown', ['owner', 'duty']));
  });

  test.each(['PLATFORM', 'INTERNAL_SERVICE'] as const)('of kind %s is named by the platform alone', (kind) => {
    expect(owned({ kind, ref: 'invoice-sync', duty: 'support' })).toEqual(
      refusedWith('credentials.owner_kind_not_allowed', ['owner', 'kind']),
    );
  });

  test('is refused when it is an agent that is suspended', () => {
    expect(owned({ kind: 'AUTONOMOUS_AGENT', ref: agent.id }, { agent: { ...agent, state: 'SUSPENDED' } })).toEqual(
      refusedWith('credentials.owner_suspended', ['owner', 'ref']),
    );
  });

  test('is refused when its own chain is too long or leads back', () => {
    const endless = { ...agent, owner: { kind: 'AUTONOMOUS_AGENT', agentId: agent.id } } as const;
    const chain = owned({ kind: 'AUTONOMOUS_AGENT', ref: agent.id }, { agent: endless, agentById: () => endless });
    expect(chain).toEqual(refusedWith('credentials.owner_chain_broken', ['owner', 'ref']));
  });
});

describe('a boundary beyond home', () => {
  test.each(['TENANT', 'EXTERNAL_INTEGRATION'] as const)('is never platform-wide for an owner of kind %s', (kind) => {
    const ref = kind === 'TENANT' ? HOME : 'hubspot';
    expect(
      declared(
        { owner: anOwnerInput({ kind, ref }), boundary: 'PLATFORM_WIDE' },
        { byPlatform: true, tenant: aTenant({ kind: 'PLATFORM' }) },
      ),
    ).toEqual(refusedWith('credentials.boundary_not_allowed', ['boundary']));
  });

  test('is platform-wide for a service of the platform at home there, and not in a customer’s tenant', () => {
    const service = {
      owner: anOwnerInput({ kind: 'INTERNAL_SERVICE', ref: 'invoice-sync', duty: 'support' }),
      boundary: 'PLATFORM_WIDE',
    } as const;
    expect(declared(service, { byPlatform: true, tenant: aTenant({ kind: 'PLATFORM' }) }).allowed).toBe(true);
    expect(declared(service, { byPlatform: true })).toEqual(
      refusedWith('credentials.boundary_not_allowed', ['boundary']),
    );
  });
});
