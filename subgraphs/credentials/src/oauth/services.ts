import type { Database } from '@bailiwick/database';
import type { KeySets } from '@bailiwick/subgraph-host/issuer-keys';
import type { JudgeServices } from '../exchange/judge.js';
import type { StrangerLog } from '../exchange/stranger-log.js';
import type { TokenEndpointSettings } from '../settings.js';
import { findOAuthClient, findTenantOfCredential, type OAuthClient } from '../store/oauth-client.js';
import type { CredentialsTables } from '../store/tables.js';

/** What the token endpoint stands on. */
export interface TokenEndpointServices extends JudgeServices {
  readonly database: Database<CredentialsTables>;
  readonly strangers: StrangerLog;
  readonly tokenEndpoint: TokenEndpointSettings;
  /** Keys of the issuers that federated credentials name. */
  readonly keySets: KeySets;
}

export interface ClientAtHome extends OAuthClient {
  readonly home: string;
}

/** A client by its id: the credential with that id, in whatever tenant it is. */
export async function findClient(
  { database }: Pick<TokenEndpointServices, 'database'>,
  id: string,
): Promise<ClientAtHome | null> {
  const home = await database.inSystem('directory', (tx) => findTenantOfCredential(tx, id));
  // Nobody's id is looked for just as long, in a tenant that nobody has.
  const client = await database.inTenant(home ?? NOBODYS, (tx) => findOAuthClient(tx, id), { readOnly: true });
  return home === null || client === null ? null : { ...client, home };
}

const NOBODYS = '00000000-0000-4000-8000-000000000000';
