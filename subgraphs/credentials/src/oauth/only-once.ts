import { createHash } from 'node:crypto';
import { findTenantOfCredential } from '../store/oauth-client.js';
import { insertSeenProof } from '../store/seen-proof.js';
import type { TokenEndpointServices } from './services.js';

/**
 * In place of the library's look-then-write, between which a second request fits: here the insert decides, so of two that
 * come at once, on whatever replica, one is refused.
 */
export async function onlyOnce(
  { database, clock }: TokenEndpointServices,
  clientId: string,
  jti: string,
  expiresAtSeconds: number,
): Promise<boolean> {
  const home = await database.inSystem('directory', (tx) => findTenantOfCredential(tx, clientId));
  if (home === null) return false;
  const digest = createHash('sha256').update(`client ${clientId} ${jti}`).digest();
  return database.inTenant(home, (tx) => insertSeenProof(tx, digest, new Date(expiresAtSeconds * 1000), clock()));
}
