import { findPersonId, findTenant, machinesNamed } from '../gateway/find.js';
import type { Gateway } from '../gateway/gateway.js';
import { readPages } from '../gateway/pages.js';
import { LIST_CREDENTIALS } from '../operations/credentials.js';
import { LIST_RUNTIMES } from '../operations/runtimes.js';
import type { MachinesFile } from './file-shape.js';
import type { MachineState, TenantState } from './tenant-state.js';

/** Only what the file names is looked up: a tenant may have a hundred thousand machines beside it. */
export async function readState(gateway: Gateway, file: MachinesFile): Promise<TenantState> {
  const tenant = await findTenant(gateway);
  const { nodes: runtimes } = await readPages(gateway, LIST_RUNTIMES, {});
  const machines = await severalAtOnce(machineNames(file), (name) => machinesOf(gateway, name));
  const people = await severalAtOnce(
    peopleIn(file),
    async (person) => [person, await findPersonId(gateway, person)] as const,
  );
  return { tenant, runtimes, machines: machines.flat(), people: new Map(people) };
}

async function machinesOf(gateway: Gateway, name: string): Promise<readonly MachineState[]> {
  const found = await machinesNamed(gateway, name);
  return severalAtOnce(found, async (machine) => {
    const filter = { machineIdentityId: machine.id };
    const { nodes: credentials } = await readPages(gateway, LIST_CREDENTIALS, { filter });
    return { ...machine, credentials };
  });
}

function machineNames({ machines }: MachinesFile): readonly string[] {
  const agents = machines.flatMap(({ owner }) => (owner.kind === 'AUTONOMOUS_AGENT' ? [owner.agent] : []));
  return [...new Set([...machines.map(({ name }) => name), ...agents])];
}

function peopleIn({ machines }: MachinesFile): readonly string[] {
  const people = machines.flatMap(({ stewards }) => stewards);
  return [...new Set(people.map((steward) => (typeof steward === 'string' ? steward : steward.person)))];
}

const AT_ONCE = 4;

/** In order, a few at a time: a file of hundreds of machines neither takes minutes nor floods the gateway. */
async function severalAtOnce<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE)
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  return results;
}
