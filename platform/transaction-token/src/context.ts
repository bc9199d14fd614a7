import type { Actor, MachineContext, Principal } from '@bailiwick/decision';

/** What a minter says about one principal in one tenant; becomes the claims of a Txn-Token. */
export interface TransactionContext {
  /** Names the exchange that minted the token; one token serves many requests. */
  readonly txn: string;
  /** Null only for a subject that is not linked to a person yet (`sub: person:unlinked:<hash>`). */
  readonly principal: Principal | null;
  /** `person:<id>`, `machine:<id>` or `person:unlinked:<sha256(iss, sub)>`. */
  readonly subject: string;
  /** Null is the lobby: no tenant yet. Only identity accepts it. */
  readonly tenantId: string | null;
  /** Actions that access allows in the whole tenant. Null when left out; it only ever shortens a yes. */
  readonly scope: readonly string[] | null;
  /** Actions beyond which this token allows nothing, whatever access says. Null only for people. */
  readonly limits: readonly string[] | null;
  /** Who acts, outermost first: `[person]`, `[person, duty]` for an operator, `[machine, …]`. */
  readonly actors: readonly Actor[];
  /** The platform duty under which an operator acts on a customer, with the stated reason. */
  readonly operator: { readonly duty: string; readonly reason: string } | null;
  readonly authentication: {
    /** The credential's shape: `oidc`, `api_key`. */
    readonly method: string;
    /** True when the session was opened with more than one factor (`amr` contains `mfa`). */
    readonly multiFactor: boolean;
    readonly issuer: string;
    /** sha256(iss, sub) of the presented token, for people: what `acceptInvitation` links. */
    readonly subjectHash: string | null;
    readonly client: string | null;
  };
  readonly machine: MachineContext | null;
  /** The workload that asked the minter: the verified caller of the exchange. */
  readonly requestingWorkload: string;
}

declare const verified: unique symbol;

/** A context whose token was verified. Nothing but `TransactionTokenVerifier.verify` makes one. */
export interface VerifiedTransactionContext extends TransactionContext {
  readonly [verified]: true;
  /** The minting domain, as its `iss`. */
  readonly issuer: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** The compact JWS, to be forwarded to access. Never logged. */
  readonly token: string;
}
