import { describe, expect, test } from 'vitest';
import {
  ANA,
  HOME,
  NOON,
  OTHER,
  aCredential,
  aMachine,
  aResponsibility,
  aRuntime,
  aSteward,
  aTenant,
  days,
  trusted,
} from '../../../test/builders.js';
import type { Reason } from '@bailiwick/decision';
import { decideOwnLinks, concludeChain, mayAskAccess } from './chain.js';
import { decideDisclosure, STRANGERS_REASON } from './disclosure.js';
import { TRUST_LINKS, type TrustLink } from './trust-link.js';
import { decidePermissionsLink } from './permissions.js';
import type { TrustFacts } from './trust-facts.js';

const chainOf = (facts: Partial<TrustFacts>) => decideOwnLinks(trusted(facts), 'T1_BEARER', NOON);
const codeOf = (link: TrustLink, facts: Partial<TrustFacts>) => {
  const answer = chainOf(facts).find((each) => each.link === link);
  return `${answer?.verdict ?? 'none'} ${answer?.reason.code ?? ''}`;
};
const SUSPENDED_TENANT: Reason = {
  code: 'identity.tenant_suspended',
  owner: 'IDENTITY',
  message: 'The tenant is suspended: unpaid.',
  since: null,
  remedy: null,
};
const agent = aMachine({ id: 'c0000000-0000-4000-8000-00000000000a', name: 'agent' });
const ownedByAgent = (state: typeof agent.state): Partial<TrustFacts> => ({
  chain: {
    complete: true,
    owners: [
      { kind: 'AUTONOMOUS_AGENT', agentId: agent.id },
      { kind: 'TENANT', tenantId: HOME, team: null },
    ],
  },
  owners: [
    { label: 'agent', tenant: aTenant(), agent: { ...agent, state }, runtime: null },
    { label: 'tenant Acme', tenant: aTenant(), agent: null, runtime: null },
  ],
});
const bound = { credential: aCredential({ runtimeIds: [aRuntime().id] }), boundRuntimes: [aRuntime()] };
const platformWide = aMachine({
  boundary: 'PLATFORM_WIDE',
  owner: { kind: 'INTERNAL_SERVICE', service: 'invoice-sync', duty: 'support' },
});
const atOther = { actingTenant: { id: OTHER, fact: aTenant({ tenantId: OTHER, slug: 'globex' }) } };

