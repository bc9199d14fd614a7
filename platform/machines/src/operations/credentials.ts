import { z } from 'zod';
import { payloadOf, REFUSAL_FRAGMENTS, REFUSALS } from '../gateway/change.js';
import { operation } from '../gateway/operation.js';
import { REASON, WHY } from '../gateway/reason.js';
import { connection, MACHINE_NAME, NAMED, PAGE } from './shapes.js';

const CREDENTIAL = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  state: z.string(),
  stateReason: REASON,
  environment: z.string(),
  hint: z.string(),
  purpose: z.string(),
  machineIdentity: MACHINE_NAME,
  ceiling: z.array(z.string()),
  allowedRuntimes: z.array(NAMED),
  allowedNetworks: z.array(z.string()),
  rotation: z.object({
    mode: z.string(),
    everyDays: z.number().nullable(),
    nextDueAt: z.string().nullable(),
    pendingVersion: z.number().nullable(),
  }),
  expiresAt: z.string(),
  maxUses: z.number().nullable(),
  lastUsed: z.object({ at: z.string() }).nullable(),
  version: z.number(),
});
export type CredentialRow = z.output<typeof CREDENTIAL>;

const CREDENTIAL_FIELDS = `
fragment CredentialFields on Credential {
  id name kind state environment hint purpose ceiling allowedNetworks expiresAt maxUses version
  stateReason { ...Why }
  machineIdentity { id name }
  allowedRuntimes { id name }
  rotation { mode everyDays nextDueAt pendingVersion }
  lastUsed { at }
}`;

export const LIST_CREDENTIALS = operation(
  `query ListCredentials($first: Int!, $after: String, $filter: CredentialFilter) {
    page: credentials(first: $first, after: $after, filter: $filter) { ${PAGE} edges { node { ...CredentialFields } } }
  }
  ${CREDENTIAL_FIELDS}
  ${WHY}`,
  z.object({ page: connection(CREDENTIAL).nullable() }),
);

export const FIND_CREDENTIAL = operation(
  `query FindCredential($id: ID!) { credential(id: $id) { ...CredentialFields } }
  ${CREDENTIAL_FIELDS}
  ${WHY}`,
  z.object({ credential: CREDENTIAL.nullable() }),
);

/** The only answer that holds a secret. It goes to its file, or to a terminal that asked for it, and nowhere else. */
export const ISSUE = operation(
  `mutation Issue($input: IssueCredentialInput!) {
    payload: issueCredential(input: $input) { secret credential { ...CredentialFields } ${REFUSALS} }
  }
  ${CREDENTIAL_FIELDS}
  ${REFUSAL_FRAGMENTS}`,
  payloadOf({ secret: z.string().nullable(), credential: CREDENTIAL.nullable() }),
);

const credentialChange = (name: string, field: string, input: string) =>
  operation(
    `mutation ${name}($input: ${input}!) {
      payload: ${field}(input: $input) { credential { ...CredentialFields } ${REFUSALS} }
    }
    ${CREDENTIAL_FIELDS}
    ${REFUSAL_FRAGMENTS}`,
    payloadOf({ credential: CREDENTIAL.nullable() }),
  );

export const APPROVE = credentialChange('Approve', 'approveCredential', 'CredentialRefInput');
export const NARROW = credentialChange('Narrow', 'narrowCeiling', 'NarrowCeilingInput');
export const BIND = credentialChange('Bind', 'bindRuntimes', 'BindRuntimesInput');
export const SUSPEND = credentialChange('Suspend', 'suspendCredential', 'CredentialReasonInput');
export const RESUME = credentialChange('Resume', 'resumeCredential', 'CredentialReasonInput');

export const REVOKE = operation(
  `mutation Revoke($input: RevokeInput!) {
    payload: revoke(input: $input) { revocation { id scope targetId reason epoch requestedAt } ${REFUSALS} }
  }
  ${REFUSAL_FRAGMENTS}`,
  payloadOf({
    revocation: z
      .object({
        id: z.string(),
        scope: z.string(),
        targetId: z.string(),
        reason: z.string(),
        epoch: z.string(),
        requestedAt: z.string(),
      })
      .nullable(),
  }),
);
