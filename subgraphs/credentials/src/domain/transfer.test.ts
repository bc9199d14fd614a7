import { describe, expect, test } from 'vitest';
import {
  ANA,
  BEN,
  HOME,
  NOON,
  aMachine,
  anActor,
  anOwnerInput,
  aRuntime,
  aSteward,
  aTenant,
  days,
} from '../../test/builders.js';
import { decideAcceptance, type AcceptanceFacts } from './acceptance.js';
import type { OwnershipFacts } from './declaration.js';
import { REGISTRY, type Owner } from './owner.js';
import type { OwnerInput } from './owner-choice.js';
import { DEFAULT_POLICY } from './policy.js';
import { decideTransfer } from './transfer.js';

const AGENT = 'c0000000-0000-4000-8000-00000000000a';
const facts = (overrides: Partial<OwnershipFacts> = {}): OwnershipFacts => ({
  id: aMachine().id,
  tenant: aTenant(),
  runtime: aRuntime(),
  agent: null,
  agentById: () => null,
  levelsBelow: 0,
  registry: REGISTRY,
  byPlatform: false,
  policy: DEFAULT_POLICY,
  ...overrides,
});
const refused = (code: string) => expect.objectContaining({ allowed: false, code }) as unknown;
const offered = (
  input: Partial<OwnerInput>,
  given: Partial<OwnershipFacts> = {},
  of = aMachine(),
  expectedVersion = 3,
) => decideTransfer(of, anOwnerInput(input), facts(given), { reason: 'The team moved.', expectedVersion });
const toRuntime = { kind: 'RUNTIME', ref: aRuntime().id } as const;

describe('offering a machine to another owner', () => {
  test('names the owner that is to accept', () => {
    expect(offered(toRuntime)).toEqual({ allowed: true, value: { kind: 'RUNTIME', runtimeId: aRuntime().id } });
    expect(offered({ team: 'billing' })).toMatchObject({ allowed: true, value: { team: 'billing' } });
  });
  test('is refused to its own owner', () => {
    expect(offered({})).toEqual(refused('credentials.owner_unchanged'));
  });
  test('is refused to a kind that the policy excludes, to strangers, and where the chain leads back', () => {
    const policy = { ...DEFAULT_POLICY, allowedOwnerKinds: ['TENANT'] as const };
    expect(offered(toRuntime, { policy })).toEqual(refused('credentials.owner_kind_excluded'));
    expect(offered(toRuntime, { runtime: null })).toEqual(refused('credentials.owner_unknown'));
    const agent = aMachine({ id: AGENT, owner: { kind: 'AUTONOMOUS_AGENT', agentId: aMachine().id } });
    const agentById = (id: string) =>
      id === AGENT ? agent : aMachine({ owner: { kind: 'AUTONOMOUS_AGENT', agentId: AGENT } });
    expect(offered({ kind: 'AUTONOMOUS_AGENT', ref: AGENT }, { agent, agentById })).toEqual(
      refused('credentials.owner_chain_broken'),
    );
  });
  test('is refused where the machine reaches further than such an owner may answer for', () => {
    const wide = aMachine({ boundary: 'PLATFORM_WIDE', owner: { kind: 'PLATFORM', duty: 'support' } });
    expect(offered({}, { tenant: aTenant({ kind: 'PLATFORM' }) }, wide)).toEqual(
      refused('credentials.boundary_not_allowed'),
    );
  });
  test.each(['QUARANTINED', 'RETIRED'] as const)('is refused for one that is %s', (state) => {
    expect(offered(toRuntime, {}, aMachine({ state }))).toEqual(refused(`credentials.${state.toLowerCase()}`));
  });
  test('is refused on an older version', () => {
    expect(offered(toRuntime, {}, aMachine(), 2)).toEqual(refused('credentials.version_conflict'));
  });
});

