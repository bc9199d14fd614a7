import { randomUUID } from 'node:crypto';
import { orRefuse } from '@bailiwick/decision';
import type { Credential } from '../domain/credential.js';
import {
  decideCredentialRevocation,
  decideIdentityRevocation,
  type Revocation,
  type RevocationReason,
  type RevocationScope,
} from '../domain/revocation.js';
import { lockCredential, lockCredentialsOfIdentity } from '../store/credential.js';
import { replaceVersionsRevoked } from '../store/credential-proof.js';
import { emitMachineIdentity, withdrawMachine } from '../store/emitted.js';
import { cancelExpiry } from '../store/expiry.js';
import { countIdentityChange, lockMachineIdentity } from '../store/machine-identity.js';
import { insertRevocation, takeEpoch } from '../store/revocation.js';
import { moveCredential, moveIdentity, type Why } from '../store/transition.js';
import { actorOf, orNotFound, whyOf, type Context, type CredentialsSession, type Tx } from './context.js';

interface RevokeInput {
  readonly scope: RevocationScope;
  readonly targetId: string;
  readonly reason: RevocationReason;
  readonly note: string;
}

/** The withdrawal is written with the revocation: gateways drop the machine's tokens as soon as it is committed. */
export const revokeResolvers = {
  Mutation: {
    revoke: (_: unknown, { input }: { readonly input: RevokeInput }, { session }: Context) =>
      session.change('credentials.credential.revoke', resourceOf(input), async (tx) => {
        const machineIdentityId = await (input.scope === 'CREDENTIAL' ? revokeCredential : revokeIdentity)(
          tx,
          session,
          input,
        );
        const revocation = await newRevocation(tx, session, input);
        await insertRevocation(tx, revocation);
        await withdrawMachine(tx, machineIdentityId, session.now);
        return { revocationId: revocation.id };
      }),
  },
};

async function revokeCredential(tx: Tx, session: CredentialsSession, { targetId, note }: RevokeInput): Promise<string> {
  const credential = orNotFound(await lockCredential(tx, targetId), 'credential', ['targetId']);
  orRefuse(decideCredentialRevocation(credential, note));
  await end(tx, [credential], whyOf(session, 'credentials.revoked', note));
  return credential.machineIdentityId;
}

async function revokeIdentity(tx: Tx, session: CredentialsSession, { targetId, note }: RevokeInput): Promise<string> {
  const identity = orNotFound(await lockMachineIdentity(tx, targetId), 'machine identity', ['targetId']);
  const credentials = await lockCredentialsOfIdentity(tx, identity.id);
  const effect = orRefuse(decideIdentityRevocation(identity, credentials, note));
  await end(
    tx,
    credentials.filter((credential) => effect.credentialIds.includes(credential.id)),
    whyOf(session, 'credentials.revoked', note),
  );
  if (effect.stateOfIdentity === identity.state) await emitMachineIdentity(tx, await countIdentityChange(tx, identity));
  else await moveIdentity(tx, identity, effect.stateOfIdentity, whyOf(session, 'credentials.identity_revoked', note));
  return identity.id;
}

async function end(tx: Tx, credentials: readonly Credential[], why: Why): Promise<void> {
  await replaceVersionsRevoked(
    tx,
    credentials.map((credential) => credential.id),
  );
  for (const credential of credentials) {
    await moveCredential(tx, credential, 'REVOKED', why);
    await cancelExpiry(tx, credential.id);
  }
}

async function newRevocation(
  tx: Tx,
  session: CredentialsSession,
  { scope, targetId, reason, note }: RevokeInput,
): Promise<Revocation> {
  const epoch = await takeEpoch(tx);
  return {
    id: randomUUID(),
    tenantId: session.tenantId,
    scope,
    targetId: targetId.toLowerCase(),
    reason,
    note,
    by: actorOf(session),
    requestedAt: session.now,
    epoch,
  };
}

function resourceOf({ scope, targetId }: RevokeInput) {
  return { type: scope === 'CREDENTIAL' ? 'credential' : 'machine_identity', id: targetId };
}
