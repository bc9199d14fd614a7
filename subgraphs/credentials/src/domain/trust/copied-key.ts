import type { Reason } from '@bailiwick/decision';
import type { ShownInstance } from '../proof-kind.js';
import type { LinkAnswer } from './link.js';

/** A key that two processes were found to have. */
export interface CopiedKey {
  readonly instanceId: string;
  readonly reason: Reason;
}

/** Null unless the chain says so, be it with its first no or a later one: a key that two have is no better in a sleeping credential. */
export function copiedKey(chain: readonly LinkAnswer[], instance: ShownInstance | null): CopiedKey | null {
  const said = chain.find(({ verdict, reason }) => verdict === 'FAIL' && reason.code === 'credentials.clone_suspected');
  return said === undefined || instance === null ? null : { instanceId: instance.id, reason: said.reason };
}
