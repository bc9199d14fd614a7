import type { OwnerRow } from '../operations/machines.js';
import { difference, hindrancesOf, inWords, type Difference, type Hindrance } from './difference.js';
import type { MachineEntry, OwnerEntry } from './file-shape.js';
import type { PlanItem, Step } from './plan.js';
import type { Path } from './problems-within.js';
import { presentKey, presentWords, wantedKey, wantedStewards, wantedWords } from './stewards.js';
import { ended, type MachineState, type TenantState } from './tenant-state.js';

const DECLARED =
  'What a machine answers for is declared once: declare another machine, issue for it, move the callers, and end this one.';

export function planMachine(entry: MachineEntry, there: MachineState | null, state: TenantState, path: Path): PlanItem {
  const common = { what: 'machine', name: entry.name, path } as const;
  if (there === null) {
    const namesakes = ended(state.machines, entry.name).map(({ id }) => id);
    const declare: Step = { do: 'declare', machine: entry, namesakes };
    const steps = [declare, ...rolesAfterDeclaring(entry), ...(entry.active ? [activation(entry)] : [])];
    return { ...common, id: null, verdict: 'CREATE', changes: [], hindrances: [], steps };
  }
  const stewards = stewardsChange(entry, there, state);
  const hindrances = [
    ...hindrancesOf(differencesOf(entry, there), DECLARED),
    ...standing(entry, there, stewards.length > 0),
  ];
  const steps = [
    ...(stewards.length > 0 ? [naming(entry)] : []),
    ...(entry.active && there.state === 'DRAFT' ? [activation(entry)] : []),
  ];
  const changes = [
    ...stewards,
    ...(steps.some((step) => step.do === 'activate') ? [{ field: 'state', from: 'DRAFT', to: 'ACTIVE' }] : []),
  ];
  const verdict = steps.length > 0 ? 'CHANGE' : hindrances.length > 0 ? 'DIFFERS' : 'SAME';
  return { ...common, id: there.id, verdict, changes, hindrances, steps };
}

function activation({ name }: MachineEntry): Step {
  return { do: 'activate', machine: name };
}

function naming({ name, stewards }: MachineEntry): Step {
  return { do: 'name stewards', machine: name, stewards: wantedStewards(stewards) };
}

/** A declaration names people in order, and gives the first one PRIMARY: other roles take a second step. */
function rolesAfterDeclaring(entry: MachineEntry): readonly Step[] {
  const inOrder = wantedStewards(entry.stewards).every(
    ({ role }, index) => role === (index === 0 ? 'PRIMARY' : 'BACKUP'),
  );
  return inOrder ? [] : [naming(entry)];
}

function stewardsChange(
  { stewards }: MachineEntry,
  there: MachineState,
  { people }: TenantState,
): readonly Difference[] {
  const wanted = wantedStewards(stewards);
  if (wantedKey(wanted, people) === presentKey(there.stewards)) return [];
  return [{ field: 'stewards', from: presentWords(there.stewards), to: wantedWords(wanted) }];
}

/** Somebody stopped it, or it lost its people. A pipeline that undid that would be the wrong one to have. */
function standing(
  entry: MachineEntry,
  { state, stateReason }: MachineState,
  newStewards: boolean,
): readonly Hindrance[] {
  const fine = state === 'ACTIVE' || state === 'OWNER_GRACE' || state === 'DRAFT';
  if (fine && entry.active) return [];
  if (state === 'ORPHANED' && newStewards) return [];
  if (!entry.active && state === 'DRAFT') return [];
  if (!entry.active)
    return [
      {
        because: `it is ${state}, and the file says active: false`,
        instead: 'Say active: true, or end it: bailiwick retire.',
      },
    ];
  return [
    {
      because: `it is ${state}: ${stateReason.message}`,
      instead: stateReason.remedy?.label ?? `Once the cause is dealt with: bailiwick resume --machine ${entry.name}.`,
    },
  ];
}

/** What nothing changes any more. `reviewDays` counts from the declaration, and reviews move it on. */
function differencesOf(entry: MachineEntry, there: MachineState): readonly Difference[] {
  const { responsibility: wanted } = entry;
  const { responsibility: present } = there;
  return [
    ...difference('environment', there.environment, entry.environment),
    ...difference('boundary', there.boundary.mode, entry.boundary),
    ...difference('owner', presentOwner(there.owner), wantedOwner(entry.owner)),
    ...difference('responsibility.statement', present.statement, wanted.statement),
    ...difference('responsibility.actions', inWords(present.actions), inWords(wanted.actions)),
    ...difference('responsibility.dataClasses', inWords(present.dataClasses), inWords(wanted.dataClasses)),
    ...difference('responsibility.endsAt', instant(present.endsAt), instant(wanted.endsAt)),
    ...difference('runtimes', inWords(there.runtimes.map(({ name }) => name)), inWords(entry.runtimes)),
  ];
}

function instant(time: string | null): string {
  return time === null ? 'never' : new Date(time).toISOString();
}

function wantedOwner(owner: OwnerEntry): string {
  const { kind, ...rest } = owner;
  return [kind, ...Object.values(rest).filter((value) => value !== undefined)].join(' ');
}

function presentOwner({ kind, team, duty, service, provider, runtime, agent }: OwnerRow): string {
  return [kind, team, runtime?.name, service, provider, agent?.name, duty].filter((part) => part).join(' ');
}
