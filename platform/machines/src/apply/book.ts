import type { MachinesFile } from './file-shape.js';
import { living, type TenantState } from './tenant-state.js';

/** Ids by the names of the file. It fills up while steps are carried out, so that later ones find what earlier ones made. */
export interface Book {
  readonly tenantId: string;
  readonly runtimes: Map<string, string>;
  readonly machines: Map<string, { readonly id: string; readonly version: number }>;
  /** Versions of credentials by id. */
  readonly credentials: Map<string, number>;
  readonly people: ReadonlyMap<string, string | null>;
}

export function openBook(file: MachinesFile, state: TenantState): Book {
  const agents = file.machines.flatMap(({ owner }) => (owner.kind === 'AUTONOMOUS_AGENT' ? [owner.agent] : []));
  const names = new Set([...file.machines.map(({ name }) => name), ...agents]);
  const machines = [...names].flatMap((name) =>
    living(state.machines, name).map(({ id, version }) => [name, { id, version }] as const),
  );
  return {
    tenantId: state.tenant.id,
    runtimes: new Map(state.runtimes.map(({ name, id }) => [name, id])),
    machines: new Map(machines),
    credentials: new Map(
      state.machines.flatMap(({ credentials }) => credentials.map(({ id, version }) => [id, version])),
    ),
    people: state.people,
  };
}

/** What the plan puts before has been made by now; its absence is a defect of the plan. */
export function inBook<Value>(map: ReadonlyMap<string, Value | null>, name: string): Value {
  const found = map.get(name) ?? null;
  if (found === null) throw new TypeError(`The plan has no step that makes ${name}.`);
  return found;
}
