import type { MachineEntry, MachinesFile } from './file-shape.js';
import type { FileProblem, Path } from './problems-within.js';
import { living, type TenantState } from './tenant-state.js';

/**
 * What only file and tenant together show: a name that two things have here, or that nothing has. Choosing one of two
 * would sooner or later change the wrong one.
 */
export function problemsBetween(file: MachinesFile, state: TenantState): readonly FileProblem[] {
  const { tenant } = file;
  const isOther = tenant !== undefined && tenant !== state.tenant.slug && tenant !== state.tenant.id;
  if (isOther)
    return [{ path: ['tenant'], message: `The token acts in ${state.tenant.slug}, and the file is for ${tenant}.` }];
  return [
    ...file.runtimes.flatMap(({ name }, index) => runtimeTwice(name, state, ['runtimes', index, 'name'])),
    ...file.machines.flatMap((machine, index) => problemsOf(machine, file, state, ['machines', index])),
  ];
}

function problemsOf(machine: MachineEntry, file: MachinesFile, state: TenantState, path: Path): readonly FileProblem[] {
  return [
    ...machineTwice(machine, state, path),
    ...machine.runtimes.flatMap((name, index) => unknownRuntime(name, file, state, [...path, 'runtimes', index])),
    ...machine.credentials.flatMap((credential, index) =>
      credential.runtimes.flatMap((name, at) =>
        unknownRuntime(name, file, state, [...path, 'credentials', index, 'runtimes', at]),
      ),
    ),
    ...unknownOwner(machine, file, state, path),
    ...machine.stewards.flatMap((steward, index) => {
      const person = typeof steward === 'string' ? steward : steward.person;
      if (state.people.get(person) !== null) return [];
      return [
        { path: [...path, 'stewards', index], message: `No active member of ${state.tenant.slug} is ${person}.` },
      ];
    }),
  ];
}

function machineTwice({ name, credentials }: MachineEntry, state: TenantState, path: Path): readonly FileProblem[] {
  const found = living(state.machines, name);
  const [machine] = found;
  if (found.length > 1) return [twice('machine identities', name, found, [...path, 'name'])];
  return credentials.flatMap((credential, index) => {
    const namesakes = living(machine?.credentials ?? [], credential.name);
    const at = [...path, 'credentials', index, 'name'];
    return namesakes.length > 1 ? [twice(`credentials of ${name}`, credential.name, namesakes, at)] : [];
  });
}

function runtimeTwice(name: string, state: TenantState, path: Path): readonly FileProblem[] {
  const found = state.runtimes.filter((runtime) => runtime.name === name);
  return found.length > 1 ? [twice('runtimes', name, found, path)] : [];
}

function twice(what: string, name: string, found: readonly { readonly id: string }[], path: Path): FileProblem {
  const ids = found.map(({ id }) => id).join(', ');
  return {
    path,
    message: `${found.length} ${what} here are named ${name} (${ids}): which one is meant cannot be known.`,
  };
}

function unknownRuntime(name: string, file: MachinesFile, state: TenantState, path: Path): readonly FileProblem[] {
  if (file.runtimes.some((runtime) => runtime.name === name)) return [];
  if (state.runtimes.some((runtime) => runtime.name === name)) return runtimeTwice(name, state, path);
  return [{ path, message: `There is no runtime ${name}, neither in the file nor in ${state.tenant.slug}.` }];
}

function unknownOwner(
  { owner }: MachineEntry,
  file: MachinesFile,
  state: TenantState,
  path: Path,
): readonly FileProblem[] {
  if (owner.kind === 'RUNTIME') return unknownRuntime(owner.runtime, file, state, [...path, 'owner', 'runtime']);
  if (owner.kind !== 'AUTONOMOUS_AGENT') return [];
  const at = [...path, 'owner', 'agent'];
  const found = living(state.machines, owner.agent);
  if (found.length > 1) return [twice('machine identities', owner.agent, found, at)];
  if (found.length === 1 || file.machines.some(({ name }) => name === owner.agent)) return [];
  return [
    { path: at, message: `There is no machine ${owner.agent}, neither in the file nor in ${state.tenant.slug}.` },
  ];
}
