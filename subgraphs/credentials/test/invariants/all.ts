import { circumstances } from './circumstances.js';
import { credentialOperations } from './credentials.js';
import { endingOperations } from './endings.js';
import { exchangeOperations } from './exchanges.js';
import { identityOperations } from './identities.js';
import type { Weighted } from './operation.js';
import { rotationOperations } from './rotations.js';
import type { Rule } from './rule.js';
import { rulesOfCredentials } from './rules-of-credentials.js';
import { rulesOfOwnership } from './rules-of-ownership.js';
import { rulesOfSecrets } from './rules-of-secrets.js';
import { rulesOfTrust } from './rules-of-trust.js';
import { simulations } from './simulations.js';
import { strangers } from './strangers.js';

/** Everything that can be tried. */
export const OPERATIONS: readonly Weighted[] = [
  ...[...identityOperations, ...credentialOperations, ...rotationOperations, ...endingOperations],
  ...[...circumstances, ...exchangeOperations, ...simulations, ...strangers],
];

/** Everything that must hold, whatever was tried. */
export const RULES: readonly Rule[] = [...rulesOfOwnership, ...rulesOfCredentials, ...rulesOfSecrets, ...rulesOfTrust];
