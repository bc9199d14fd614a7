import { TRUST_LEVELS, type TrustLevel } from '@bailiwick/decision';
import { reasons } from '../reasons.js';
import type { Check } from './check.js';
import { finding, notApplicable, onFact, type Rule, type RuleResult } from './rule.js';

const STANDING = 'trust.standing';

/** Machine states in which it may still act. In OWNER_GRACE credentials has already lowered its trust. */
const WORKING = ['ACTIVE', 'OWNER_GRACE'];

/** Whoever asks must still belong here: a valid token of somebody who was suspended or has left is worth nothing. */
const standing: Rule = (check) => {
  if (check.subject.principal.kind === 'MACHINE') return machineStanding(check);
  return check.subject.duty === null ? memberStanding(check) : operatorStanding(check.subject.duty);
};

/** An operator is a member of the platform's tenant, not of this one; identity vouches for the duty, for half a minute. */
function operatorStanding(duty: string): RuleResult {
  return finding(STANDING, 'REQUIRE', {
    outcome: 'PASS',
    reason: reasons.reason('access.operator_on_duty', { facts: { duty } }),
    via: [duty],
  });
}

function memberStanding(check: Check): RuleResult {
  const reading = {
    rule: STANDING,
    effect: 'REQUIRE',
    source: 'identity',
    what: 'the membership of this person',
  } as const;
  return onFact(check, reading, check.facts.membership, ({ state }) =>
    state === 'ACTIVE'
      ? { outcome: 'PASS', reason: reasons.reason('access.standing_good', { facts: { subject: 'person', state } }) }
      : { outcome: 'FAIL', reason: reasons.reason('access.membership_not_active', { facts: { state } }) },
  );
}

function machineStanding(check: Check): RuleResult {
  const reading = { rule: STANDING, effect: 'REQUIRE', source: 'credentials', what: 'this machine' } as const;
  return onFact(check, reading, check.facts.machine, ({ state }) =>
    WORKING.includes(state)
      ? { outcome: 'PASS', reason: reasons.reason('access.standing_good', { facts: { subject: 'machine', state } }) }
      : { outcome: 'FAIL', reason: reasons.reason('access.machine_not_active', { facts: { state } }) },
  );
}

/** What would hurt most needs more than a password that somebody may have read. */
const multiFactor: Rule = (check) => {
  const rule = 'trust.multi_factor';
  if (!check.action.requiresMfa || check.subject.principal.kind === 'MACHINE')
    return notApplicable(rule, 'REQUIRE', check);
  const shown = check.subject.multiFactor === true;
  const reason = reasons.reason(shown ? 'access.multi_factor_shown' : 'access.mfa_required', {
    facts: { action: check.action.name },
  });
  return finding(rule, 'REQUIRE', { outcome: shown ? 'PASS' : 'FAIL', reason });
};

/** A machine needs the level that the action's owner asks for; one without a level has none. */
const trustLevel: Rule = (check) => {
  const rule = 'trust.level';
  if (check.subject.principal.kind === 'PERSON') return notApplicable(rule, 'REQUIRE', check);
  const level = check.subject.trustLevel ?? 'T0_NONE';
  const required = check.action.requiredTrust;
  const enough = isAtLeast(level, required);
  const facts = { level, required, action: check.action.name };
  const reason = reasons.reason(enough ? 'access.trust_sufficient' : 'access.trust_too_low', { facts });
  return finding(rule, 'REQUIRE', { outcome: enough ? 'PASS' : 'FAIL', reason });
};

function isAtLeast(level: TrustLevel, required: TrustLevel): boolean {
  return TRUST_LEVELS.indexOf(level) >= TRUST_LEVELS.indexOf(required);
}

export const TRUST_RULES: readonly Rule[] = [standing, multiFactor, trustLevel];
