import type { Credential } from '../credential.js';
import { isWithin } from '../network.js';
import type { Runtime } from '../runtime.js';
import { fail, notEvaluated, pass, type LinkAnswer } from './link.js';
import type { TrustFacts } from './trust-facts.js';

const LINK = 'RUNTIME';

/** The runtime that the caller is shown to be in, among those the credential is bound to. Headers show nothing. */
export function shownRuntime({
  boundRuntimes,
  address,
  assumedRuntimeId,
}: Pick<TrustFacts, 'boundRuntimes' | 'address' | 'assumedRuntimeId'>): Runtime | null {
  const byAddress = boundRuntimes.find((runtime) => address !== null && isWithin(address, runtime.networks));
  if (byAddress !== undefined) return byAddress;
  return boundRuntimes.find((runtime) => runtime.id === assumedRuntimeId) ?? null;
}

/** Is it used from where it may be? A stolen key is worth little elsewhere. */
export function decideRuntimeLink(facts: TrustFacts): LinkAnswer {
  const { credential, address } = facts;
  if (credential === null) return notEvaluated(LINK);
  const from = address === null ? 'no address was given' : `address ${address}`;
  if (!isAllowedNetwork(credential, address)) return fail(LINK, 'credentials.network_not_allowed', {}, [from]);
  if (credential.runtimeIds.length === 0) return pass(LINK, 'credentials.runtime_unbound', {}, [from]);
  const runtime = shownRuntime(facts);
  if (runtime === null) return fail(LINK, 'credentials.runtime_not_bound', {}, [from]);
  const evidence = [from, `runtime ${runtime.name}`];
  if (runtime.environment !== credential.environment) {
    const environments = {
      runtime: runtime.name,
      runtimeEnvironment: runtime.environment,
      environment: credential.environment,
    };
    return fail(LINK, 'credentials.runtime_environment', { facts: environments }, evidence);
  }
  return pass(LINK, 'credentials.runtime_shown', { runtime: runtime.name }, evidence);
}

function isAllowedNetwork({ networks }: Credential, address: string | null): boolean {
  return networks.length === 0 || (address !== null && isWithin(address, networks));
}
