import { readAttentionCounts, readOwnershipHealth, readPosture } from '../store/posture.js';
import type { Ground } from './ground.js';
import type { Case } from './list-cases.js';

/** What is asked about all of a tenant at once. */
export function postureCases({ now }: Ground): readonly Case[] {
  const all: Readonly<Record<string, Case['run']>> = {
    readOwnershipHealth: (tx) => readOwnershipHealth(tx, now),
    readPosture: (tx) => readPosture(tx, now),
    readAttentionCounts: (tx) => readAttentionCounts(tx, now),
  };
  return Object.entries(all).map(([store, run]) => ({ name: `tenant: ${store}`, store, run }));
}
