import type { Actor } from '@bailiwick/decision';
import { refuse, orRefuse } from '@bailiwick/decision';
import type { ResolverContext, Session } from '@bailiwick/subgraph-host';
import type { IdentityTables } from '../store/tables.js';

export type IdentitySession = Session<IdentityTables>;
export type Context = ResolverContext<IdentityTables>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Ids are opaque to clients, and one that is none of ours is simply not found. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/** Whoever acts, under the name that the token gives them. */
export function actorOf(session: IdentitySession): Actor {
  return session.actors[0] ?? { ...session.principal, label: session.principal.id };
}

/** Only inside a change: what is not in this tenant is not there. */
export function orNotFound<Found>(found: Found | null, what: string, path: readonly string[]): Found {
  return found ?? orRefuse<never>(refuse('identity.not_found', { facts: { what }, path }));
}
