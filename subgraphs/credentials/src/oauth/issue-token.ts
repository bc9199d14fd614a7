import { AccessDenied, InvalidClientAuth } from 'oidc-provider/lib/helpers/errors.js';
import type { ProviderContext, TokenModel } from 'oidc-provider/lib/provider.js';
import { proofKindOf, proofKindOfToken } from '../domain/proof-kind.js';
import { processIn } from '../domain/runtime-process.js';
import { showRuntime } from '../domain/trust/shown-runtime.js';
import type { ClientEvidence } from '../exchange/evidence.js';
import { weigh, type Presentation, type Weighed } from '../exchange/judge.js';
import { prove } from '../exchange/prove.js';
import { insertAccessToken } from '../store/access-token.js';
import { keepInstance } from '../store/runtime-instance.js';
import { insertTrustDecision } from '../store/trust-decision.js';
import { circumstancesOf } from './circumstances.js';
import { lockCopied } from './lock-copied.js';
import { clientOf } from './presented-client.js';
import { rememberNoted } from './refusals.js';
import { findClient, type TokenEndpointServices } from './services.js';

export const ACCESS_TOKEN_SECONDS = 300;

type Tx = Parameters<typeof weigh>[0];

/**
 * The library's last step before it signs: the client is who it says, and now the whole chain is weighed, as at every later
 * exchange. A token without its row is no token, so the row is written in the transaction that decides.
 */
export async function issueToken(
  services: TokenEndpointServices,
  ctx: ProviderContext,
  token: TokenModel,
): Promise<void> {
  const evidence = await evidenceOf(services, ctx, token);
  const { requestId, address } = circumstancesOf(ctx);
  const { home } = evidence;
  const presentation = { home, acting: { id: home, fact: null }, address, requestId, caller: 'client' };
  const request = { evidence, presentation, jti: token.jti };
  const weighed = await services.database.inTenant(home, (tx) => decide(tx, services, request), { requestId });
  if (weighed.told === 'TRUSTED') return;
  if (weighed.told === 'HOLDER')
    throw new AccessDenied(`${weighed.reason.message} (${weighed.reason.code}, decision ${weighed.decisionId})`);
  rememberNoted(ctx);
  if (weighed.keep !== null && weighed.copied === null) services.strangers.add(home, requestId, weighed.keep);
  throw new InvalidClientAuth('the chain of trust does not hold');
}

interface TokenRequest {
  readonly evidence: ClientEvidence;
  readonly presentation: Presentation;
  readonly jti: string;
}

/** All that follows is written with the decision: the token's row, the key's instance, or the lock of a key that two have. */
async function decide(
  tx: Tx,
  services: TokenEndpointServices,
  request: TokenRequest,
): Promise<Awaited<ReturnType<typeof weigh>>> {
  const { evidence, presentation, jti } = request;
  const proven = await prove(tx, evidence, services.settings, services.clock());
  const verdict = await weigh(tx, services, presentation, proven);
  if (verdict.told === 'STRANGER' && verdict.copied !== null) {
    await verdict.keep?.(tx);
    await lockCopied(tx, verdict.copied, presentation.requestId, services.clock());
  }
  if (verdict.told !== 'TRUSTED' || (await keep(tx, verdict, evidence, jti))) return verdict;
  return decide(tx, services, request);
}

async function evidenceOf(
  services: TokenEndpointServices,
  ctx: ProviderContext,
  { clientId, jkt }: TokenModel,
): Promise<ClientEvidence & { readonly home: string }> {
  const [client, authenticated] = [await findClient(services, clientId), clientOf(ctx)];
  if (client === null || authenticated === null) throw new InvalidClientAuth('the client was not authenticated');
  const { versionNumber, attestation } = authenticated;
  return {
    kind: 'CLIENT',
    credentialId: clientId,
    versionNumber,
    proofKind: proofKindOf(client.credential.kind),
    attestation,
    keyThumbprint: jkt ?? null,
    home: client.home,
  };
}

/** A key that an attested workload binds its token to is that runtime's instance from now on. False when somebody was faster. */
async function keep(
  tx: Tx,
  { facts, now, decision }: Weighed,
  evidence: ClientEvidence,
  jti: string,
): Promise<boolean> {
  const { credentialId, versionNumber, keyThumbprint, attestation } = evidence;
  if (facts.credential === null) throw new Error('A chain without a credential was allowed.');
  const shown = showRuntime(facts);
  const isInstance = shown?.by === 'ATTESTATION' && keyThumbprint !== null;
  if (isInstance && !(await keepInstance(tx, shown.runtime.id, keyThumbprint, processIn(attestation), now)))
    return false;
  const proofKind = proofKindOfToken(facts.credential.kind, keyThumbprint !== null);
  const expiresAt = new Date(now.getTime() + ACCESS_TOKEN_SECONDS * 1000);
  const issued = { jti, credentialId, versionNumber, proofKind, keyThumbprint, attestation, issuedAt: now, expiresAt };
  await insertTrustDecision(tx, decision());
  await insertAccessToken(tx, issued);
  return true;
}
