import type { Session } from '@bailiwick/subgraph-host';
import type { WhatIfChange } from '../domain/what-if/change.js';
import { replay, type Recorded, type Replayed } from '../domain/what-if/replay.js';
import type { CredentialsSettings } from '../settings.js';
import { listRecordedUses, listUsedCredentials } from '../store/recorded-use.js';
import { readReplayFacts } from '../store/replay-facts.js';
import type { CredentialsTables } from '../store/tables.js';

type CredentialsSession = Session<CredentialsTables>;
type Tx = Parameters<Parameters<CredentialsSession['readOpen']>[0]>[0];

export interface WhatIfReport extends Replayed {
  readonly from: Date;
  readonly to: Date;
}

/** So many credentials at once: a page of facts takes the same dozen statements for one as for all of these. */
export const PAGE = 500;
export const AFFECTED_MAX = 100;
const DAY_MS = 86_400_000;

/** What was recorded, decided anew with and without the change. Nothing is written: no use, no decision, no last use. */
export async function whatIf(
  settings: CredentialsSettings,
  session: CredentialsSession,
  change: WhatIfChange,
  days: number,
): Promise<WhatIfReport> {
  const to = session.now;
  const from = new Date(to.getTime() - days * DAY_MS);
  const replayed = await session.read('credentials.trust.decide', (tx) =>
    replayAll(tx, settings, change, { from, to }),
  );
  return { from, to, ...replayed, affected: replayed.affected.slice(0, AFFECTED_MAX) };
}

async function replayAll(
  tx: Tx,
  { environment }: CredentialsSettings,
  change: WhatIfChange,
  { from, to }: Pick<WhatIfReport, 'from' | 'to'>,
): Promise<Replayed> {
  let whole: Replayed = { decisionsReplayed: 0, newlyDenied: 0, newlyAllowed: 0, affected: [] };
  let after: string | null = null;
  for (;;) {
    const ids: readonly string[] = await listUsedCredentials(tx, from, after, PAGE);
    if (ids.length === 0) return whole;
    const factsOf = await readReplayFacts(tx, ids, to);
    const uses = await listRecordedUses(tx, ids, { from, now: to });
    const recorded = uses.flatMap((use): readonly Recorded[] => {
      const facts = factsOf(use, environment);
      return facts === null ? [] : [{ credentialId: use.credentialId, facts, calls: use.calls }];
    });
    whole = joined(whole, replay(recorded, change, to));
    if (ids.length < PAGE) return whole;
    after = ids.at(-1) ?? null;
  }
}

function joined(one: Replayed, other: Replayed): Replayed {
  return {
    decisionsReplayed: one.decisionsReplayed + other.decisionsReplayed,
    newlyDenied: one.newlyDenied + other.newlyDenied,
    newlyAllowed: one.newlyAllowed + other.newlyAllowed,
    affected: [...one.affected, ...other.affected].toSorted((a, b) => b.calls - a.calls),
  };
}
