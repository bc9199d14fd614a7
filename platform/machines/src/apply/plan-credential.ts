import type { CredentialRow } from '../operations/credentials.js';
import { difference, hindrancesOf, inWords, type Difference, type Hindrance } from './difference.js';
import { hasSecret, type CredentialEntry, type MachineEntry } from './file-shape.js';
import type { PlanItem, PlanOptions, Step } from './plan.js';
import type { Path } from './problems-within.js';
import { ended, living, type MachineState } from './tenant-state.js';

type Options = PlanOptions & { readonly willBeActive: boolean };

const ISSUED =
  'What a credential allows is fixed when it is issued: issue one under another name, and move the callers.';

export function planCredential(
  entry: CredentialEntry,
  machine: MachineEntry,
  machineThere: MachineState | null,
  options: Options,
  path: Path,
): PlanItem {
  const name = `${machine.name}/${entry.name}`;
  const all = machineThere?.credentials ?? [];
  const [there = null] = living(all, entry.name);
  const common = { what: 'credential', name, path } as const;
  if (there === null)
    return { ...common, id: null, changes: [], ...absent(entry, machine, ended(all, entry.name), options) };
  const limits = limitsOf(entry, there);
  const secret = secretOf(there, entry, options.lost.has(name), options.rotateDue);
  const hindrances = [
    ...hindrancesOf([...differencesOf(entry, there), ...limits.widened], ISSUED),
    ...secret.hindrances,
  ];
  const steps = [...limits.steps, ...secret.steps];
  const verdict = steps.length > 0 ? 'CHANGE' : hindrances.length > 0 ? 'DIFFERS' : 'SAME';
  return { ...common, id: there.id, verdict, changes: [...limits.changes, ...secret.changes], hindrances, steps };
}

/** A ceiling is only ever narrowed: what lends more power is a new credential, which somebody issues. */
function limitsOf({ ceiling, runtimes }: CredentialEntry, there: CredentialRow) {
  const differs = difference('ceiling', inWords(there.ceiling), inWords(ceiling));
  const isNarrower = ceiling.every((action) => there.ceiling.includes(action));
  const bound = difference('runtimes', inWords(there.allowedRuntimes.map(({ name }) => name)), inWords(runtimes));
  const steps: Step[] = [];
  if (differs.length > 0 && isNarrower) steps.push({ do: 'narrow', id: there.id, ceiling });
  if (bound.length > 0) steps.push({ do: 'bind', id: there.id, runtimes });
  return { steps, changes: [...(isNarrower ? differs : []), ...bound], widened: isNarrower ? [] : differs };
}

/**
 * Issued, unless somebody ended the one before: a key that was revoked because it leaked must not come back by itself
 * with the next run of a pipeline.
 */
function absent(
  credential: CredentialEntry,
  machine: MachineEntry,
  before: readonly CredentialRow[],
  { reissue, willBeActive }: Options,
): Pick<PlanItem, 'verdict' | 'hindrances' | 'steps'> {
  const [last] = before;
  if (last !== undefined && !reissue) {
    const because = `it is ${last.state} since ${last.stateReason.since?.slice(0, 10) ?? 'some time'}: ${last.stateReason.message}`;
    const instead = 'Take it out of the file, or have it issued anew: --reissue.';
    return { verdict: 'DIFFERS', hindrances: [{ because, instead }], steps: [] };
  }
  if (!willBeActive) {
    const because = `${machine.name} is not active, so nothing can be issued for it`;
    return { verdict: 'DIFFERS', hindrances: [{ because, instead: 'See what is said of the machine.' }], steps: [] };
  }
  const namesakes = before.map(({ id }) => id);
  return { verdict: 'CREATE', hindrances: [], steps: [{ do: 'issue', machine: machine.name, credential, namesakes }] };
}

/** States in which a new secret can be made. */
const ROTATABLE = ['STAGED', 'ACTIVE', 'DORMANT'];

