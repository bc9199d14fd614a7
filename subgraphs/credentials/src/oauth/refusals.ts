import { OIDCProviderError } from 'oidc-provider/lib/helpers/errors.js';
import type { ProviderContext } from 'oidc-provider/lib/provider.js';
import type { Proof } from '../domain/trust/trust-facts.js';
import { refuseStranger } from '../exchange/judge.js';
import { unproven } from '../exchange/prove.js';
import { findCredential } from '../store/credential.js';
import { findTenantOfCredential } from '../store/oauth-client.js';
import { circumstancesOf } from './circumstances.js';
import type { TokenEndpointServices } from './services.js';

const noted = new WeakSet<object>();

/** Who has a record already gets no second one, of what the library makes of the refusal. */
export function rememberNoted(ctx: ProviderContext): void {
  noted.add(ctx);
}

/** Kept for the owner once the stranger has their answer, as at the exchange: what it was, and why it was refused. */
export async function noteRefusal(services: TokenEndpointServices, ctx: ProviderContext, proof: Proof): Promise<void> {
  if (noted.has(ctx)) return;
  noted.add(ctx);
  const { database, strangers, clock, log } = services;
  const clientId = ctx.oidc.client?.clientId ?? '';
  const { requestId, address } = circumstancesOf(ctx);
  const home = await database.inSystem('directory', (tx) => findTenantOfCredential(tx, clientId));
  if (home === null) {
    log.info({ requestId, code: 'credentials.credential_unknown' }, 'client refused');
    return;
  }
  strangers.add(home, requestId, async (tx) => {
    const credential = await findCredential(tx, clientId);
    const presentation = { home, acting: { id: home, fact: null }, address, requestId, caller: 'client' };
    const refused = refuseStranger(services, presentation, unproven(proof, credential?.id ?? null), clock());
    await refused.keep?.(tx);
  });
}

/** What the library found wrong, as this domain names it. It answers strangers alike whatever it was. */
export function proofOf(error: Error): Proof {
  const detail = error instanceof OIDCProviderError ? (error.error_detail ?? error.message) : error.message;
  if (/invalid secret/.test(detail)) return 'MISMATCHED';
  if (/audience/.test(detail)) return 'ASSERTION_AUDIENCE';
  if (/used once|[Rr]eplay/.test(detail)) return 'REPLAYED';
  return 'INVALID';
}
