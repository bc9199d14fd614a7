import type { Credential } from '../domain/credential.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { daysAfter } from '../domain/policy.js';
import { unusedCeiling, USAGE_DAYS_MAX } from '../domain/usage.js';
import { listLastUses, listUsage, type LastUseSeen, type Usage, type UsageOf } from '../store/usage-report.js';
import { badInput } from './connection.js';
import { READ, type Context, type CredentialsSession } from './context.js';
import { loadRuntime } from './load.js';

interface Days {
  readonly days?: number | null;
}

const NONE: Usage = { allowed: '0', denied: '0', distinctRuntimes: 0, distinctAddresses: 0, actions: new Set() };

export const usageResolvers = {
  Credential: {
    usage: async ({ id, ceiling }: Credential, { days }: Days, { session }: Context) =>
      present(await usageOf(session, 'credential', id, days ?? 30), ceiling),
    lastUsed: ({ id }: Credential, _: unknown, { session }: Context) => loadLastUse(session, id),
  },
  MachineIdentity: {
    usage: async ({ id, responsibility }: MachineIdentity, { days }: Days, { session }: Context) =>
      present(await usageOf(session, 'machine', id, days ?? 30), responsibility.actions),
  },
  LastUse: {
    runtime: ({ runtimeId }: LastUseSeen, _: unknown, { session }: Context) =>
      runtimeId === null ? null : loadRuntime(session, runtimeId),
  },
};

function present({ actions, ...counts }: Usage, ceiling: readonly string[]) {
  return { ...counts, unusedCeiling: unusedCeiling(ceiling, actions) };
}

async function usageOf(session: CredentialsSession, of: UsageOf, id: string, days: number): Promise<Usage> {
  if (days < 1 || days > USAGE_DAYS_MAX) throw badInput(`days must be 1 to ${USAGE_DAYS_MAX}.`);
  const since = daysAfter(session.now, -days);
  const batch = (ids: readonly string[]) => session.read(READ, (tx) => listUsage(tx, of, ids, since));
  return (await session.load(`usage of ${of} ${days}`, id, batch)) ?? NONE;
}

function loadLastUse(session: CredentialsSession, id: string): Promise<LastUseSeen | null> {
  return session.load('lastUse', id, (ids) => session.read(READ, (tx) => listLastUses(tx, ids)));
}
