import type { SystemTransaction } from '@bailiwick/database';
import type { CredentialsCode } from '../domain/reasons.js';
import { parseKey } from '../domain/secret-format.js';
import type { CredentialsSettings } from '../settings.js';
import { listTenantsOfReference } from '../store/directory.js';
import { findTenantOfCredential } from '../store/oauth-client.js';
import type { CredentialsTables } from '../store/tables.js';
import { checkDpop } from './check-dpop.js';
import type { Evidence } from './evidence.js';
import type { ExchangeForm } from './exchange-form.js';
import { readAccessToken } from './read-access-token.js';

type Directory = SystemTransaction<CredentialsTables, 'directory'>;

export type Recognised = { readonly evidence: Evidence } | { readonly code: CredentialsCode };

/** What was presented, by its form and signature alone: whatever is refused here has cost no look-up. */
export async function recognise(
  { subject, subjectToken, proof }: ExchangeForm,
  settings: CredentialsSettings,
  now: Date,
): Promise<Recognised> {
  if (subject === 'API_KEY') return recogniseKey(subjectToken, settings);
  const { tokenEndpoint } = settings;
  const token = tokenEndpoint === null ? null : await readAccessToken(subjectToken, tokenEndpoint, now);
  if (token === null) return { code: 'credentials.proof_invalid' };
  return { evidence: { kind: 'TOKEN', token, dpop: await checkDpop(proof, subjectToken, now) } };
}

/** The tenants that it may be at home in: mostly one, several by a coincidence of references. */
export async function listHomesOf(tx: Directory, evidence: Evidence): Promise<readonly string[]> {
  if (evidence.kind === 'KEY') return listTenantsOfReference(tx, evidence.key.reference);
  const id = evidence.kind === 'TOKEN' ? evidence.token.clientId : evidence.credentialId;
  const home = await findTenantOfCredential(tx, id);
  return home === null ? [] : [home];
}

function recogniseKey(text: string, { environment }: CredentialsSettings): Recognised {
  const key = parseKey(text);
  if (key?.kind !== 'API_KEY') return { code: 'credentials.credential_malformed' };
  return key.environment === environment
    ? { evidence: { kind: 'KEY', key } }
    : { code: 'credentials.wrong_environment' };
}
