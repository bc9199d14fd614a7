import { ownerStanding } from '../owner-standing.js';
import { activeStewards } from '../stewards.js';
import { fail, notEvaluated, pass, type LinkAnswer } from './link.js';
import type { TrustFacts } from './trust-facts.js';

const LINK = 'OWNER';

/** Does somebody answer for it? Every owner up the chain must be in good standing, and a person must be reachable. */
export function decideOwnerLink({ identity, chain, owners, stewards }: TrustFacts): LinkAnswer {
  if (identity === null || chain === null) return notEvaluated(LINK);
  const evidence = owners.map((owner) => owner.label);
  if (identity.state === 'ORPHANED')
    return fail(LINK, 'credentials.orphaned', { since: identity.stateSince }, evidence);
  if (!chain.complete && chain.brokenBy !== 'UNKNOWN_AGENT')
    return fail(LINK, 'credentials.owner_chain_broken', {}, evidence);
  for (const [index, owner] of chain.owners.entries()) {
    const facts = owners[index] ?? { label: owner.kind, tenant: null, agent: null, runtime: null };
    const standing = ownerStanding(owner, facts);
    if (standing.code !== 'IN_GOOD_STANDING') return { link: LINK, verdict: 'FAIL', reason: standing.reason, evidence };
  }
  const active = activeStewards(stewards).length;
  if (active === 0) return fail(LINK, 'credentials.steward_missing', {}, evidence);
  return pass(LINK, 'credentials.owner_in_good_standing', { owner: owners[0]?.label ?? 'unknown' }, [
    ...evidence,
    `${active} active stewards`,
  ]);
}
