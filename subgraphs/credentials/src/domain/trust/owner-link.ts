import type { Reason } from '@bailiwick/decision';
import { ownerStanding, type OwnerStandingCode } from '../owner-standing.js';
import { reasons } from '../reasons.js';
import { activeStewards } from '../stewards.js';
import { notEvaluated, pass, type LinkAnswer } from './link.js';
import type { TrustFacts } from './trust-facts.js';

const LINK = 'OWNER';

/**
 * Does somebody answer for it? Every owner up the chain must be in good standing, and a person must be reachable. In the
 * days of grace after the last steward left nobody is, and a successor may still claim it.
 */
export function decideOwnerLink(facts: TrustFacts, now: Date): LinkAnswer {
  const { identity, chain, owners, stewards } = facts;
  if (identity === null || chain === null) return notEvaluated(LINK);
  const evidence = owners.map((owner) => owner.label);
  const reason = unanswerable(facts, now);
  if (reason !== null) return { link: LINK, verdict: 'FAIL', reason, evidence };
  return pass(LINK, 'credentials.owner_in_good_standing', { owner: owners[0]?.label ?? 'unknown' }, [
    ...evidence,
    `${activeStewards(stewards).length} active stewards`,
  ]);
}

/** The first that is wrong: who does not exist before what leads nowhere, what may come back before what is gone. */
function unanswerable(facts: TrustFacts, now: Date): Reason | null {
  const { identity, stewards } = facts;
  const missing = activeStewards(stewards).length === 0 && identity?.state !== 'OWNER_GRACE';
  return (
    standingOf(facts, 'UNKNOWN') ??
    brokenChain(facts) ??
    standingOf(facts, 'SUSPENDED') ??
    orphaned(facts, now) ??
    standingOf(facts, 'LEFT') ??
    (missing ? reasons.reason('credentials.steward_missing') : null)
  );
}

function standingOf({ chain, owners }: TrustFacts, code: OwnerStandingCode): Reason | null {
  for (const [index, owner] of (chain?.owners ?? []).entries()) {
    const facts = owners[index] ?? { label: owner.kind, tenant: null, agent: null, runtime: null };
    const standing = ownerStanding(owner, facts);
    if (standing.code === code) return standing.reason;
  }
  return null;
}

/** An agent that nobody knows is an unknown owner, which is the plainer thing to say. */
function brokenChain({ chain }: TrustFacts): Reason | null {
  const broken = chain !== null && !chain.complete && chain.brokenBy !== 'UNKNOWN_AGENT';
  return broken ? reasons.reason('credentials.owner_chain_broken') : null;
}

/** When the grace ends the machine is orphaned, also in the seconds until the clock has said so. */
function orphaned({ identity }: TrustFacts, now: Date): Reason | null {
  if (identity === null) return null;
  const { state, stateSince, graceEndsAt } = identity;
  const isOver = state === 'OWNER_GRACE' && graceEndsAt !== null && graceEndsAt <= now;
  if (!isOver && state !== 'ORPHANED') return null;
  return reasons.reason('credentials.orphaned', { since: isOver ? graceEndsAt : stateSince });
}
