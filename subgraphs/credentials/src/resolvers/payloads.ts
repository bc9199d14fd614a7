import { findCredential } from '../store/credential.js';
import { findMachineIdentity } from '../store/machine-identity.js';
import { listRevocationsById } from '../store/revocation.js';
import { listRuntimesById } from '../store/runtime.js';
import type { Context, Tx } from './context.js';

type Payload<Key extends string> = Readonly<Partial<Record<Key, string>>>;

/** A payload keeps ids; what it shows is read anew, so that a repeat shows the same thing as it is now. */
function shown<Key extends string, Value>(key: Key, find: (tx: Tx, id: string) => Promise<Value | null>) {
  return (payload: Payload<Key>, _: unknown, { session }: Context) => {
    const id = payload[key];
    return id === undefined ? null : session.readOpen((tx) => find(tx, id));
  };
}

async function first<Value>(found: Promise<readonly Value[]>): Promise<Value | null> {
  return (await found)[0] ?? null;
}

export const payloadResolvers = {
  RuntimePayload: { runtime: shown('runtimeId', (tx, id) => first(listRuntimesById(tx, [id]))) },
  MachineIdentityPayload: { machineIdentity: shown('machineIdentityId', findMachineIdentity) },
  IssueCredentialPayload: { credential: shown('credentialId', findCredential) },
  CredentialPayload: { credential: shown('credentialId', findCredential) },
  RevocationPayload: { revocation: shown('revocationId', (tx, id) => first(listRevocationsById(tx, [id]))) },
};
