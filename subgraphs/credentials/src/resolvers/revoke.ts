import { randomUUID } from 'node:crypto';
import { orRefuse } from '@bailiwick/decision';
import {
  decideCredentialRevocation,
  decideIdentityRevocation,
  decideNote,
  decideReach,
  type RevocationReason,
  type RevocationScope,
} from '../domain/revocation.js';
import { decideTarget, type Selection, type Target } from '../domain/selection.js';
import { carryOn } from '../bulk/carry-on.js';
import { insertBulk, type Bulk } from '../store/bulk.js';
import { lockCredential, lockCredentialsOfIdentity } from '../store/credential.js';
import { lockMachineIdentity } from '../store/machine-identity.js';
import { insertRevocation, takeEpoch } from '../store/revocation.js';
import { readBlastRadius } from '../store/selection.js';
import { actorOf, orNotFound, type Context, type CredentialsSession, type Tx } from './context.js';
import { lockPlaces, revokeInstance } from './revoke-places.js';
import { revokeVersion } from './revoke-version.js';

export interface RevokeInput {
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
        orRefuse(decideNote(input.note));
        const target = orRefuse(decideTarget(input.scope, input.targetId, session.tenantId));
        const revocationId = await insertNew(tx, session, input);
        await carryOut(tx, session, input, target, revocationId);
        return { revocationId };
      }),
  },
};

async function carryOut(
  tx: Tx,
  session: CredentialsSession,
  input: RevokeInput,
  target: Target,
  revocationId: string,
): Promise<void> {
  if (target.by === 'VERSION') return revokeVersion(tx, session, target, input.note);
  if (target.by === 'RUNTIME_INSTANCE') return revokeInstance(tx, session, target.id, input.note);
  await refuseInVain(tx, target, input.note);
  const places = await lockPlaces(tx, session, target, input.note);
  const bulk = await startBulk(tx, session, input, target, revocationId);
  const { reached } = await carryOn(tx, bulk, session.now);
  if (target.by !== 'CREDENTIAL' && target.by !== 'IDENTITY')
    orRefuse(decideReach(target, bulk.matched, reached + places));
}

/** What is named by its own id is refused in its own words: that it is not there, or that it has ended already. */
async function refuseInVain(tx: Tx, target: Selection, note: string): Promise<void> {
  if (target.by === 'CREDENTIAL') {
    const credential = orNotFound(await lockCredential(tx, target.id), 'credential', ['targetId']);
    orRefuse(decideCredentialRevocation(credential, note));
  }
  if (target.by === 'IDENTITY') {
    const identity = orNotFound(await lockMachineIdentity(tx, target.id), 'machine identity', ['targetId']);
    orRefuse(decideIdentityRevocation(identity, await lockCredentialsOfIdentity(tx, identity.id), note));
  }
}

async function startBulk(
  tx: Tx,
  session: CredentialsSession,
  { reason, note }: RevokeInput,
  selection: Selection,
  revocationId: string,
): Promise<Bulk> {
  const { matched } = await readBlastRadius(tx, { kind: 'REVOKE', selection }, session.now);
  const started = { by: actorOf(session), note, startedAt: session.now, finishedAt: null, overlapEndsAt: null };
  const bulk: Bulk = {
    ...{ id: randomUUID(), kind: 'REVOKE', selection, reason, revocationId, matched, changed: 0, afterId: null },
    ...started,
  };
  await insertBulk(tx, bulk);
  return bulk;
}

async function insertNew(
  tx: Tx,
  session: CredentialsSession,
  { scope, targetId, reason, note }: RevokeInput,
): Promise<string> {
  const [id, epoch] = [randomUUID(), await takeEpoch(tx)];
  const target = scope === 'ISSUER' || scope === 'OWNER' ? targetId : targetId.toLowerCase();
  const asked = { by: actorOf(session), requestedAt: session.now, epoch };
  await insertRevocation(tx, { id, tenantId: session.tenantId, scope, targetId: target, reason, note, ...asked });
  return id;
}

const RESOURCES: Partial<Readonly<Record<RevocationScope, string>>> = {
  CREDENTIAL: 'credential',
  IDENTITY: 'machine_identity',
  RUNTIME: 'runtime',
};

function resourceOf({ scope, targetId }: RevokeInput) {
  const type = RESOURCES[scope];
  return type === undefined ? null : { type, id: targetId };
}
