import { allow, type Decision } from '@bailiwick/decision';
import { OWNER_KINDS, type OwnerKind } from './owner.js';
import { invalid, missing } from './problem.js';
import type { RevocationScope } from './revocation.js';

/** Many credentials, named by one thing that they have in common. */
export type CredentialSelection =
  | { readonly by: 'CREDENTIAL'; readonly id: string }
  | { readonly by: 'KNOWER'; readonly id: string }
  | { readonly by: 'RUNTIME'; readonly id: string }
  | { readonly by: 'ISSUER'; readonly issuer: string };
/** Whole machine identities, with all that proves them. */
export type IdentitySelection =
  | { readonly by: 'IDENTITY'; readonly id: string }
  | { readonly by: 'OWNER'; readonly kind: OwnerKind; readonly ref: string }
  | { readonly by: 'TENANT' };
export type Selection = CredentialSelection | IdentitySelection;

export type Target =
  | Selection
  | { readonly by: 'VERSION'; readonly credentialId: string; readonly number: number }
  | { readonly by: 'RUNTIME_INSTANCE'; readonly id: string };

const VERSION = /^([0-9a-f-]{36}):([1-9][0-9]{0,8})$/i;

/** What a target means in its scope. Another tenant's is not there. */
export function decideTarget(
  scope: RevocationScope,
  targetId: string,
  tenantId: string,
): Decision<Target, 'credentials.not_found' | 'credentials.invalid_input'> {
  if (scope === 'TENANT')
    return targetId.toLowerCase() === tenantId ? allow({ by: 'TENANT' }) : missing('tenant', ['targetId']);
  if (scope === 'VERSION') return versionTarget(targetId);
  if (scope === 'OWNER') return ownerTarget(targetId);
  if (scope === 'ISSUER') return allow({ by: scope, issuer: targetId });
  return allow({ by: scope, id: targetId.toLowerCase() });
}

function versionTarget(targetId: string): Decision<Target, 'credentials.invalid_input'> {
  const [, credentialId, number] = VERSION.exec(targetId) ?? [];
  if (credentialId === undefined)
    return invalid(['targetId'], 'A version is named by its credential’s id, a colon and its number.');
  return allow({ by: 'VERSION', credentialId: credentialId.toLowerCase(), number: Number(number) });
}

function ownerTarget(targetId: string): Decision<Target, 'credentials.invalid_input'> {
  const kind = OWNER_KINDS.find((each) => targetId.startsWith(`${each}:`));
  const ref = targetId.slice((kind?.length ?? 0) + 1);
  if (kind === undefined || ref === '')
    return invalid(
      ['targetId'],
      'An owner is named by its kind, a colon and its id or name, such as EXTERNAL_INTEGRATION:hubspot.',
    );
  return allow({ by: 'OWNER', kind, ref });
}
