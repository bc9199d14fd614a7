import type { TenantTransaction } from '@bailiwick/database';
import type { Actor } from '@bailiwick/decision';
import type { Credential, CredentialState } from '../domain/credential.js';
import type { MachineIdentity, MachineIdentityState } from '../domain/machine-identity.js';
import type { CredentialsCode } from '../domain/reasons.js';
import { mayMoveCredential, mayMoveIdentity, type Transition } from '../domain/transitions.js';
import { emitCredential, emitMachineIdentity, withdrawMachine } from './emitted.js';
import { countIdentityChange } from './machine-identity.js';
import { listMachineIdsDownFrom } from './ownership.js';
import { asJson, readActor } from './stored-json.js';
import type { CredentialsTables } from './tables.js';

type Tx = TenantTransaction<CredentialsTables>;

/** Who moves something to another state, when, and why. */
export interface Why {
  readonly by: Actor;
  readonly at: Date;
  readonly code: CredentialsCode;
  readonly note: string | null;
}

/** What time alone does is done by nobody else. */
export const SYSTEM_CLOCK: Actor = { kind: 'PLATFORM', id: 'clock', label: 'The clock' };

/** Moves the row, records who did it and why, and tells the others. The way must exist: a rule has decided before. */
export async function moveCredential(
  tx: Tx,
  credential: Credential,
  to: CredentialState,
  why: Why,
): Promise<Credential> {
  if (!mayMoveCredential(credential.state, to)) throw new NoWay('credential', credential.state, to);
  const moved = { ...credential, state: to, stateSince: why.at, version: credential.version + 1 };
  await tx
    .updateTable('credential')
    .set({ state: to, state_since: why.at, version: moved.version })
    .where('id', '=', credential.id)
    .execute();
  await insertTransition(tx, { type: 'credential', id: credential.id }, credential.state, to, why);
  await emitCredential(tx, moved);
  return moved;
}

/**
 * Like `moveCredential`, for a machine identity. `graceEndsAt` belongs to OWNER_GRACE alone. An agent answers for what it owns, so
 * when it can answer less than before, its tokens and those of every machine below it are withdrawn with the move.
 */
export async function moveIdentity(
  tx: Tx,
  identity: MachineIdentity,
  to: MachineIdentityState,
  why: Why,
  graceEndsAt: Date | null = null,
): Promise<MachineIdentity> {
  if (!mayMoveIdentity(identity.state, to)) throw new NoWay('machine identity', identity.state, to);
  const moved = { ...identity, state: to, stateSince: why.at, graceEndsAt, version: identity.version + 1 };
  await tx
    .updateTable('machine_identity')
    .set({ state: to, state_since: why.at, grace_ends_at: graceEndsAt, version: moved.version })
    .where('id', '=', identity.id)
    .execute();
  await insertTransition(tx, { type: 'machine_identity', id: identity.id }, identity.state, to, why);
  await emitMachineIdentity(tx, moved);
  if (to !== 'ACTIVE')
    for (const id of await listMachineIdsDownFrom(tx, moved.id)) await withdrawMachine(tx, id, why.at);
  return moved;
}

/** Puts on record what happened to a credential where its state stays as it is, and tells the others. */
export async function noteOnCredential(tx: Tx, credential: Credential, why: Why): Promise<Credential> {
  const noted = { ...credential, version: credential.version + 1 };
  await tx.updateTable('credential').set({ version: noted.version }).where('id', '=', credential.id).execute();
  await insertTransition(tx, { type: 'credential', id: credential.id }, credential.state, credential.state, why);
  await emitCredential(tx, noted);
  return noted;
}

/** Like `noteOnCredential`, for a machine identity. */
export async function noteOnIdentity(tx: Tx, identity: MachineIdentity, why: Why): Promise<MachineIdentity> {
  const noted = await countIdentityChange(tx, identity);
  await insertTransition(tx, { type: 'machine_identity', id: identity.id }, identity.state, identity.state, why);
  await emitMachineIdentity(tx, noted);
  return noted;
}

/** Its moves, the newest first. */
export async function listTransitionsOf(
  tx: Tx,
  targetIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Transition[]>> {
  const rows = await tx
    .selectFrom('transition')
    .selectAll()
    .where('target_id', 'in', [...targetIds])
    .orderBy('position', 'desc')
    .execute();
  const found = new Map<string, Transition[]>();
  for (const row of rows) {
    const { from_state: from, to_state: to, at, reason_code: code, note } = row;
    const transition = { from, to, by: readActor(row.by_actor), at, code, note };
    found.set(row.target_id, [...(found.get(row.target_id) ?? []), transition]);
  }
  return found;
}

/** Appended, never changed. For what moves outside these two machines, such as a runtime. */
export async function insertTransition(
  tx: Tx,
  target: { readonly type: string; readonly id: string },
  from: string,
  to: string,
  { by, at, code, note }: Why,
): Promise<void> {
  await tx
    .insertInto('transition')
    .values({
      target_type: target.type,
      target_id: target.id,
      from_state: from,
      to_state: to,
      by_actor: asJson(by),
      at,
      reason_code: code,
      note,
    })
    .execute();
}

/** A rule let something through that the table of states does not know: a defect, never an answer. */
class NoWay extends Error {
  constructor(what: string, from: string, to: string) {
    super(`A ${what} cannot go from ${from} to ${to}.`);
    this.name = 'NoWay';
  }
}
