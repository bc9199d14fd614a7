import { measureDrain, type Drain, type VersionConsumer } from '../domain/consumers.js';
import type { CredentialVersion } from '../domain/credential.js';
import type { Rotation } from '../domain/rotation.js';
import { findRotation } from '../store/rotation.js';
import type { Context, CredentialsSession } from './context.js';
import { loadConsumers, loadRuntime } from './load.js';

/** A caller, and whether its latest use was of the newest version. */
type Shown = VersionConsumer & { readonly onLatest: boolean };

export const rotationResolvers = {
  Rotation: {
    state: async (rotation: Rotation, _: unknown, { session }: Context) => {
      if (rotation.endedBecause === 'FORCED') return 'FORCED';
      if (rotation.state !== 'IN_PROGRESS') return rotation.state;
      return (await drainOf(rotation, session)).drained ? 'DRAINED' : 'OVERLAP';
    },
    drainedPercent: async (rotation: Rotation, _: unknown, { session }: Context) =>
      (await drainOf(rotation, session)).percent,
    laggards: async (rotation: Rotation, _: unknown, { session }: Context): Promise<readonly Shown[]> =>
      (await drainOf(rotation, session)).laggards.map((laggard) => ({ ...laggard, onLatest: false })),
  },
  CredentialVersion: {
    consumers: async ({ credentialId, number }: CredentialVersion, _: unknown, { session }: Context) => {
      const all = (await loadConsumers(session, credentialId)) ?? [];
      const newest = Math.max(number, ...all.map((each) => each.versionNumber));
      const own = all.filter((each) => each.versionNumber === number);
      return own.map((each): Shown => ({ ...each, onLatest: number === newest || hasMoved(each, all, newest) }));
    },
  },
  Consumer: {
    runtime: ({ runtimeId }: Shown, _: unknown, { session }: Context) =>
      runtimeId === null ? null : loadRuntime(session, runtimeId),
  },
  RotationPayload: {
    rotation: ({ rotationId }: { readonly rotationId?: string }, _: unknown, { session }: Context) =>
      rotationId === undefined ? null : session.readOpen((tx) => findRotation(tx, rotationId)),
  },
};

async function drainOf(rotation: Rotation, session: CredentialsSession): Promise<Drain> {
  return measureDrain((await loadConsumers(session, rotation.credentialId)) ?? [], rotation, session.now);
}

function hasMoved(consumer: VersionConsumer, all: readonly VersionConsumer[], newest: number): boolean {
  return all.some(
    (each) =>
      each.versionNumber === newest &&
      each.runtimeId === consumer.runtimeId &&
      each.address === consumer.address &&
      each.lastSeen >= consumer.lastSeen,
  );
}
