import type { CredentialRow } from '../operations/credentials.js';
import { difference, hindrancesOf, inWords, type Difference } from './difference.js';
import type { CredentialEntry, MachineEntry } from './file-shape.js';
import type { PlanItem, PlanOptions } from './plan.js';
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
  const common = { what: 'credential', name, path, changes: [] } as const;
  if (there === null) return { ...common, id: null, ...absent(entry, machine, ended(all, entry.name), options) };
  const lost = options.lost.has(name) ? [lostSecret(there)] : [];
  const hindrances = [...hindrancesOf(differencesOf(entry, there), ISSUED), ...lost];
  return { ...common, id: there.id, verdict: hindrances.length > 0 ? 'DIFFERS' : 'SAME', hindrances, steps: [] };
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

function lostSecret({ id }: CredentialRow) {
  return {
    because: 'its secret was made by a run that was cut short before it was kept, and nobody can show it again',
    instead: `bailiwick revoke ${id} --reason SUPERSEDED --note "Its secret was lost.", then apply with --reissue.`,
  };
}

/** Its end is not compared: the file says for how long, the credential until when. */
function differencesOf(entry: CredentialEntry, there: CredentialRow): readonly Difference[] {
  const times = (count: number | null) => (count === null ? 'any number' : String(count));
  const rhythm = (days: number | null) => (days === null ? 'none' : `${days} days`);
  return [
    ...difference('kind', there.kind, entry.kind),
    ...difference('purpose', there.purpose, entry.purpose),
    ...difference('ceiling', inWords(there.ceiling), inWords(entry.ceiling)),
    ...difference('runtimes', inWords(there.allowedRuntimes.map(({ name }) => name)), inWords(entry.runtimes)),
    ...difference('networks', inWords(there.allowedNetworks), inWords(entry.networks)),
    ...difference('rotateEveryDays', rhythm(there.rotation.everyDays), rhythm(entry.rotateEveryDays)),
    ...difference('maxUses', times(there.maxUses), times(entry.maxUses)),
  ];
}
