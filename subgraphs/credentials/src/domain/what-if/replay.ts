import type { TrustLevel } from '@bailiwick/decision';
import { concludeChain, decideOwnLinks, type ChainAnswer } from '../trust/chain.js';
import { whenItTells, type WhatIfChange } from './change.js';
import { changedFacts, isMeant, type ReplayFacts } from './changed-facts.js';

/** Calls that were alike: the facts of today, in the circumstances of then. */
export interface Recorded {
  readonly credentialId: string;
  readonly facts: ReplayFacts;
  readonly calls: number;
}

/** What a credential would meet with, of which of its calls. */
export interface WhatIfItem {
  readonly credentialId: string;
  readonly calls: number;
  readonly was: string;
  readonly wouldBe: string;
  readonly because: string;
}

export interface Replayed {
  readonly decisionsReplayed: number;
  readonly newlyDenied: number;
  readonly newlyAllowed: number;
  readonly affected: readonly WhatIfItem[];
}

/**
 * Each recorded call is decided twice at the same time, without and with the change, so that what expires anyway is not blamed
 * on it. Access is not asked again: what it would say to each action does not hang on any of these changes.
 */
export function replay(recorded: readonly Recorded[], change: WhatIfChange, now: Date): Replayed {
  const at = whenItTells(change, now);
  const items = new Map<string, WhatIfItem>();
  const total = { decisionsReplayed: 0, newlyDenied: 0, newlyAllowed: 0 };
  for (const { credentialId, facts, calls } of recorded) {
    total.decisionsReplayed += calls;
    const was = decide(facts, 'T1_BEARER', at);
    const wouldBe = decide(changedFacts(facts, change), required(facts, change), at);
    if (was.effect !== 'DENY' && wouldBe.effect === 'DENY') total.newlyDenied += calls;
    else if (was.effect === 'DENY' && wouldBe.effect !== 'DENY') total.newlyAllowed += calls;
    else continue;
    const key = [credentialId, was.reason.code, wouldBe.reason.code].join(' ');
    const because = wouldBe.reason.message;
    const sum = (items.get(key)?.calls ?? 0) + calls;
    items.set(key, { credentialId, calls: sum, was: was.reason.code, wouldBe: wouldBe.reason.code, because });
  }
  return { ...total, affected: [...items.values()].toSorted((a, b) => b.calls - a.calls) };
}

function decide(facts: ReplayFacts, level: TrustLevel, at: Date): ChainAnswer {
  return concludeChain(decideOwnLinks(facts, level, at));
}

function required(facts: ReplayFacts, change: WhatIfChange): TrustLevel {
  return change.requireTrust !== null && isMeant(facts, change) ? change.requireTrust : 'T1_BEARER';
}
