import type { TenantTransaction } from '@bailiwick/database';
import { isVersionAccepted } from '../domain/credential.js';
import { BEARER } from '../domain/proof-kind.js';
import { concludeChain, decideOwnLinks } from '../domain/trust/chain.js';
import type { CredentialsSettings } from '../settings.js';
import type { IssuedToken } from '../store/access-token.js';
import { findCredential } from '../store/credential.js';
import { findVersionStanding } from '../store/credential-proof.js';
import type { CredentialsTables } from '../store/tables.js';
import { readTrustFacts } from '../store/trust-facts.js';

interface Occasion {
  readonly settings: CredentialsSettings;
  readonly home: string;
  readonly now: Date;
}

/** The links that say where a token is used from are asked at its use; whoever introspects is somewhere else. */
const OF_THE_USE = ['RUNTIME', 'TRUST_LEVEL'];

/** Whether the exchange would still take it, from the right place: its row, its version and every link of its machine. */
export async function isTokenLive(
  tx: TenantTransaction<CredentialsTables>,
  token: IssuedToken,
  { settings, home, now }: Occasion,
): Promise<boolean> {
  if (token.revokedAt !== null || token.expiresAt <= now) return false;
  const credential = await findCredential(tx, token.credentialId);
  const version = await findVersionStanding(tx, token.credentialId, token.versionNumber);
  if (credential === null || version === null || !isVersionAccepted(version, now)) return false;
  const subject = { credentialId: credential.id, machineIdentityId: null };
  const { facts } = await readTrustFacts(tx, subject, {
    proof: 'MATCHED',
    ...BEARER,
    hostEnvironment: settings.environment,
    actingTenant: { id: home, fact: null },
    address: null,
    assumedRuntimeId: null,
    action: null,
    delegationId: null,
  });
  const links = decideOwnLinks(facts, 'T1_BEARER', now).filter(({ link }) => !OF_THE_USE.includes(link));
  return concludeChain(links).effect !== 'DENY';
}
