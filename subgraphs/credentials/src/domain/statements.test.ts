import { describe, expect, test } from 'vitest';
import {
  BEN,
  HOME,
  aCredential,
  aMachine,
  anActor,
  aRuntime,
  aSteward,
  aTenant,
  days,
  trusted,
} from '../../test/builders.js';
import { actions } from './actions.js';
import { actorsOf } from './actors.js';
import type { AnswerFacts } from './answer.js';
import { answerAll } from './answers.js';
import { decideAttention } from './attention.js';
import { CREDENTIAL_STATES } from './credential.js';
import { MACHINE_IDENTITY_STATES } from './machine-identity.js';
import { ownerStanding } from './owner-standing.js';
import { DEFAULT_POLICY } from './policy.js';
import { credentialStateReason, identityStateReason } from './state-reason.js';

const facts = (overrides: Partial<AnswerFacts> = {}): AnswerFacts => ({
  credential: aCredential(),
  identity: aMachine(),
  chain: {
    complete: true,
    owners: [
      { kind: 'AUTONOMOUS_AGENT', agentId: 'inbox' },
      { kind: 'TENANT', tenantId: HOME, team: null },
    ],
  },
  owners: [
    { label: 'agent inbox', tenant: aTenant(), agent: aMachine({ name: 'inbox' }), runtime: null },
    { label: 'tenant Acme', tenant: aTenant(), agent: null, runtime: null },
  ],
  stewards: [aSteward()],
  homeTenant: aTenant(),
  runtimes: [],
  knowers: [{ actor: anActor, saw: days(-5), how: 'issueCredential' }],
  decisionsRecorded: 7,
  policy: DEFAULT_POLICY,
  ...overrides,
});

describe('the eight questions', () => {
  test('are answered from what is true of this credential', () => {
    const { whoCreatedIt, whoOwnsIt, whichTenant, mayItCrossTenants, whichRuntimes, howIsItRotated, howIsItAudited } =
      answerAll(facts());
    expect(whoCreatedIt.text).toContain('Ana');
    expect(whoCreatedIt.evidence[1]).toContain('saw the secret');
    expect(whoOwnsIt.text).toContain('agent inbox, answerable to tenant Acme; 1 active steward answers for it');
    expect(whichTenant.text).toContain('Acme (acme)');
    expect(mayItCrossTenants.text).toMatch(/^No/);
    expect(whichRuntimes.text).toMatch(/^Any runtime, from any network/);
    expect(howIsItRotated.text).toContain(days(30).toISOString());
    expect(howIsItAudited.evidence).toContain('7 trust decisions');
    expect(answerAll(facts({ identity: aMachine({ boundary: 'GRANTED_TENANTS' }) })).mayItCrossTenants.text).toContain(
      'none has',
    );
    const wide = aMachine({ boundary: 'PLATFORM_WIDE', owner: { kind: 'PLATFORM', duty: 'support' } });
    expect(answerAll(facts({ identity: wide })).mayItCrossTenants.text).toBe('Yes, by the platform duty support.');
  });
});

describe('how a credential is rotated', () => {
  const policy = { fourEyesActions: ['billing.invoice.read'] };
  test('says where a second person has to agree, and what waits for them', () => {
    const { text, evidence } = answerAll(
      facts({ policy, credential: aCredential({ pendingVersion: 2 }) }),
    ).howIsItRotated;
    expect(text).toContain('once a second person has approved the new one');
    expect(evidence).toContain('version 2 waits for a second person');
    expect(answerAll(facts()).howIsItRotated.text).not.toContain('second person');
  });
});

describe('a state', () => {
  test('always has a reason, since when it holds', () => {
    expect(MACHINE_IDENTITY_STATES.map((state) => identityStateReason(aMachine({ state }), null).code)).toEqual([
      'credentials.awaiting_activation',
      'credentials.active',
      'credentials.suspended',
      'credentials.owner_grace',
      'credentials.orphaned',
      'credentials.quarantined',
      'credentials.retired',
    ]);
    const revoked = { to: 'SUSPENDED', code: 'credentials.identity_revoked' };
    expect(identityStateReason(aMachine({ state: 'SUSPENDED' }), revoked).code).toBe('credentials.identity_revoked');
    expect(CREDENTIAL_STATES.map((state) => credentialStateReason(aCredential({ state })).code)).toEqual([
      'credentials.pending_approval',
      'credentials.staged',
      'credentials.live',
      'credentials.rotating',
      'credentials.suspended',
      'credentials.dormant',
      'credentials.expired',
      'credentials.revoked',
      'credentials.compromised',
    ]);
    expect(identityStateReason(aMachine(), null).since).toBe(days(-10).toISOString());
  });
});

