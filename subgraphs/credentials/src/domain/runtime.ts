import { allow, type Decision } from '@bailiwick/decision';
import type { Environment } from './machine-identity.js';
import { isNetwork } from './network.js';
import { invalid, isReadable } from './problem.js';

export const RUNTIME_KINDS = [
  'KUBERNETES',
  'CI',
  'CLOUD_FUNCTION',
  'CLOUD_VM',
  'CONTAINER',
  'ON_PREM',
  'AGENT_HOST',
  'EDGE',
] as const;
export type RuntimeKind = (typeof RUNTIME_KINDS)[number];

export const RUNTIME_STATES = ['ACTIVE', 'LOCKED', 'RETIRED'] as const;
export type RuntimeState = (typeof RUNTIME_STATES)[number];

/** Who can vouch for a workload in a runtime: an OpenID Connect issuer and what its tokens must say. */
export interface Attestor {
  readonly issuer: string;
  readonly subjectPattern: string;
  readonly audience: string;
  readonly jwksUri: string;
}

/** A place that machines run in. Never claimed by the caller: shown by its networks, later by its attestors. */
export interface Runtime {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly kind: RuntimeKind;
  readonly environment: Environment;
  readonly attestors: readonly Attestor[];
  readonly networks: readonly string[];
  readonly createdAt: Date;
  /** LOCKED: nothing in it is trusted until it is unlocked. */
  readonly state: RuntimeState;
  readonly version: number;
}

export type RuntimeInput = Pick<Runtime, 'name' | 'kind' | 'attestors' | 'networks'> & { readonly environment: string };
export type RuntimeRegistration = Pick<Runtime, 'name' | 'kind' | 'environment' | 'attestors' | 'networks'>;

export const NETWORKS_MAX = 50;
const ATTESTORS_MAX = 10;

/**
 * A runtime that nothing can show would only look like a protection, so it has networks or attestors. An attestor's
 * keys are fetched later from what is written here: hence https, and no credentials in the address.
 */
export function decideRuntime(input: RuntimeInput): Decision<RuntimeRegistration, 'credentials.invalid_input'> {
  const { name, kind, environment, attestors, networks } = input;
  if (!isReadable(name, 80)) return invalid(['name'], 'A runtime’s name has 1 to 80 characters.');
  if (!isEnvironment(environment)) return invalid(['environment'], 'The environment is live or test.');
  if (networks.length === 0 && attestors.length === 0)
    return invalid(['networks'], 'A runtime is shown by a network or an attestor; name at least one.');
  const network = networkProblem(networks);
  if (network !== null) return invalid(['networks', ...network.path], network.text);
  if (attestors.length > ATTESTORS_MAX)
    return invalid(['attestors'], `A runtime has at most ${ATTESTORS_MAX} attestors.`);
  for (const [index, attestor] of attestors.entries()) {
    const problem = attestorProblem(attestor);
    if (problem !== null) return invalid(['attestors', String(index), problem.field], problem.text);
  }
  return allow({ name: name.trim(), kind, environment, attestors, networks });
}

export function isEnvironment(value: string): value is Environment {
  return value === 'live' || value === 'test';
}

/** The first network that is none, as a path below the list. */
export function networkProblem(
  networks: readonly string[],
): { readonly path: readonly string[]; readonly text: string } | null {
  if (networks.length > NETWORKS_MAX) return { path: [], text: `At most ${NETWORKS_MAX} networks.` };
  const wrong = networks.findIndex((network) => !isNetwork(network));
  return wrong < 0
    ? null
    : {
        path: [String(wrong)],
        text: 'A network is written as CIDR, such as 203.0.113.0/24 or 2001:db8::/32, with no bits beyond the prefix.',
      };
}

/** An issuer's name has no query (OpenID Connect Discovery 1.0, section 3); where its keys are may have one. */
function attestorProblem(attestor: Attestor): { readonly field: keyof Attestor; readonly text: string } | null {
  if (!isHttps(attestor.issuer) || new URL(attestor.issuer).search !== '')
    return { field: 'issuer', text: 'An issuer is an https URL without credentials, query or fragment.' };
  if (!isHttps(attestor.jwksUri))
    return { field: 'jwksUri', text: 'The key set is an https URL without credentials or fragment.' };
  if (!isReadable(attestor.audience, 200)) return { field: 'audience', text: 'An audience has 1 to 200 characters.' };
  if (!isSubjectPattern(attestor.subjectPattern))
    return {
      field: 'subjectPattern',
      text: SUBJECT_PATTERN_RULE,
    };
  return null;
}

export const SUBJECT_PATTERN_RULE =
  'A pattern has 1 to 200 characters, at most five *, and more than * alone: that would be every workload.';

/** `*` stands for any characters. Patterns are not regular expressions: those can be made to run for minutes. */
export function isSubjectPattern(pattern: string): boolean {
  const stars = pattern.split('*').length - 1;
  return isReadable(pattern, 200) && stars <= 5 && pattern.replaceAll('*', '').length >= 3;
}

function isHttps(value: string): boolean {
  if (!URL.canParse(value) || value.length > 500) return false;
  const url = new URL(value);
  return url.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === '';
}