describe('each link of the trust chain', () => {
  test.each<[TrustLink, string, Partial<TrustFacts>]>([
    ['AUTHENTICITY', 'PASS credentials.proof_matched', {}],
    ['AUTHENTICITY', 'PASS credentials.proof_assumed', { proof: 'ASSUMED' }],
    ['AUTHENTICITY', 'FAIL credentials.credential_malformed', { proof: 'MALFORMED', credential: null }],
    ['AUTHENTICITY', 'FAIL credentials.wrong_environment', { proof: 'WRONG_ENVIRONMENT', credential: null }],
    ['AUTHENTICITY', 'FAIL credentials.wrong_environment', { credential: aCredential({ environment: 'test' }) }],
    ['AUTHENTICITY', 'FAIL credentials.credential_unknown', { proof: 'UNKNOWN', credential: null }],
    ['AUTHENTICITY', 'FAIL credentials.secret_mismatch', { proof: 'MISMATCHED' }],
    ['LIVENESS', 'PASS credentials.live', {}],
    ['LIVENESS', 'NOT_EVALUATED credentials.not_evaluated', { credential: null }],
    ['LIVENESS', 'FAIL credentials.revoked', { credential: aCredential({ state: 'REVOKED', expiresAt: NOON }) }],
    ['LIVENESS', 'FAIL credentials.suspended', { credential: aCredential({ state: 'SUSPENDED' }) }],
    ['LIVENESS', 'FAIL credentials.suspended', { identity: aMachine({ state: 'SUSPENDED' }) }],
    [
      'LIVENESS',
      'FAIL credentials.not_yet_valid',
      { credential: aCredential({ notBefore: new Date(NOON.getTime() + 1) }) },
    ],
    ['LIVENESS', 'PASS credentials.live', { credential: aCredential({ notBefore: NOON }) }],
    ['LIVENESS', 'FAIL credentials.expired', { credential: aCredential({ expiresAt: NOON }) }],
    ['LIVENESS', 'PASS credentials.live', { credential: aCredential({ expiresAt: new Date(NOON.getTime() + 1) }) }],
    ['LIVENESS', 'FAIL credentials.expired', { credential: aCredential({ state: 'EXPIRED' }) }],
    ['LIVENESS', 'FAIL credentials.version_retired', { proof: 'RETIRED_VERSION' }],
    ['LIVENESS', 'FAIL credentials.uses_exhausted', { credential: aCredential({ maxUses: 2, uses: 2 }) }],
    ['LIVENESS', 'PASS credentials.live', { credential: aCredential({ maxUses: 2, uses: 1 }) }],
    ['RESPONSIBILITY', 'PASS credentials.responsible', {}],
    [
      'RESPONSIBILITY',
      'FAIL credentials.responsibility_missing',
      { identity: aMachine({ responsibility: aResponsibility({ actions: [] }) }) },
    ],
    [
      'RESPONSIBILITY',
      'FAIL credentials.responsibility_ended',
      { identity: aMachine({ responsibility: aResponsibility({ endsAt: NOON }) }) },
    ],
    [
      'RESPONSIBILITY',
      'FAIL credentials.review_overdue',
      { identity: aMachine({ responsibility: aResponsibility({ reviewDueAt: NOON }) }) },
    ],
    [
      'RESPONSIBILITY',
      'PASS_WITH_OBLIGATION credentials.responsible',
      { identity: aMachine({ responsibility: aResponsibility({ reviewDueAt: days(14) }) }) },
    ],
    [
      'RESPONSIBILITY',
      'PASS credentials.responsible',
      { identity: aMachine({ responsibility: aResponsibility({ reviewDueAt: new Date(days(14).getTime() + 1) }) }) },
    ],
    ['RESPONSIBILITY', 'FAIL credentials.action_outside_responsibility', { action: 'billing.plan.change' }],
    ['RESPONSIBILITY', 'FAIL credentials.action_outside_responsibility', { action: 'billing.invoice.send' }],
    ['RESPONSIBILITY', 'PASS credentials.responsible', { action: 'billing.invoice.read' }],
    ['OWNER', 'PASS credentials.owner_in_good_standing', {}],
    [
      'OWNER',
      'FAIL credentials.owner_unknown',
      { owners: [{ label: 'tenant', tenant: null, agent: null, runtime: null }] },
    ],
    ['OWNER', 'FAIL credentials.owner_chain_broken', { chain: { complete: false, owners: [], brokenBy: 'CYCLE' } }],
    ['OWNER', 'FAIL credentials.owner_suspended', ownedByAgent('SUSPENDED')],
    ['OWNER', 'FAIL credentials.orphaned', ownedByAgent('ORPHANED')],
    ['OWNER', 'FAIL credentials.owner_unknown', ownedByAgent('DRAFT')],
    ['OWNER', 'PASS credentials.owner_in_good_standing', ownedByAgent('ACTIVE')],
    ['OWNER', 'FAIL credentials.orphaned', { identity: aMachine({ state: 'ORPHANED' }) }],
    ['OWNER', 'FAIL credentials.steward_missing', { stewards: [aSteward({ active: false })] }],
    ['TENANT_BOUNDARY', 'PASS credentials.at_home', {}],
    [
      'TENANT_BOUNDARY',
      'FAIL credentials.tenant_unknown',
      { homeTenant: null, actingTenant: { id: HOME, fact: null } },
    ],
    [
      'TENANT_BOUNDARY',
      'FAIL identity.tenant_suspended',
      { homeTenant: aTenant({ state: 'SUSPENDED', stateReason: SUSPENDED_TENANT }) },
    ],
    ['TENANT_BOUNDARY', 'FAIL credentials.tenant_not_in_service', { homeTenant: aTenant({ state: 'PROVISIONING' }) }],
    ['TENANT_BOUNDARY', 'FAIL credentials.not_home_tenant', atOther],
    ['TENANT_BOUNDARY', 'FAIL credentials.not_home_tenant', { actingTenant: { id: OTHER, fact: null } }],
    [
      'TENANT_BOUNDARY',
      'FAIL credentials.grant_missing',
      { ...atOther, identity: aMachine({ boundary: 'GRANTED_TENANTS' }) },
    ],
    [
      'TENANT_BOUNDARY',
      'FAIL credentials.platform_duty_required',
      { ...atOther, identity: aMachine({ boundary: 'PLATFORM_WIDE' }) },
    ],
    ['TENANT_BOUNDARY', 'FAIL credentials.platform_duty_required', { ...atOther, identity: platformWide }],
    [
      'TENANT_BOUNDARY',
      'PASS credentials.acts_by_duty',
      { ...atOther, identity: platformWide, homeTenant: aTenant({ kind: 'PLATFORM' }) },
    ],
    [
      'TENANT_BOUNDARY',
      'FAIL credentials.tenant_unknown',
      { actingTenant: { id: OTHER, fact: null }, identity: platformWide, homeTenant: aTenant({ kind: 'PLATFORM' }) },
    ],
    ['RUNTIME', 'PASS credentials.runtime_unbound', {}],
    ['RUNTIME', 'PASS credentials.runtime_shown', bound],
    ['RUNTIME', 'FAIL credentials.runtime_not_bound', { ...bound, address: '198.51.100.1' }],
    ['RUNTIME', 'FAIL credentials.runtime_not_bound', { ...bound, address: null }],
    ['RUNTIME', 'PASS credentials.runtime_shown', { ...bound, address: null, assumedRuntimeId: aRuntime().id }],
    [
      'RUNTIME',
      'FAIL credentials.runtime_environment',
      { ...bound, boundRuntimes: [aRuntime({ environment: 'test' })] },
    ],
    ['RUNTIME', 'FAIL credentials.network_not_allowed', { credential: aCredential({ networks: ['198.51.100.0/24'] }) }],
    [
      'RUNTIME',
      'FAIL credentials.network_not_allowed',
      { credential: aCredential({ networks: ['198.51.100.0/24'] }), address: null },
    ],
    ['DELEGATION', 'PASS credentials.acts_for_itself', {}],
    ['TRUST_LEVEL', 'PASS credentials.trusted_enough', {}],
    ['TRUST_LEVEL', 'FAIL credentials.trust_too_low', { stewards: [] }],
  ])('%s answers %s', (link, answer, facts) => {
    expect(codeOf(link, facts)).toBe(answer);
  });

  test('leaves an action of its own level to the trust that it needs', () => {
    expect(decideOwnLinks(trusted(), 'T2_BOUND', NOON).find(({ link }) => link === 'TRUST_LEVEL')?.reason.code).toBe(
      'credentials.trust_too_low',
    );
  });
});

