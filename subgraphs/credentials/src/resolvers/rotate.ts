import { randomUUID } from 'node:crypto';
import { orRefuse } from '@bailiwick/decision';
import { measureDrain } from '../domain/consumers.js';
import { isTerminal, knowerOf } from '../domain/credential.js';
import { decideProofMaterial } from '../domain/proof-material.js';
import {
  decideAbortion,
  decideCompletion,
  decideNewKey,
  decideRotation,
  type Rotation,
  type RotationPlan,
} from '../domain/rotation.js';
import type { CredentialsSettings } from '../settings.js';
import { findCredential, lockCredential } from '../store/credential.js';
import { listVersionsOf } from '../store/credential-proof.js';
import { findMachineIdentityOf } from '../store/machine-identity.js';
import { findPolicy } from '../store/machine-policy.js';
import { findEverybodyBehind } from '../store/people-behind.js';
import { cancelRotation, finishRotation, insertBegun } from '../store/rotate.js';
import { findRotation } from '../store/rotation.js';
import { listConsumersOf } from '../store/version-consumer.js';
import { newProof } from '../trust/new-key.js';
import { actorOf, orNotFound, whyOf, type Context, type CredentialsSession, type Tx } from './context.js';
import { held } from './held.js';

interface BeginInput {
  readonly credentialId: string;
  readonly overlapHours?: number | null;
  readonly publicJwk?: unknown;
}
interface RotationInput {
  readonly rotationId: string;
}
type CompleteInput = RotationInput & { readonly force: boolean };

const ROTATE = 'credentials.credential.rotate';

/**
 * Whoever rotates sees a secret that is good for the whole ceiling, so they must hold all of it, as if they issued. The
 * ceiling is read before access can be asked; it only ever narrows, so what was asked is never too little.
 */
export function rotateResolvers(settings: CredentialsSettings) {
  const beginRotation = async (_: unknown, { input }: { readonly input: BeginInput }, { session }: Context) => {
    const known = await session.readOpen((tx) => findCredential(tx, input.credentialId));
    return session.change(
      ROTATE,
      { type: 'credential', id: input.credentialId },
      (tx) => begin(tx, session, settings, input),
      { remember: ({ rotationId }) => ({ rotationId, secret: null }), alsoAsk: held(known?.ceiling ?? []) },
    );
  };
  return { Mutation: { beginRotation, completeRotation, abortRotation } };
}

async function begin(tx: Tx, session: CredentialsSession, settings: CredentialsSettings, input: BeginInput) {
  const credential = orNotFound(await lockCredential(tx, input.credentialId), 'credential', ['credentialId']);
  const identity = await findMachineIdentityOf(tx, credential);
  const versions = (await listVersionsOf(tx, [credential.id])).get(credential.id) ?? [];
  const facts = { credential, versions, identity, policy: await findPolicy(tx) };
  const plan = orRefuse(decideRotation(facts, input.overlapHours ?? null, session.now));
  const wanted = { kind: credential.kind, publicJwk: input.publicJwk ?? null, federation: null };
  const material = orRefuse(decideProofMaterial(wanted, settings.addresses));
  const proof = newProof(material, credential.environment, settings.peppers(), session.now, credential.reference);
  orRefuse(decideNewKey(proof.keyThumbprint, versions));
  const { secret, hint, reference: _reference, ...kept } = proof;
  const rotation = newRotation(credential.id, plan, session);
  const begun = {
    version: { credentialId: credential.id, number: plan.toVersion, hint, notBefore: session.now, ...kept },
    knower: knowerOf(credential.kind, actorOf(session), session.now, 'beginRotation'),
    askedBy: await findEverybodyBehind(tx, [actorOf(session), ...session.actors]),
  };
  await insertBegun(tx, credential, rotation, begun, whyOf(session, 'credentials.rotating'));
  return { rotationId: rotation.id, secret };
}

function completeRotation(_: unknown, { input }: { readonly input: CompleteInput }, { session }: Context) {
  return session.change(ROTATE, { type: 'rotation', id: input.rotationId }, async (tx) => {
    const { rotation, credential } = await lockRotation(tx, input.rotationId);
    const consumers = (await listConsumersOf(tx, [credential.id])).get(credential.id) ?? [];
    const { laggards } = measureDrain(consumers, rotation, session.now);
    const because = orRefuse(decideCompletion(rotation, laggards.length, input.force));
    await finishRotation(tx, credential, rotation, because, whyOf(session, 'credentials.rotated'));
    return { rotationId: rotation.id, secret: null };
  });
}

function abortRotation(_: unknown, { input }: { readonly input: RotationInput }, { session }: Context) {
  return session.change(ROTATE, { type: 'rotation', id: input.rotationId }, async (tx) => {
    const { rotation, credential } = await lockRotation(tx, input.rotationId);
    orRefuse(decideAbortion(rotation, session.now));
    const versions = (await listVersionsOf(tx, [credential.id])).get(credential.id) ?? [];
    const from = versions.find(({ number }) => number === rotation.fromVersion);
    if (from === undefined) throw new Error('A rotation is without the version that it began from.');
    await cancelRotation(tx, credential, rotation, from, whyOf(session, 'credentials.rotation_aborted'));
    return { rotationId: rotation.id, secret: null };
  });
}

/** The credential is the lock of its rotations; what was read before it was held is read again. */
async function lockRotation(tx: Tx, id: string) {
  const seen = orNotFound(await findRotation(tx, id), 'rotation', ['rotationId']);
  const credential = await lockCredential(tx, seen.credentialId);
  const rotation = await findRotation(tx, id);
  if (credential === null || rotation === null) throw new Error('A rotation is without its credential.');
  if (rotation.endedAt === null && isTerminal(credential.state))
    throw new Error('A credential that was taken back is still being rotated.');
  return { rotation, credential };
}

function newRotation(credentialId: string, plan: RotationPlan, session: CredentialsSession): Rotation {
  const started = { startedBy: actorOf(session), startedAt: session.now };
  const later = { approvedBy: null, approvedAt: null, endedAt: null, endedBecause: null };
  return { ...plan, ...started, ...later, id: randomUUID(), credentialId };
}
