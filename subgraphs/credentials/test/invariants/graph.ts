import { randomUUID } from 'node:crypto';
import type { VerifiedTransactionContext } from '@bailiwick/transaction-token';
import type { World } from '../world.js';

const IDENTITY = 'machineIdentity { id }';
const CREDENTIAL = 'credential { id }';
const BULK = 'matched changed machines owners dryRun operation { id }';

/** Every mutation: the type of its input, and what of its payload never changes again. */
export const MUTATIONS = {
  registerRuntime: ['RegisterRuntimeInput', 'runtime { id }'],
  lockRuntime: ['LockRuntimeInput', 'runtime { id }'],
  declareMachineIdentity: ['DeclareMachineIdentityInput', IDENTITY],
  activateMachineIdentity: ['MachineIdentityRefInput', IDENTITY],
  setStewards: ['SetStewardsInput', IDENTITY],
  suspendMachineIdentity: ['MachineIdentityReasonInput', IDENTITY],
  resumeMachineIdentity: ['MachineIdentityReasonInput', IDENTITY],
  quarantineMachineIdentity: ['MachineIdentityReasonInput', IDENTITY],
  releaseMachineIdentity: ['MachineIdentityReasonInput', IDENTITY],
  retireMachineIdentity: ['MachineIdentityReasonInput', IDENTITY],
  reviewResponsibility: ['ReviewResponsibilityInput', IDENTITY],
  transferOwnership: ['TransferOwnershipInput', IDENTITY],
  acceptOwnership: ['MachineIdentityRefInput', IDENTITY],
  updateMachinePolicy: ['UpdateMachinePolicyInput', ''],
  issueCredential: ['IssueCredentialInput', `${CREDENTIAL} secret`],
  approveCredential: ['CredentialRefInput', CREDENTIAL],
  narrowCeiling: ['NarrowCeilingInput', CREDENTIAL],
  bindRuntimes: ['BindRuntimesInput', CREDENTIAL],
  suspendCredential: ['CredentialReasonInput', CREDENTIAL],
  resumeCredential: ['CredentialReasonInput', CREDENTIAL],
  beginRotation: ['BeginRotationInput', 'rotation { id toVersion } secret'],
  completeRotation: ['CompleteRotationInput', 'rotation { id } secret'],
  abortRotation: ['RotationRefInput', 'rotation { id } secret'],
  revoke: ['RevokeInput', 'revocation { id }'],
  bulkRevoke: ['BulkRevokeInput', BULK],
  bulkRotate: ['BulkRotateInput', BULK],
} as const satisfies Record<string, readonly [string, string]>;
export type MutationName = keyof typeof MUTATIONS;
export type Input = Readonly<Record<string, unknown>> & { readonly idempotencyKey: string };
type Node = { readonly id: string; readonly toVersion?: number } | null | undefined;

export interface Payload {
  readonly errors: readonly { readonly code: string }[];
  readonly machineIdentity?: Node;
  readonly credential?: Node;
  readonly rotation?: Node;
  readonly runtime?: Node;
  readonly operation?: Node;
  readonly changed?: number;
}

/** One mutation that somebody sent, and what came back. The secret, if one was shown, is apart from the rest. */
export interface Call {
  readonly mutation: MutationName;
  readonly input: Input;
  readonly as: VerifiedTransactionContext;
  readonly at: Date;
  readonly secret: string | null;
  readonly payload: Payload;
}

/** Sends it. A top-level error is a promise that was broken, so it fails the sequence. */
export async function send(
  world: World,
  mutation: MutationName,
  wanted: Readonly<Record<string, unknown>>,
  as: VerifiedTransactionContext,
): Promise<Call> {
  const [type, shown] = MUTATIONS[mutation];
  const input = { idempotencyKey: randomUUID(), ...wanted };
  const document = `mutation($input: ${type}!) { it: ${mutation}(input: $input) { ${shown} errors { code path message } } }`;
  const { data, errors } = await world.run(document, { input }, as);
  if (errors.length > 0 || !data?.['it']) throw new Error(`${mutation} broke a promise: ${JSON.stringify(errors)}`);
  const { secret = null, ...payload } = data['it'] as Payload & { readonly secret?: string | null }; // as the document asks
  return { mutation, input, as, at: world.now, secret, payload };
}

export function wasDone({ payload }: Call): boolean {
  return payload.errors.length === 0;
}
