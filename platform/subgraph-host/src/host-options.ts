import type { Log } from '@bailiwick/config';
import type { Database } from '@bailiwick/database';
import type { ConsistencyKeys } from '@bailiwick/events';
import type { PairSecrets } from '@bailiwick/request-signature';
import type { TokenSigningKeys } from '@bailiwick/transaction-token';
import type { Minter } from './minters.js';

/** What a workload holds of keys: live, so that a rotation needs no restart. */
export interface HostKeys {
  readonly pairSecrets: PairSecrets;
  readonly consistencyKeys: ConsistencyKeys;
  /** Only the minters have some. */
  readonly tokenSigningKeys: TokenSigningKeys;
}

export interface HostOptions<Tables> {
  readonly database: Database<Tables>;
  readonly keys: HostKeys;
  readonly host: string;
  readonly port: number;
  /** The second listener's port. Null when the domain offers nothing to the public. */
  readonly publicPort: number | null;
  /** What callers sign as this receiver's `host:port`, when it is not the listener's own (behind a proxy). */
  readonly authority: string | null;
  readonly trustDomain: string;
  /** The internal URLs of the domains that this one reads or asks. */
  readonly peers: Readonly<Record<string, URL>>;
  readonly jwks: Readonly<Record<Minter, URL>>;
  readonly settings: unknown;
  /** When this process began: signatures from before are refused, since their nonces are forgotten. Default: now. */
  readonly startedAt?: Date;
  readonly now: () => Date;
  readonly log: Log;
}

export interface RunningDomain {
  readonly name: string;
  readonly url: URL;
  readonly publicUrl: URL | null;
  /** Resolves once every feed that the domain reads has been caught up with. */
  caughtUp(): Promise<void>;
  /** Whether the feed of `source` is being heard now; true where the domain does not read it. */
  follows(source: string): boolean;
  stop(graceMs?: number): Promise<void>;
}
