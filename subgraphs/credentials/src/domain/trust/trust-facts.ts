import type { Credential } from '../credential.js';
import type { TenantFact } from '../facts.js';
import type { Environment, MachineIdentity, Steward } from '../machine-identity.js';
import type { OwnershipChain } from '../ownership-chain.js';
import type { Shown } from '../proof-kind.js';
import type { Runtime } from '../runtime.js';

/** What became of the proof. A simulation assumes it; on the real path the secret was compared. */
export type Proof =
  | 'MATCHED'
  | 'ASSUMED'
  | 'MALFORMED'
  | 'WRONG_ENVIRONMENT'
  | 'UNKNOWN'
  | 'MISMATCHED'
  | 'RETIRED_VERSION'
  | 'PENDING_VERSION'
  | 'MISSING'
  | 'INVALID'
  | 'REPLAYED'
  | 'ISSUER_UNTRUSTED'
  | 'ASSERTION_AUDIENCE';

/** What each owner of the chain rests on, in the chain's order. */
export interface OwnerStandingFacts {
  readonly label: string;
  readonly tenant: TenantFact | null;
  readonly agent: MachineIdentity | null;
  readonly runtime: Runtime | null;
}

/** Everything the chain is decided from. Read in one transaction, so that it was true together. */
export interface TrustFacts extends Shown {
  readonly proof: Proof;
  readonly hostEnvironment: Environment;
  readonly credential: Credential | null;
  readonly identity: MachineIdentity | null;
  readonly stewards: readonly Steward[];
  readonly chain: OwnershipChain | null;
  readonly owners: readonly OwnerStandingFacts[];
  readonly homeTenant: TenantFact | null;
  /** The tenant to act in; its fact is null when nobody told us of it. */
  readonly actingTenant: { readonly id: string; readonly fact: TenantFact | null };
  /** The runtimes that the credential is bound to. */
  readonly boundRuntimes: readonly Runtime[];
  readonly address: string | null;
  /** Only a simulation claims a runtime; on the real path the address shows it. */
  readonly assumedRuntimeId: string | null;
  /** People who have seen the secret or hold its key, and are no longer members. */
  readonly knowersLeft: number;
  /** Null on the real path: an exchange serves many actions. */
  readonly action: string | null;
  /** What somebody is said to have lent the machine. Only a simulation names one; nobody can lend anything yet. */
  readonly delegationId: string | null;
  /** How many active stewards the tenant wants for each machine. */
  readonly minStewards: number;
}
