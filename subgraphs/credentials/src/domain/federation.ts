import { allow, type Decision } from '@bailiwick/decision';
import { addressProblem, type AddressPolicy } from '@bailiwick/subgraph-host/issuer-keys/address';
import type { Federation } from './credential.js';
import { invalid, isReadable } from './problem.js';
import { isSubjectPattern, SUBJECT_PATTERN_RULE } from './runtime.js';

/**
 * Whoever the issuer calls by a matching name is the machine. So the pattern must not be everybody, and the keys are
 * fetched only from where nobody inside could be made to answer.
 */
export function decideFederation(
  federation: Federation,
  policy: AddressPolicy,
): Decision<Federation, 'credentials.invalid_input'> {
  const { issuer, audience, subjectPattern, jwksUri } = federation;
  const at = (field: keyof Federation) => ['federation', field];
  const issuerProblem = addressProblem(issuer, policy);
  if (issuerProblem !== null) return invalid(at('issuer'), `The issuer ${issuerProblem}`);
  const keysProblem = addressProblem(jwksUri, policy);
  if (keysProblem !== null) return invalid(at('jwksUri'), `The address of the keys ${keysProblem}`);
  if (!isReadable(audience, 200)) return invalid(at('audience'), 'An audience has 1 to 200 characters.');
  if (!isSubjectPattern(subjectPattern)) return invalid(at('subjectPattern'), SUBJECT_PATTERN_RULE);
  return allow({ issuer, audience, subjectPattern, jwksUri });
}
