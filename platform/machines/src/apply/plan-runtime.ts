import type { RuntimeRow } from '../operations/runtimes.js';
import { difference, hindrancesOf, inWords } from './difference.js';
import type { RuntimeEntry } from './file-shape.js';
import type { PlanItem } from './plan.js';
import type { Path } from './problems-within.js';
import type { TenantState } from './tenant-state.js';

const INSTEAD = 'A runtime is registered for good: register one under another name, and bind credentials to that.';

/** Credentials are bound to a runtime as it is, so nobody changes it under them. */
export function planRuntime(entry: RuntimeEntry, { runtimes }: TenantState, path: Path): PlanItem {
  const there = runtimes.find(({ name }) => name === entry.name) ?? null;
  const common = { what: 'runtime', name: entry.name, path, changes: [] } as const;
  if (there === null)
    return { ...common, id: null, verdict: 'CREATE', hindrances: [], steps: [{ do: 'register', runtime: entry }] };
  const hindrances = hindrancesOf(differencesOf(entry, there), INSTEAD);
  return { ...common, id: there.id, verdict: hindrances.length > 0 ? 'DIFFERS' : 'SAME', hindrances, steps: [] };
}

function differencesOf(entry: RuntimeEntry, there: RuntimeRow) {
  const attestors = (list: RuntimeEntry['attestors']) =>
    inWords(
      list.map(({ issuer, subjectPattern, audience, jwksUri }) =>
        [issuer, subjectPattern, audience, jwksUri].join(' '),
      ),
    );
  return [
    ...difference('kind', there.kind, entry.kind),
    ...difference('environment', there.environment, entry.environment),
    ...difference('networks', inWords(there.networks), inWords(entry.networks)),
    ...difference('attestors', attestors(there.attestors), attestors(entry.attestors)),
  ];
}
