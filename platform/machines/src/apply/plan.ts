import {
  hasSecret,
  type CredentialEntry,
  type MachineEntry,
  type MachinesFile,
  type RuntimeEntry,
} from './file-shape.js';
import { planCredential } from './plan-credential.js';
import { planMachine } from './plan-machine.js';
import { planRuntime } from './plan-runtime.js';
import type { Difference, Hindrance } from './difference.js';
import type { Path } from './problems-within.js';
import type { WantedSteward } from './stewards.js';
import { hasEnded, living, type MachineState, type TenantState } from './tenant-state.js';

/** One call of the gateway. It names what it is about as the file does; ids are known once their things are there. */
export type Step =
  | { readonly do: 'register'; readonly runtime: RuntimeEntry }
  | { readonly do: 'declare'; readonly machine: MachineEntry; readonly namesakes: readonly string[] }
  | { readonly do: 'name stewards'; readonly machine: string; readonly stewards: readonly WantedSteward[] }
  | { readonly do: 'activate'; readonly machine: string }
  | {
      readonly do: 'issue';
      readonly machine: string;
      readonly credential: CredentialEntry;
      readonly namesakes: readonly string[];
    }
  | { readonly do: 'rotate'; readonly id: string; readonly overlapHours: number | null; readonly version: number }
  | { readonly do: 'narrow'; readonly id: string; readonly ceiling: readonly string[] }
  | { readonly do: 'bind'; readonly id: string; readonly runtimes: readonly string[] }
  | { readonly do: 'revoke'; readonly id: string; readonly note: string };

/**
 * `DIFFERS` is what apply cannot bring into line, `BESIDE` what the file does not name and apply leaves alone.
 */
export type Verdict = 'CREATE' | 'CHANGE' | 'REVOKE' | 'SAME' | 'DIFFERS' | 'BESIDE';

export interface PlanItem {
  readonly what: 'runtime' | 'machine' | 'credential';
  /** A credential is called by its machine and itself: `ledger-export/nightly`. */
  readonly name: string;
  readonly id: string | null;
  /** Where the file says so. Null for what it does not name. */
  readonly path: Path | null;
  readonly verdict: Verdict;
  readonly changes: readonly Difference[];
  readonly hindrances: readonly Hindrance[];
  readonly steps: readonly Step[];
}

export interface Plan {
  readonly items: readonly PlanItem[];
}

export interface PlanOptions {
  /** Revokes living credentials of the file's machines that the file does not name. */
  readonly prune: boolean;
  /** Issues anew what the file names and somebody ended. */
  readonly reissue: boolean;
  /** Credentials whose secret was made and never kept, by name: a run was cut short. */
  readonly lost: ReadonlySet<string>;
  /** Rotates what was due by then. Null leaves rotations to others. */
  readonly rotateDue: Date | null;
}

/**
 * What it takes to make the tenant as the file says. It compares what the file names and nothing else: whatever somebody
 * set up beside it, by hand or with another file, is none of its business.
 */
export function planOf(file: MachinesFile, state: TenantState, options: PlanOptions): Plan {
  const runtimes = file.runtimes.map((runtime, index) => planRuntime(runtime, state, ['runtimes', index]));
  const machines = ownersFirst(file.machines).flatMap((machine) => {
    const path = ['machines', file.machines.indexOf(machine)];
    const [there = null] = living(state.machines, machine.name);
    const item = planMachine(machine, there, state, path);
    const willBeActive = isActiveAfter(item, there);
    const credentials = machine.credentials.map((credential, index) =>
      planCredential(credential, machine, there, { ...options, willBeActive }, [...path, 'credentials', index]),
    );
    return [item, ...credentials, ...besideOf(machine, there, options)];
  });
  return { items: [...runtimes, ...machines] };
}

/** Steps that make a secret, which somebody must keep. */
export function makesSecret(step: Step): boolean {
  return step.do === 'rotate' || (step.do === 'issue' && hasSecret(step.credential));
}

export function stepsOf({ items }: Plan): readonly { readonly item: PlanItem; readonly step: Step }[] {
  return items.flatMap((item) => item.steps.map((step) => ({ item, step })));
}

/** Whether file and tenant will still differ when every step is done. */
export function staysApart({ items }: Plan): boolean {
  return items.some(({ hindrances }) => hindrances.length > 0);
}

/** New stewards take an orphan in, which makes it active again. */
function isActiveAfter({ steps }: PlanItem, there: MachineState | null): boolean {
  if (there?.state === 'ACTIVE') return true;
  if (there?.state === 'ORPHANED') return steps.some((step) => step.do === 'name stewards');
  return steps.some((step) => step.do === 'activate');
}

/** An agent exists before what it owns is declared. A circle is left to the gateway, which says what is wrong with it. */
function ownersFirst(machines: readonly MachineEntry[]): readonly MachineEntry[] {
  const sorted = new Set<MachineEntry>();
  const visiting = new Set<MachineEntry>();
  const visit = (machine: MachineEntry): void => {
    if (sorted.has(machine) || visiting.has(machine)) return;
    visiting.add(machine);
    const { owner } = machine;
    const agent = owner.kind === 'AUTONOMOUS_AGENT' ? machines.find(({ name }) => name === owner.agent) : undefined;
    if (agent !== undefined) visit(agent);
    sorted.add(machine);
  };
  machines.forEach(visit);
  return [...sorted];
}

/** What the file's machines have beside it. Only `--prune` takes it back: forgetting a line must not stop a service. */
function besideOf(machine: MachineEntry, there: MachineState | null, { prune }: PlanOptions): readonly PlanItem[] {
  const named = new Set(machine.credentials.map(({ name }) => name));
  return (there?.credentials ?? [])
    .filter((credential) => !named.has(credential.name) && !hasEnded(credential))
    .map(({ id, name }) => ({
      what: 'credential',
      name: `${machine.name}/${name}`,
      id,
      path: null,
      verdict: prune ? 'REVOKE' : 'BESIDE',
      changes: [],
      hindrances: [],
      steps: prune ? [{ do: 'revoke', id, note: `The file of machines does not name ${machine.name}/${name}.` }] : [],
    }));
}
