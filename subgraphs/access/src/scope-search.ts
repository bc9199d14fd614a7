import { randomUUID } from 'node:crypto';
import type { TenantTransaction } from '@bailiwick/database';
import type { CatalogueCache } from './catalogue-cache.js';
import { decideAccess } from './domain/access.js';
import type { AccessSubject } from './domain/check.js';
import { finding } from './domain/rule.js';
import { findKnown } from './facts/known-facts.js';
import type { Occasion } from './question.js';
import { reasons } from './reasons.js';
import { EVERY_ACTION, insertDecisions } from './store/access-decision.js';
import type { AccessTables } from './store/tables.js';

/**
 * What a minter writes into `scope`: all that is possible in the whole tenant, except what depends on readiness. That
 * may change within the token's half minute, and is therefore asked live. The list is kept as one decision: the reads
 * that it lets pass without asking again rest on it.
 */
export async function searchScope(
  tx: TenantTransaction<AccessTables>,
  cache: CatalogueCache,
  now: Date,
  asked: { readonly subject: AccessSubject; readonly occasion: Occasion },
): Promise<readonly string[]> {
  const { subject, occasion } = asked;
  const startedAt = performance.now();
  const { catalogue, version: policyVersion } = await cache.read(tx);
  const { facts } = await findKnown(tx, subject.principal, now);
  const check = { resource: null, roleId: null, subject, facts, catalogue, now };
  const names = [...catalogue.values()]
    .filter(({ factors }) => !factors.includes('PLATFORM') && !factors.includes('BILLING'))
    .filter((action) => decideAccess({ ...check, action }).canAccess)
    .map(({ name }) => name);
  const durationMicros = Math.round((performance.now() - startedAt) * 1000);
  const found = { subject: subject.principal, ...occasion, policyVersion, evaluatedAt: now, durationMicros };
  await insertDecisions(tx, [{ ...found, ...scopeDecision(names), inputs: { subject, facts, roleId: null } }]);
  return names;
}

function scopeDecision(names: readonly string[]) {
  const canAccess = names.length > 0;
  const facts = { action: names.length === 1 ? 'one action' : `${names.length} actions` };
  const reason = canAccess ? reasons.reason('access.granted', { facts }) : reasons.reason('access.not_permitted');
  const step = finding('search.scope', 'PERMIT', { outcome: canAccess ? 'PASS' : 'FAIL', reason, via: names });
  return {
    id: randomUUID(),
    action: EVERY_ACTION,
    resource: null,
    canAccess,
    redacted: !canAccess,
    reason,
    trace: [step],
  };
}
