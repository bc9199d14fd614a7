import { randomUUID } from 'node:crypto';
import { aMachineContext, aPersonContext } from '@bailiwick/subgraph-host/testing';
import type { VerifiedTransactionContext } from '@bailiwick/transaction-token';
import { actions } from '../../src/domain/actions.js';
import { memberFact, openWorld, type Exchanged, type World } from '../world.js';
import { send, wasDone, type Call, type MutationName } from './graph.js';
import { everybodyBehind, readRows, type Rows } from './rows.js';

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
  const more = { askers: new Map<string, readonly string[]>(), strangersTexts: new Set<string>(), factVersion: 10 };
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

function keepInMind(run: Run, { mutation, payload, as, secret, input }: Call): void {
  const lists = { registerRuntime: run.runtimes, declareMachineIdentity: run.machines, beginRotation: run.rotations };
  const { credential, machineIdentity, rotation, runtime } = payload;
  const made = runtime ?? machineIdentity ?? rotation;
  if (made && mutation in lists) lists[mutation as keyof typeof lists].push(made.id);
  if (mutation === 'issueCredential' && credential) {
    run.credentials.push(credential.id);
    run.askers.set(
      credential.id,
      as.actors.flatMap((actor) => everybodyBehind(run.rows, actor)),
    );
  }
  const credentialId = credential?.id ?? String(input['credentialId']);
  if (secret !== null) run.shown.push({ secret, credentialId, number: rotation?.toVersion ?? 1 });
}