describe('an owner’s standing', () => {
  const nothing = { label: 'owner', tenant: null, agent: null, runtime: null };
  test.each([
    ['IN_GOOD_STANDING', { kind: 'TENANT', tenantId: HOME, team: null } as const, { ...nothing, tenant: aTenant() }],
    [
      'IN_GOOD_STANDING',
      { kind: 'TENANT', tenantId: HOME, team: null } as const,
      { ...nothing, tenant: aTenant({ state: 'SUSPENDED' }) },
    ],
    [
      'LEFT',
      { kind: 'TENANT', tenantId: HOME, team: null } as const,
      { ...nothing, tenant: aTenant({ state: 'CLOSED' }) },
    ],
    ['IN_GOOD_STANDING', { kind: 'PLATFORM', duty: 'support' } as const, nothing],
    ['UNKNOWN', { kind: 'PLATFORM', duty: 'withdrawn-duty' } as const, nothing],
    ['UNKNOWN', { kind: 'RUNTIME', runtimeId: 'gone' } as const, nothing],
    ['IN_GOOD_STANDING', { kind: 'RUNTIME', runtimeId: 'r' } as const, { ...nothing, runtime: aRuntime() }],
    ['IN_GOOD_STANDING', { kind: 'INTERNAL_SERVICE', service: 'invoice-sync', duty: 'support' } as const, nothing],
    ['UNKNOWN', { kind: 'INTERNAL_SERVICE', service: 'switched-off', duty: 'support' } as const, nothing],
    [
      'IN_GOOD_STANDING',
      { kind: 'EXTERNAL_INTEGRATION', provider: 'hubspot', onBehalfOf: HOME } as const,
      { ...nothing, tenant: aTenant() },
    ],
    [
      'UNKNOWN',
      { kind: 'EXTERNAL_INTEGRATION', provider: 'delisted', onBehalfOf: HOME } as const,
      { ...nothing, tenant: aTenant() },
    ],
    [
      'SUSPENDED',
      { kind: 'AUTONOMOUS_AGENT', agentId: 'a' } as const,
      { ...nothing, agent: aMachine({ state: 'SUSPENDED' }) },
    ],
  ])('is %s for %j', (code, owner, given) => {
    expect(ownerStanding(owner, given).code).toBe(code);
  });
});

describe('the badge of Integrations', () => {
  test.each([
    [{ orphaned: 1, inGrace: 1 }, 'WARNING', 'credentials.machines_orphaned'],
    [{ inGrace: 1, reviewOverdue: 1 }, 'WARNING', 'credentials.machines_in_grace'],
    [{ reviewOverdue: 1, expiringSoon: 2 }, 'WARNING', 'credentials.reviews_overdue'],
    [{ expiringSoon: 2 }, 'INFO', 'credentials.credentials_expiring'],
    [{}, 'NONE', undefined],
  ])('for %j is %s', (counts, level, code) => {
    const attention = decideAttention({ orphaned: 0, inGrace: 0, reviewOverdue: 0, expiringSoon: 0, ...counts });
    expect([attention.level, attention.reason?.code]).toEqual([level, code]);
  });
});

describe('who acts', () => {
  test('is the machine alone, unless it is an agent’s', () => {
    expect(actorsOf(trusted())).toEqual([{ kind: 'MACHINE', id: aMachine().id, label: 'invoice-sync' }]);
  });

  test('ends in a person when an agent acts, the sponsor first', () => {
    const agent = aMachine({ id: 'c0000000-0000-4000-8000-00000000000a', name: 'inbox' });
    const actors = actorsOf(
      trusted({
        chain: {
          complete: true,
          owners: [
            { kind: 'AUTONOMOUS_AGENT', agentId: agent.id },
            { kind: 'TENANT', tenantId: HOME, team: null },
          ],
        },
        owners: [{ label: 'agent inbox', tenant: null, agent, runtime: null }],
        stewards: [aSteward(), aSteward({ personId: BEN, role: 'SPONSOR' })],
      }),
    );
    expect(actors.map(({ kind, id }) => [kind, id])).toEqual([
      ['MACHINE', aMachine().id],
      ['MACHINE', agent.id],
      ['PERSON', BEN],
    ]);
  });
});

describe('the actions of this domain', () => {
  test('are its own, and never need what they only take away', () => {
    expect(actions.every(({ name }) => name.startsWith('credentials.'))).toBe(true);
    for (const action of actions.filter(({ powerReducing }) => powerReducing)) {
      expect(action.factors).not.toContain('BILLING');
      expect(action.factors).not.toContain('PLATFORM');
      expect(action.feature).toBeNull();
    }
    expect(actions.filter(({ powerReducing }) => powerReducing).map(({ name }) => name)).toEqual([
      'credentials.machine.suspend',
      'credentials.machine.quarantine',
      'credentials.machine.retire',
      'credentials.credential.narrow',
      'credentials.runtime.lock',
      'credentials.credential.suspend',
      'credentials.credential.revoke',
    ]);
    expect(
      actions.filter(({ factors }) => factors.includes('BILLING')).every(({ feature }) => feature === 'integrations'),
    ).toBe(true);
  });
});