describe('accepting a machine', () => {
  const runtime: Owner = { kind: 'RUNTIME', runtimeId: aRuntime().id };
  const offer = (owner: Owner) => ({ owner, by: anActor, at: NOON, note: 'The team moved.' });
  const acceptance = (overrides: Partial<AcceptanceFacts> = {}): AcceptanceFacts => ({
    pending: offer(runtime),
    personId: ANA,
    stewards: [aSteward()],
    agentStewards: [],
    tenantOwners: [],
    chain: { complete: true, owners: [runtime, { kind: 'TENANT', tenantId: HOME, team: null }] },
    levelsBelow: 0,
    standings: [{ label: 'runtime', code: 'IN_GOOD_STANDING' }],
    policy: DEFAULT_POLICY,
    ...overrides,
  });
  const accepted = (given: Partial<AcceptanceFacts> = {}, of = aMachine(), version = 3) =>
    decideAcceptance(of, acceptance(given), version);
  const orphan = aMachine({ state: 'ORPHANED' });
  const inGrace = aMachine({ state: 'OWNER_GRACE', graceEndsAt: days(1) });

  test('by one of its stewards makes the offer true, and moves nothing else', () => {
    expect(accepted()).toEqual({ allowed: true, value: { owner: runtime, state: 'ACTIVE', stewards: null } });
  });
  test('by an owner of the tenant too, but by nobody else', () => {
    expect(accepted({ personId: BEN, tenantOwners: [BEN] }).allowed).toBe(true);
    for (const given of [{ personId: BEN }, { personId: null }, { stewards: [aSteward({ active: false })] }])
      expect(accepted(given)).toEqual(refused('credentials.not_the_successor'));
  });
  test('for an agent is its own stewards’ affair alone', () => {
    const agent = { pending: offer({ kind: 'AUTONOMOUS_AGENT', agentId: AGENT }), tenantOwners: [ANA] };
    expect(accepted(agent)).toEqual(refused('credentials.not_the_successor'));
    expect(accepted({ ...agent, agentStewards: [aSteward()] }).allowed).toBe(true);
  });
  test('claims one that nobody answers for: whoever accepts is its PRIMARY steward', () => {
    const gone = [aSteward({ active: false })];
    for (const of of [orphan, inGrace])
      expect(accepted({ pending: null, personId: BEN, tenantOwners: [BEN], stewards: gone }, of)).toEqual({
        allowed: true,
        value: { owner: of.owner, state: 'ACTIVE', stewards: [{ personId: BEN, role: 'PRIMARY' }] },
      });
    const two = { ...DEFAULT_POLICY, minStewards: 2 };
    expect(
      accepted({ pending: null, personId: BEN, tenantOwners: [BEN], stewards: gone, policy: two }, orphan),
    ).toEqual(refused('credentials.stewards_too_few'));
  });
  test('is refused when nothing was offered and somebody answers for it', () => {
    expect(accepted({ pending: null })).toEqual(refused('credentials.nothing_to_accept'));
  });
  test('is refused when the owner cannot answer any more', () => {
    expect(accepted({ chain: { complete: false, owners: [], brokenBy: 'CYCLE' } })).toEqual(
      refused('credentials.owner_chain_broken'),
    );
    const standing = (code: 'SUSPENDED' | 'GRACE' | 'LEFT' | 'UNKNOWN') =>
      accepted({ standings: [{ label: 'agent', code }] });
    for (const code of ['SUSPENDED', 'GRACE'] as const)
      expect(standing(code)).toEqual(refused('credentials.owner_suspended'));
    for (const code of ['LEFT', 'UNKNOWN'] as const)
      expect(standing(code)).toEqual(refused('credentials.owner_unknown'));
  });
  test('is refused on an older version, and for what is closed', () => {
    expect(accepted({}, aMachine(), 2)).toEqual(refused('credentials.version_conflict'));
    expect(accepted({}, aMachine({ state: 'RETIRED' }))).toEqual(refused('credentials.retired'));
    expect(accepted({}, aMachine({ state: 'QUARANTINED' }))).toEqual(refused('credentials.quarantined'));
  });
});
