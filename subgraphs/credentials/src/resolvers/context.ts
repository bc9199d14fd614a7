import { orRefuse, type Actor } from '@bailiwick/decision';
import type { TenantTransaction } from '@bailiwick/database';
import type { ResolverContext, Session } from '@bailiwick/subgraph-host';
import { missing } from '../domain/problem.js';
import type { CredentialsCode } from '../domain/reasons.js';
import type { Why } from '../store/transition.js';
import type { CredentialsTables } from '../store/tables.js';

export type CredentialsSession = Session<CredentialsTables>;
export type Context = ResolverContext<CredentialsTables>;
export type Tx = TenantTransaction<CredentialsTables>;

export const READ = 'credentials.machine.read';

/** Whoever acts, under the name that the token gives them. */
export function actorOf(session: CredentialsSession): Actor {
  return session.actors[0] ?? { ...session.principal, label: session.principal.id };
}

/** The person who acts, or null: a machine has no voice where people must vouch. */
export function personOf({ principal }: CredentialsSession): string | null {
  return principal.kind === 'PERSON' ? principal.id : null;
}

/** Why something moves to another state: because the caller asked for it, in their own words if there are any. */
export function whyOf(session: CredentialsSession, code: CredentialsCode, note: string | null = null): Why {
  return { by: actorOf(session), at: session.now, code, note };
}

/** Only inside a change: what is not in this tenant is not there. */
export function orNotFound<Found>(found: Found | null, what: string, path: readonly string[]): Found {
  return found ?? orRefuse<never>(missing(what, path));
}
