import type { TransactionContext } from './context.js';

/**
 * A Txn-Token's payload. `scope` and `limits` are space-separated as in RFC 8693 §4.2. What can be told from another
 * claim is not repeated, but for `kind`, which must agree with `sub`.
 */
export interface TransactionClaims {
  readonly iss: string;
  readonly aud: string;
  readonly iat: number;
  readonly exp: number;
  readonly txn: string;
  readonly sub: string;
  readonly scope?: string;
  readonly req_wl: string;
  readonly tctx: {
    readonly tenant?: string;
    readonly kind: 'person' | 'machine';
    readonly actors: readonly { readonly kind: string; readonly id: string; readonly label: string }[];
    readonly mfa: boolean;
    readonly limits?: string;
    readonly operator?: { readonly duty: string; readonly reason: string };
    readonly machine?: {
      readonly credential: string;
      readonly owner: string;
      readonly runtime?: string;
      readonly trust: string;
      readonly epoch: number;
    };
  };
  readonly rctx: {
    readonly method: string;
    readonly iss: string;
    readonly sub_hash?: string;
    readonly client?: string;
  };
}

/** What the signer adds to a context. */
export interface Envelope {
  readonly issuer: string;
  readonly audience: string;
  readonly issuedAt: number;
  readonly lifetimeSeconds: number;
}

export function claimsOf(context: TransactionContext, scope: string | null, envelope: Envelope): TransactionClaims {
  return {
    iss: envelope.issuer,
    aud: envelope.audience,
    iat: envelope.issuedAt,
    exp: envelope.issuedAt + envelope.lifetimeSeconds,
    txn: context.txn,
    sub: context.subject,
    ...(scope !== null && { scope }),
    req_wl: context.requestingWorkload,
    tctx: tenantPart(context),
    rctx: requesterPart(context),
  };
}

/** Action names as one string. An action with a space in it would be two, one of them never granted. */
export function spaceSeparated(actions: readonly string[]): string {
  if (!actions.every((action) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(action)))
    throw new TypeError('An action name is empty or has a character that a scope cannot carry.');
  return actions.join(' ');
}

function tenantPart(context: TransactionContext): TransactionClaims['tctx'] {
  const { tenantId, limits, operator, machine } = context;
  return {
    ...(tenantId !== null && { tenant: tenantId }),
    kind: context.subject.startsWith('machine:') ? 'machine' : 'person',
    actors: context.actors.map(({ kind, id, label }) => ({ kind, id, label })),
    mfa: context.authentication.multiFactor,
    ...(limits !== null && { limits: spaceSeparated(limits) }),
    ...(operator !== null && { operator: { duty: operator.duty, reason: operator.reason } }),
    ...(machine !== null && { machine: machinePart(machine) }),
  };
}

function machinePart(
  machine: NonNullable<TransactionContext['machine']>,
): NonNullable<TransactionClaims['tctx']['machine']> {
  const { credentialId: credential, ownerKind: owner, runtimeId: runtime, trustLevel: trust, epoch } = machine;
  return { credential, owner, ...(runtime !== null && { runtime }), trust, epoch };
}

function requesterPart({ authentication }: TransactionContext): TransactionClaims['rctx'] {
  const { method, issuer, subjectHash, client } = authentication;
  return {
    method,
    iss: issuer,
    ...(subjectHash !== null && { sub_hash: subjectHash }),
    ...(client !== null && { client }),
  };
}
