import { randomUUID } from 'node:crypto';
import { aMachineContext, aPersonContext } from '@bailiwick/subgraph-host/testing';
import type { VerifiedTransactionContext } from '@bailiwick/transaction-token';
import { actions } from '../../src/domain/actions.js';
import { memberFact, openWorld, type Exchanged, type World } from '../world.js';
import { send, wasDone, type Call, type MutationName } from './graph.js';
import { everybodyBehind, needsTwo, readRows, type Rows } from './rows.js';

export const BILLING = ['billing.invoice.read', 'billing.invoice.send', 'billing.plan.change'] as const;

/** A secret that was shown, and to what it belongs. */
export interface Shown {
  readonly secret: string;
  readonly credentialId: string;
  readonly number: number;
}
/** Something that was presented at the exchange. `shown` is null for what was made up. */
export interface Presented {
  readonly secret: string;
  readonly shown: Shown | null;
  readonly address: string | null;
  readonly tenant: string | null;
  readonly answer: Exchanged;
}
/** What one operation did, for those who judge it. */
export interface Step {
  readonly kind: string;
  readonly denied: ReadonlySet<string>;
  readonly calls: Call[];
  readonly presented: Presented[];
  /** Two answers that must be the same, whatever there is: of what belongs to others, and of what is not there. */
  readonly alike: (readonly [unknown, unknown])[];
  /** The trust that was found without presenting anything. */
  readonly simulated: { readonly credentialId: string; readonly action: string; readonly effect: string }[];
  repeated: { readonly first: Call; readonly again: Call; readonly sameInput: boolean } | null;
  isSimulation: boolean;
  hasTimePassed: boolean;
}

/** One tenant that everything is tried in, beside another one in the same database. */
export interface Run {
  readonly world: World;
  readonly other: World;
  readonly environment: 'live' | 'test';
  readonly kind: 'CUSTOMER' | 'PLATFORM';
  readonly people: readonly string[];
  readonly machines: string[];
  readonly credentials: string[];
  readonly runtimes: string[];
  readonly rotations: string[];
  readonly shown: Shown[];
  /** Who stood behind whoever asked for a credential, when they asked. */
  readonly askers: Map<string, readonly string[]>;
  /** Versions that two people must lend and only one has, by `versionKey`, each with everybody who stood behind that one. */
  readonly unapproved: Map<string, readonly string[]>;
  readonly done: Call[];
  readonly strangersTexts: Set<string>;
  rows: Rows;
  step: Step;
  factVersion: number;
}

export const newStep = (kind: string, denied: ReadonlySet<string>): Step => ({
  ...{ kind, denied: new Set(denied), calls: [], presented: [], alike: [], simulated: [], repeated: null },
  ...{ isSimulation: false, hasTimePassed: false },
});

export async function openRun(kind: Run['kind'], environment: Run['environment']): Promise<Run> {
  const world = await openWorld({ kind, environment });
  const people = [world.ana, world.ben, randomUUID(), randomUUID()];
  for (const person of people.slice(2))
    await world.hear('identity.membership.changed', person, memberFact(person, { version: 1 }));
  const lists = { machines: [], credentials: [], runtimes: [], rotations: [], shown: [], done: [] };
  const maps = { askers: new Map<string, readonly string[]>(), unapproved: new Map<string, readonly string[]>() };
  const more = { ...maps, strangersTexts: new Set<string>(), factVersion: 10 };
  const other = await openWorld({ environment });
  const rows = await readRows(world);
  return { world, other, environment, kind, people, ...lists, ...more, rows, step: newStep('start', new Set()) };
}

export function personOf({ world, people }: Run, which: number): VerifiedTransactionContext {
  const id = people[which % people.length] ?? world.ana;
  return aPersonContext(world.tenantId, id, { actors: [{ kind: 'PERSON', id, label: `Person ${which}` }] });
}

/** A machine that may do whatever access allows it. */
export function machineOf({ world }: Run, id: string): VerifiedTransactionContext {
  return aMachineContext(world.tenantId, id, { limits: [...actions.map(({ name }) => name), ...BILLING] });
}

/** Sends a mutation and keeps in mind what came into being by it. */
export async function attempt(
  run: Run,
  mutation: MutationName,
  input: Readonly<Record<string, unknown>>,
  as: VerifiedTransactionContext = personOf(run, 0),
): Promise<boolean> {
  const call = await send(run.world, mutation, input, as);
  run.step.calls.push(call);
  if (!wasDone(call)) return false;
  run.done.push(call);
  keepInMind(run, call);
  return true;
}

export const versionKey = (credentialId: string, number: number): string => `${credentialId}:${number}`;

function keepInMind(run: Run, call: Call): void {
  const { mutation, payload, as, secret, input } = call;
  const { credential, rotation } = payload;
  listMade(run, call);
  const credentialId = credential?.id ?? String(input['credentialId']);
  const version = { credentialId, number: rotation?.toVersion ?? 1 };
  const behind = as.actors.flatMap((actor) => everybodyBehind(run.rows, actor));
  if (mutation === 'issueCredential') {
    run.credentials.push(credentialId);
    run.askers.set(credentialId, behind);
  }
  if (mutation === 'approveCredential') approve(run, credentialId, behind);
  if (isOfTwo(run, call, credentialId)) run.unapproved.set(versionKey(credentialId, version.number), behind);
  if (secret !== null) run.shown.push({ secret, ...version });
}

function listMade(run: Run, { mutation, payload: { machineIdentity, rotation, runtime } }: Call): void {
  const lists = { registerRuntime: run.runtimes, declareMachineIdentity: run.machines, beginRotation: run.rotations };
  const made = runtime ?? machineIdentity ?? rotation;
  if (made && mutation in lists) lists[mutation as keyof typeof lists].push(made.id);
}

/** Whether it made a version that two people must lend. */
function isOfTwo({ rows }: Run, { mutation, input }: Call, credentialId: string): boolean {
  if (mutation !== 'issueCredential' && mutation !== 'beginRotation') return false;
  const ceiling = rows.credential.find(({ id }) => id === credentialId)?.ceiling ?? input['ceiling'];
  return needsTwo(rows, { ceiling: ceiling as readonly string[] }); // as the input's type asks
}

/** Only by somebody else than who asked: an approval of one's own leaves it what it was. */
function approve({ unapproved }: Run, credentialId: string, approving: readonly string[]): void {
  for (const [key, askedBy] of unapproved)
    if (key.startsWith(`${credentialId}:`) && !approving.some((id) => askedBy.includes(id))) unapproved.delete(key);
}