/**
 * A new secret, where the old one is lost or due. One that was lost and never used is in nobody's hands, so it ends at
 * once; otherwise callers get the usual time to move. What cannot be rotated now is due until it can.
 */
function secretOf(
  there: CredentialRow,
  entry: CredentialEntry,
  isLost: boolean,
  rotateDue: Date | null,
): Pick<PlanItem, 'changes' | 'hindrances' | 'steps'> {
  const { id, state, rotation } = there;
  const isDue = isDueBy(rotation.nextDueAt, rotateDue);
  if (rotation.pendingVersion !== null && (isLost || isDue)) return hindered(waitsFor(id, isLost));
  if (isLost)
    return ROTATABLE.includes(state)
      ? newSecret(there, 'lost by a run that was cut short before it was kept', there.lastUsed === null ? 0 : null)
      : hindered(lostWhile(state, id));
  if (!isDue || !ROTATABLE.includes(state)) return NOTHING;
  if (hasSecret(entry)) return newSecret(there, `due since ${rotation.nextDueAt ?? ''}`, null);
  return entry.kind === 'PRIVATE_KEY_JWT' ? hindered(dueForItsKey(id)) : NOTHING;
}

function isDueBy(nextDueAt: string | null, day: Date | null): boolean {
  return day !== null && nextDueAt !== null && new Date(nextDueAt) <= day;
}

function newSecret(
  { id, version }: CredentialRow,
  from: string,
  overlapHours: number | null,
): Pick<PlanItem, 'changes' | 'hindrances' | 'steps'> {
  const steps = [{ do: 'rotate', id, overlapHours, version } as const];
  return { changes: [{ field: 'secret', from, to: 'a new one' }], hindrances: [], steps };
}

const NOTHING = { changes: [], hindrances: [], steps: [] } as const;

function hindered(hindrance: Hindrance): Pick<PlanItem, 'changes' | 'hindrances' | 'steps'> {
  return { ...NOTHING, hindrances: [hindrance] };
}

function lostWhile(state: string, id: string): Hindrance {
  const isRotating = state === 'ROTATING';
  return {
    because: `the secret of its ${isRotating ? 'rotation' : 'issue'} was made by a run that was cut short before it was kept${isRotating ? '' : `, and it is ${state}`}`,
    instead: isRotating
      ? `bailiwick rotate ${id} --abort, then apply again: it begins anew.`
      : `See what holds it: bailiwick passport ${id}. Then apply again.`,
  };
}

/** What is made a second time would wait for the same person. */
function waitsFor(id: string, isLost: boolean): Hindrance {
  return isLost
    ? {
        because: 'a new secret of it was made, waits for a second person, and was lost by a run that was cut short',
        instead: `bailiwick rotate ${id} --abort, then apply again: it begins anew.`,
      }
    : {
        because: 'a new secret of it waits for a second person',
        instead: `Somebody else: bailiwick approve ${id}. Then its .waiting file takes the place of the old one.`,
      };
}

/** Its private key is its holder's, so only they can make the next pair. */
function dueForItsKey(id: string): Hindrance {
  return {
    because: 'its rotation is due, and its private key is not made here',
    instead: `bailiwick rotate ${id} --public-jwk FILE, with the new public key.`,
  };
}

/** Its end is not compared: the file says for how long, the credential until when. */
function differencesOf(entry: CredentialEntry, there: CredentialRow): readonly Difference[] {
  const times = (count: number | null) => (count === null ? 'any number' : String(count));
  const rhythm = (days: number | null) => (days === null ? 'none' : `${days} days`);
  return [
    ...difference('kind', there.kind, entry.kind),
    ...difference('purpose', there.purpose, entry.purpose),
    ...difference('networks', inWords(there.allowedNetworks), inWords(entry.networks)),
    ...difference('rotateEveryDays', rhythm(there.rotation.everyDays), rhythm(entry.rotateEveryDays)),
    ...difference('maxUses', times(there.maxUses), times(entry.maxUses)),
  ];
}
