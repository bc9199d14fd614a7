import { orRefuse } from '@bailiwick/decision';
import { decideApproval } from '../domain/approval.js';
import type { Credential, CredentialVersion } from '../domain/credential.js';
import { planApproved, type Rotation } from '../domain/rotation.js';
import { findCredential, listAskers, lockCredential } from '../store/credential.js';
import { replaceApproval } from '../store/credential-change.js';
import { listVersionsOf } from '../store/credential-proof.js';
import { findMachineIdentityOf } from '../store/machine-identity.js';
import { findEverybodyBehind } from '../store/people-behind.js';
import { startApproved } from '../store/rotate.js';
import { findPendingRotation } from '../store/rotation.js';
import { moveCredential } from '../store/transition.js';
import { actorOf, orNotFound, personOf, whyOf, type Context, type CredentialsSession, type Tx } from './context.js';
import { held } from './held.js';

interface RefInput {
  readonly id: string;
  readonly expectedVersion: number;
}

/** Who approves lends the power too, so they must hold it: access is asked about every action of the ceiling. */
async function approveCredential(_: unknown, { input }: { readonly input: RefInput }, { session }: Context) {
  const known = await session.readOpen((tx) => findCredential(tx, input.id));
  return session.change(
    'credentials.credential.approve',
    { type: 'credential', id: input.id },
    async (tx) => {
      const credential = orNotFound(await lockCredential(tx, input.id), 'credential', ['id']);
      const pending = await findPendingRotation(tx, credential.id);
      const askedBy = pending?.askedBy ?? (await listAskers(tx, credential.id));
      const approving = await findEverybodyBehind(tx, [actorOf(session), ...session.actors]);
      const versions = (await listVersionsOf(tx, [credential.id])).get(credential.id) ?? [];
      const identity = await findMachineIdentityOf(tx, credential);
      const facts = { personId: personOf(session), versions, askedBy, approving, identity };
      const what = orRefuse(decideApproval(credential, facts, input.expectedVersion, session.now));
      if (what === 'ROTATION' && pending !== null) await start(tx, session, credential, versions, pending.rotation);
      else await stage(tx, session, credential);
      return { credentialId: credential.id };
    },
    { alsoAsk: held(known?.ceiling ?? []) },
  );
}

async function stage(tx: Tx, session: CredentialsSession, credential: Credential): Promise<void> {
  const approved = await replaceApproval(tx, credential, actorOf(session), session.now);
  await moveCredential(tx, approved, 'STAGED', whyOf(session, 'credentials.approved'));
}

async function start(
  tx: Tx,
  session: CredentialsSession,
  credential: Credential,
  versions: readonly CredentialVersion[],
  rotation: Rotation,
): Promise<void> {
  const hint = versions.find(({ number }) => number === rotation.toVersion)?.hint;
  if (hint === undefined) throw new Error('A rotation is without its new version.');
  const plan = planApproved(rotation, credential, versions, session.now);
  const approved = { ...rotation, ...plan, approvedBy: actorOf(session), approvedAt: session.now };
  await startApproved(tx, credential, approved, hint, whyOf(session, 'credentials.approved'));
}

export const approveResolvers = { Mutation: { approveCredential } };
