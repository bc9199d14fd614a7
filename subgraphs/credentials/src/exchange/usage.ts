import type { DomainServices, ServiceRequest, ServiceResponse, ServiceRoute } from '@bailiwick/subgraph-host';
import { z } from 'zod';
import { listHomes } from '../store/directory.js';
import { addMachineUses } from '../store/machine-identity.js';
import type { CredentialsTables } from '../store/tables.js';
import { malformed } from './answers.js';
import { jsonOf } from './json-of.js';

type UsageServices = Pick<DomainServices<CredentialsTables>, 'database'>;

const report = z.object({
  uses: z
    .array(
      z.object({
        sub: z.string().max(100),
        tenant: z.string().nullable(),
        count: z.number().int().min(1).max(1_000_000_000),
        lastAt: z.iso.datetime({ offset: true }),
        address: z.string().max(64).nullable(),
      }),
    )
    .max(1_000),
});
type Uses = z.output<typeof report>['uses'];

/** POST /usage: requests that a gateway's cache served, in batches, so that "last used" is true. */
export function usageRoute(services: UsageServices): ServiceRoute {
  return { method: 'POST', path: '/usage', handle: (request) => keepUsage(services, request) };
}

async function keepUsage({ database }: UsageServices, request: ServiceRequest): Promise<ServiceResponse> {
  const parsed = report.safeParse(jsonOf(request.body));
  if (!parsed.success)
    return malformed('A usage report is {uses: [{sub, tenant, count, lastAt, address}]}, at most 1000 of them.');
  const ofMachines = parsed.data.uses.filter(({ sub }) => sub.startsWith('machine:'));
  const homes = await database.inSystem('directory', (tx) => listHomes(tx, ofMachines.map(machineOf)));
  for (const home of new Set(homes.values())) {
    const atHome = ofMachines.filter((use) => homes.get(machineOf(use)) === home);
    await database.inTenant(
      home,
      async (tx) => {
        for (const use of inOrder(atHome))
          await addMachineUses(tx, machineOf(use), {
            count: use.count,
            lastAt: new Date(use.lastAt),
            address: use.address,
          });
      },
      { requestId: request.requestId },
    );
  }
  return { status: 204, body: null };
}

/** By machine, so that two gateways' reports lock rows in the same order, then by time, so that the newest address stays. */
function inOrder(uses: Uses): Uses {
  return uses.toSorted((a, b) => a.sub.localeCompare(b.sub) || Date.parse(a.lastAt) - Date.parse(b.lastAt));
}

function machineOf({ sub }: Uses[number]): string {
  return sub.slice('machine:'.length);
}
