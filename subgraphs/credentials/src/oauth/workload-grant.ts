import { KeysUnreachable } from '@bailiwick/subgraph-host/issuer-keys';
import { handler as clientCredentials } from 'oidc-provider/lib/actions/grants/client_credentials.js';
import { InvalidClientAuth, TemporarilyUnavailable } from 'oidc-provider/lib/helpers/errors.js';
import * as helpers from 'oidc-provider/lib/helpers/grants.js';
import type { Provider, ProviderContext } from 'oidc-provider/lib/provider.js';
import { WORKLOAD_GRANT } from './client-metadata.js';
import { rememberClient } from './presented-client.js';
import { readWorkloadToken, type WorkloadToken } from './read-workload-token.js';
import { noteRefusal } from './refusals.js';
import { findClient, type ClientAtHome, type TokenEndpointServices } from './services.js';

const PARAMETERS = new Set(['assertion', 'scope', 'resource']);

/**
 * A workload's own token as the authorization (docs/decisions/0019-federated-workloads.md): assertion → issuer's word → from
 * there on the steps of client_credentials, which are the library's.
 */
export function registerWorkloadGrant(provider: Provider, services: TokenEndpointServices): void {
  const bound = Object.fromEntries(
    Object.entries(helpers).map(([name, helper]) => [name, helper.bind(undefined, provider)]),
  );
  const grant = async (ctx: ProviderContext): Promise<void> => {
    await admitWorkload(services, ctx);
    await clientCredentials(provider, bound, ctx);
  };
  provider.registerGrantType(WORKLOAD_GRANT, grant, PARAMETERS, new Set(['resource']));
}

async function admitWorkload(services: TokenEndpointServices, ctx: ProviderContext): Promise<void> {
  const client = await findClient(services, ctx.oidc.client?.clientId ?? '');
  const assertion = ctx.oidc.params?.['assertion'];
  const read = await vouchedFor(services, client, typeof assertion === 'string' ? assertion : '');
  if ('refused' in read || client === null) {
    await noteRefusal(services, ctx, 'refused' in read ? read.refused : 'UNKNOWN');
    throw new InvalidClientAuth('the workload is not vouched for');
  }
  rememberClient(ctx, { versionNumber: client.newestVersion, attestation: read.attestation });
}

async function vouchedFor(
  { keySets, clock }: TokenEndpointServices,
  client: ClientAtHome | null,
  assertion: string,
): Promise<WorkloadToken> {
  const federation = client?.credential.federation ?? null;
  if (federation === null) return { refused: 'UNKNOWN' };
  try {
    return await readWorkloadToken(assertion, federation, keySets, clock());
  } catch (error) {
    if (!(error instanceof KeysUnreachable)) throw error;
    throw new TemporarilyUnavailable(
      'The keys of the issuer cannot be read at the moment. Try again in a few seconds.',
    );
  }
}