describe('permissions', () => {
  const granted: Reason = { code: 'access.granted', owner: 'ACCESS', message: 'You may.', since: null, remedy: null };
  test.each([
    [{ asked: 'ANSWERED', allowed: true, reason: granted, decisionId: 'd' } as const, 'PASS access.granted'],
    [
      { asked: 'ANSWERED', allowed: false, reason: { ...granted, code: 'access.no_grant' }, decisionId: 'd' } as const,
      'FAIL access.no_grant',
    ],
    [{ asked: 'UNAVAILABLE' } as const, 'FAIL credentials.permissions_unavailable'],
    [{ asked: 'NOT_ASKED' } as const, 'NOT_EVALUATED credentials.not_evaluated'],
    [{ asked: 'EACH_REQUEST' } as const, 'NOT_EVALUATED credentials.left_to_each_request'],
  ])('after %j are %s', (answer, expected) => {
    const link = decidePermissionsLink(answer, []);
    expect(`${link.verdict} ${link.reason.code}`).toBe(expected);
  });

  test('are never asked for a machine that has no business in the tenant', () => {
    expect(mayAskAccess(chainOf(atOther))).toBe(false);
    expect(mayAskAccess(chainOf({}))).toBe(true);
  });
});

describe('the whole chain', () => {
  test('has every link in the order of the model, each with a sentence and an answer of its own', () => {
    const broken = chainOf({
      stewards: [],
      credential: aCredential({ state: 'SUSPENDED', networks: ['198.51.100.0/24'] }),
    });
    expect(broken.map(({ link }) => link)).toEqual(TRUST_LINKS.slice(0, -1));
    expect(broken.filter(({ verdict }) => verdict === 'FAIL').map(({ link }) => link)).toEqual([
      'LIVENESS',
      'OWNER',
      'RUNTIME',
      'TRUST_LEVEL',
    ]);
    expect(broken.every(({ reason }) => reason.message.length > 0 && !reason.message.includes('{'))).toBe(true);
  });

  test('is what its first no says', () => {
    expect(concludeChain(chainOf({ stewards: [], credential: aCredential({ state: 'SUSPENDED' }) }))).toMatchObject({
      effect: 'DENY',
      reason: { code: 'credentials.suspended' },
    });
    expect(concludeChain(chainOf({}))).toMatchObject({ effect: 'ALLOW', reason: { code: 'credentials.trusted' } });
  });
});

describe('what the holder of a credential is told', () => {
  test.each<[string, Partial<TrustFacts>]>([
    ['the secret is wrong', { proof: 'MISMATCHED' }],
    ['there is no such credential', { proof: 'UNKNOWN', credential: null, identity: null }],
    ['it is suspended', { credential: aCredential({ state: 'SUSPENDED' }) }],
    ['it is used from the wrong place', { ...bound, address: '198.51.100.1' }],
    ['it is used from the wrong place and its owner is gone', { ...bound, address: '198.51.100.1', stewards: [] }],
  ])('is one sentence for strangers when %s', (_, facts) => {
    expect(decideDisclosure(chainOf(facts))).toEqual({ told: 'STRANGER', reason: STRANGERS_REASON });
    expect(STRANGERS_REASON.code).toBe('credentials.invalid_credential');
  });

  test.each<[string, Partial<TrustFacts>]>([
    ['credentials.steward_missing', { stewards: [aSteward({ personId: ANA, active: false })] }],
    ['credentials.review_overdue', { identity: aMachine({ responsibility: aResponsibility({ reviewDueAt: NOON }) }) }],
    ['credentials.not_home_tenant', atOther],
  ])('is %s for whoever proved to be its rightful holder', (code, facts) => {
    expect(decideDisclosure(chainOf(facts))).toMatchObject({ told: 'HOLDER', reason: { code } });
  });
});
