import type { DomainServices } from '@bailiwick/subgraph-host';
import { Unavailable } from '@bailiwick/subgraph-host';
import { TokenTooLarge, type TransactionContext } from '@bailiwick/transaction-token';
import type { CredentialsTables } from '../store/tables.js';
import type { LastScopes } from '../trust/last-scope.js';

export type MintServices = Pick<DomainServices<CredentialsTables>, 'tokens' | 'scopes' | 'clock'> & {
  readonly lastScopes: LastScopes;
};

export const LIFETIME_SECONDS = 30;
const PROVISIONAL_SECONDS = 5;

/**
 * The token is signed twice: without scope, to ask access with it, then with what access answered. A scope only
 * shortens a yes, so where it does not fit or is not known the token goes without.
 */
export async function mint(
  services: MintServices,
  context: TransactionContext,
  lifetimeSeconds: number,
  requestId: string,
): Promise<string> {
  const { tokens } = services;
  if (tokens === null) throw new Unavailable('The token mint of credentials');
  const scope = await findScope(services, context, requestId);
  const withScope = { ...context, scope };
  try {
    return (await tokens.sign(withScope, { lifetimeSeconds, includeScope: scope !== null })).token;
  } catch (error) {
    if (!(error instanceof TokenTooLarge) || scope === null) throw error;
    return (await tokens.sign({ ...context, scope: null }, { lifetimeSeconds, includeScope: false })).token;
  }
}

/** Access down is not the machine's fault: its last scope serves, at most 5 minutes old. */
async function findScope(
  services: MintServices,
  context: TransactionContext,
  requestId: string,
): Promise<readonly string[] | null> {
  const { tokens, scopes, clock, lastScopes } = services;
  const key = JSON.stringify([context.subject, context.tenantId, context.machine?.credentialId ?? null]);
  const limits = new Set(context.limits ?? []);
  try {
    const provisional = await tokens?.sign(context, { lifetimeSeconds: PROVISIONAL_SECONDS, includeScope: false });
    if (provisional === undefined) return null;
    const allowed = await scopes.search(provisional.token, context, requestId);
    const scope = allowed.filter((action) => limits.has(action));
    lastScopes.remember(key, scope, clock());
    return scope;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return lastScopes.recall(key, clock())?.filter((action) => limits.has(action)) ?? null;
  }
}
