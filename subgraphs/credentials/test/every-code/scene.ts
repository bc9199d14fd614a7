import type { TenantTransaction } from '@bailiwick/database';
import { expect } from 'vitest';
import type { CredentialState } from '../../src/domain/credential.js';
import type { MachineIdentityState } from '../../src/domain/machine-identity.js';
import { concludeChain, decideOwnLinks } from '../../src/domain/trust/chain.js';
import type { TrustFacts } from '../../src/domain/trust/trust-facts.js';
import { lockCredential } from '../../src/store/credential.js';
import { lockMachineIdentity } from '../../src/store/machine-identity.js';
import type { CredentialsTables } from '../../src/store/tables.js';
import { moveCredential, moveIdentity, SYSTEM_CLOCK } from '../../src/store/transition.js';
import { NOON, trusted } from '../builders.js';
import { activeMachine, issueKey, type Issued } from '../machines.js';
import type { World } from '../world.js';

/** What the chain said. */
export interface Said {
  readonly effect: string;
  readonly code: string;
}

/** A code's story: what broke the link, and what was said when its remedy had been carried out. */
export interface Story {
  readonly denied: Said;
  /** A sentence where nothing that a caller or an owner does brings this very credential back. */
  readonly remedied: Said | string;
}
export type Tell = (scene: Scene) => Promise<Story>;

/** One machine with one key, in a world that the stories share. */
export interface Scene {
  readonly world: World;
  readonly machine: string;
  readonly key: Issued;
  readonly decide: (input?: Record<string, unknown>) => Promise<Said>;
  /** The answer to a caller, and what the owner finds about it. */
  readonly exchange: (secret?: string, form?: Record<string, string>) => Promise<Said>;
  readonly tenant: <Result>(work: (tx: TenantTransaction<CredentialsTables>) => Promise<Result>) => Promise<Result>;
}

export async function setScene(world: World): Promise<Scene> {
  const machine = await activeMachine(world);
  const key = await issueKey(world, machine, { expiresInDays: 365 });
  const scene: Scene = {
    world,
    machine,
    key,
    decide: (input = {}) => decide(world, { credentialId: key.id, ...input }),
    exchange: (secret = key.secret, form = {}) => exchange(world, secret, form),
    tenant: (work) => world.database.inTenant(world.tenantId, work),
  };
  return scene;
}

async function decide(world: World, input: Record<string, unknown>): Promise<Said> {
  const query = `query($input: DecideTrustInput!) { decideTrust(input: $input) { effect reason { code } } }`;
  const all = { actingTenantId: world.tenantId, action: 'billing.invoice.read', ...input };
  const { data, errors } = await world.run(query, { input: all });
  expect(errors).toEqual([]);
  const decision = data?.['decideTrust'] as { effect: string; reason: { code: string } }; // the query's own fields
  return { effect: decision.effect, code: decision.reason.code };
}

async function exchange(world: World, secret: string, form: Record<string, string>): Promise<Said> {
  const { status } = await world.exchange(secret, form);
  if (status === 200) return { effect: 'ALLOW', code: 'credentials.trusted' };
  await world.settle();
  const newest = await world.database.inTenant(world.tenantId, (tx) =>
    tx
      .selectFrom('trust_decision')
      .select(['effect', 'reason_code'])
      .where('effect', '=', 'DENY')
      .orderBy('position', 'desc')
      .executeTakeFirst(),
  );
  return { effect: newest?.effect ?? 'NONE', code: newest?.reason_code ?? 'none' };
}

/** Where no caller can bring it about yet, the rule itself tells the story. */
export const byFacts =
  (broken: Partial<TrustFacts>, mended: Partial<TrustFacts>, required: 'T1_BEARER' | 'T2_BOUND' = 'T1_BEARER'): Tell =>
  () => {
    const say = (facts: Partial<TrustFacts>): Said => {
      const { effect, reason } = concludeChain(decideOwnLinks(trusted(facts), required, NOON));
      return { effect, code: reason.code };
    };
    return Promise.resolve({ denied: say(broken), remedied: say(mended) });
  };

const WHY = { by: SYSTEM_CLOCK, code: 'credentials.live', note: null } as const;

export async function moveKey({ world, key, tenant }: Scene, to: CredentialState): Promise<void> {
  await tenant(async (tx) => {
    const credential = await lockCredential(tx, key.id);
    if (credential !== null) await moveCredential(tx, credential, to, { ...WHY, at: world.now });
  });
}

export async function moveMachine({ world, tenant }: Scene, id: string, to: MachineIdentityState): Promise<void> {
  await tenant(async (tx) => {
    const identity = await lockMachineIdentity(tx, id);
    if (identity !== null) await moveIdentity(tx, identity, to, { ...WHY, at: world.now });
  });
}

/** Another time, and then the old one again. */
export async function at<Result>({ world }: Scene, days: number, work: () => Promise<Result>): Promise<Result> {
  const before = world.now;
  world.now = new Date(before.getTime() + days * 86_400_000);
  try {
    return await work();
  } finally {
    world.now = before;
  }
}

/** The remedy of what does not come back: a new credential for the machine. */
export async function anotherKey({ world, machine, decide: ask }: Scene): Promise<Said> {
  return ask({ credentialId: (await issueKey(world, machine)).id });
}

/** The remedy of what the machine was declared with: another machine. */
export async function anotherMachine({ world, decide: ask }: Scene): Promise<Said> {
  return ask({ credentialId: (await issueKey(world, await activeMachine(world))).id });
}
