import { REGISTRY } from '../../src/domain/owner.js';
import { hasActiveSteward, USABLE, type CredentialRow, type IdentityRow, type Rows } from './rows.js';
import { both, describeCredential, describeIdentity, isLooser, isWithin, opened, unless, type Rule } from './rule.js';

/** How many owners there are up to a tenant or the platform. Infinity for a chain that has no such end. */
function lengthOfChain({ machine_identity: identities }: Rows, identity: IdentityRow): number {
  const visited = new Set<string>();
  let length = 1;
  let current: IdentityRow | undefined = identity;
  while (current?.owner_kind === 'AUTONOMOUS_AGENT') {
    if (visited.has(current.id)) return Infinity;
    visited.add(current.id);
    const { owner_agent_id: next }: IdentityRow = current;
    current = identities.find(({ id }) => id === next);
    length += 1;
  }
  if (current === undefined) return Infinity;
  return ['TENANT', 'PLATFORM'].includes(current.owner_kind) ? length : length + 1;
}

const chain: Rule = {
  name: '3: the ownership chain is acyclic, at most 4 long, and ends at a tenant or the platform',
  breaks: ({ after }) =>
    unless(
      after.machine_identity,
      (identity) => lengthOfChain(after, identity) <= 4,
      (identity) => `${describeIdentity(identity)} has a chain of ${lengthOfChain(after, identity)}`,
    ),
};

/**
 * Whoever becomes active has one, and whoever has none is not accepted. Between a leaving and the clock's second look a row may
 * still say ACTIVE; afterwards only where the steward may come back by themselves.
 */
const steward: Rule = {
  name: '4: an ACTIVE identity has an active human steward',
  breaks: (moment) => {
    const { before, after, step } = moment;
    const wasActive = new Set(before.machine_identity.filter(({ state }) => state === 'ACTIVE').map(({ id }) => id));
    const active = after.machine_identity.filter(({ state }) => state === 'ACTIVE');
    const suspended = new Set(
      after.membership_fact.filter(({ state }) => state === 'SUSPENDED').map((each) => each.person_id),
    );
    const mayComeBack = (id: string) =>
      after.steward.some((each) => each.machine_identity_id === id && suspended.has(each.person_id));
    const used = opened(moment).filter(({ identity }) => identity.state !== 'OWNER_GRACE');
    return [
      ...unless(active, ({ id }) => wasActive.has(id) || hasActiveSteward(after, id), describeIdentity),
      ...unless(
        used,
        ({ identity }) => hasActiveSteward(before, identity.id),
        ({ identity }) => `${describeIdentity(identity)} was accepted`,
      ),
      ...unless(
        step.hasTimePassed ? active : [],
        ({ id }) => hasActiveSteward(after, id) || mayComeBack(id),
        (identity) => `${describeIdentity(identity)} after the clock has looked`,
      ),
    ];
  },
};

const boundary: Rule = {
  name: '5: only the platform and its services are PLATFORM_WIDE, by a named duty, from the platform’s own tenant',
  breaks: ({ after }) => {
    const wide = after.machine_identity.filter((identity) => identity.boundary === 'PLATFORM_WIDE');
    const [home] = after.tenant_fact;
    return unless(
      wide,
      ({ owner_kind: kind, owner_duty: duty }) =>
        ['PLATFORM', 'INTERNAL_SERVICE'].includes(kind) &&
        REGISTRY.duties.includes(duty ?? '') &&
        home?.kind === 'PLATFORM',
      (identity) => `${describeIdentity(identity)} of ${identity.owner_kind} by the duty ${identity.owner_duty}`,
    );
  },
};

const isOpen = ({ state }: CredentialRow) => USABLE.includes(state);
function gains(was: CredentialRow, is: CredentialRow): string[] {
  return [
    ...(isOpen(is) && !isOpen(was) ? [`went from ${was.state} to ${is.state}`] : []),
    ...(isWithin(is.ceiling, was.ceiling) ? [] : ['has a wider ceiling']),
    ...(isLooser(was, is) ? ['is bound more loosely'] : []),
    ...(is.expires_at > was.expires_at ? ['lives longer'] : []),
  ].map((gain) => `${describeCredential(was)} ${gain}`);
}

const grace: Rule = {
  name: '22: an identity in OWNER_GRACE can only lose power',
  breaks: (moment) => {
    const { before, after } = moment;
    const inGrace = both(before.machine_identity, after.machine_identity).filter(
      ({ was, is }) => was.state === 'OWNER_GRACE' && is?.state === 'OWNER_GRACE',
    );
    const ids = new Set(inGrace.map(({ was }) => was.id));
    const ofThem = (row: CredentialRow) => ids.has(row.machine_identity_id);
    const known = new Set(before.credential.map(({ id }) => id));
    const kept = both(before.credential.filter(ofThem), after.credential);
    const fresh = after.credential.filter((row) => ofThem(row) && !known.has(row.id));
    return [
      ...fresh.map((credential) => `${describeCredential(credential)} is new`),
      ...kept.flatMap(({ was, is }) => (is === null ? [] : gains(was, is))),
      ...unless(
        inGrace,
        ({ was, is }) =>
          is !== null &&
          isWithin(is.actions, was.actions) &&
          is.boundary === was.boundary &&
          is.review_due_at <= was.review_due_at,
        ({ was }) => `${describeIdentity(was)} answers for more, reaches further, or is asked again later`,
      ),
      ...unless(
        opened(moment).filter(({ identity }) => identity.state === 'OWNER_GRACE'),
        ({ presented }) => /"trust":"T[01]_/.test(JSON.stringify(presented.answer.claims)),
        ({ identity }) => `${describeIdentity(identity)} is trusted beyond T1`,
      ),
    ];
  },
};

export const rulesOfOwnership: readonly Rule[] = [chain, steward, boundary, grace];
