import type { CredentialEntry, MachineEntry, MachinesFile } from './file-shape.js';

export type Path = readonly (string | number)[];
export interface FileProblem {
  readonly path: Path;
  readonly message: string;
}

/** What the file alone shows to be wrong: two things under one name, or a draft with credentials. */
export function problemsWithin({ runtimes, machines }: MachinesFile): readonly FileProblem[] {
  return [
    ...repeated(runtimes.map(({ name }, index) => ({ path: ['runtimes', index, 'name'], value: name }))),
    ...repeated(machines.map(({ name }, index) => ({ path: ['machines', index, 'name'], value: name }))),
    ...machines.flatMap((machine, index) => problemsOf(machine, ['machines', index])),
    ...repeated(secretFiles(machines)),
  ];
}

function problemsOf(machine: MachineEntry, path: Path): readonly FileProblem[] {
  const { credentials, stewards, active, responsibility } = machine;
  const draft = { path: [...path, 'active'], message: 'A machine that stays a draft has no credentials.' };
  return [
    ...(!active && credentials.length > 0 ? [draft] : []),
    ...repeated(credentials.map(({ name }, index) => ({ path: [...path, 'credentials', index, 'name'], value: name }))),
    ...repeated(
      stewards.map((steward, index) => ({
        path: [...path, 'stewards', index],
        value: typeof steward === 'string' ? steward : steward.person,
      })),
    ),
    ...credentials.flatMap(({ publicJwk }, index) =>
      publicJwk !== undefined && ('d' in publicJwk || 'k' in publicJwk)
        ? [
            {
              path: [...path, 'credentials', index, 'publicJwk'],
              message: 'That is a private key: take it out, and use another one.',
            },
          ]
        : [],
    ),
    ...credentials.flatMap((credential, index) =>
      outside(credential, responsibility.actions, [...path, 'credentials', index, 'ceiling']),
    ),
  ];
}

/** The gateway would refuse it too, but only after the machine had been declared. */
function outside({ ceiling }: CredentialEntry, actions: readonly string[], path: Path): readonly FileProblem[] {
  return ceiling
    .map((action, index) => ({ action, path: [...path, index] }))
    .filter(({ action }) => !actions.includes(action))
    .map(({ action, path: at }) => ({
      path: at,
      message: `${action} is not among the actions that the machine answers for.`,
    }));
}

function secretFiles(machines: readonly MachineEntry[]) {
  return machines.flatMap(({ credentials }, machine) =>
    credentials.flatMap(({ secret }, index) =>
      secret === undefined
        ? []
        : [{ path: ['machines', machine, 'credentials', index, 'secret', 'file'], value: secret.file }],
    ),
  );
}

function repeated(values: readonly { readonly path: Path; readonly value: string }[]): readonly FileProblem[] {
  const seen = new Set<string>();
  return values.flatMap(({ path, value }) => {
    if (seen.has(value)) return [{ path, message: `${value} stands in the file twice.` }];
    seen.add(value);
    return [];
  });
}
