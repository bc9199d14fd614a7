import type { Database } from '@bailiwick/database';
import type {
  ActionUse,
  DomainServices,
  ServiceRequest,
  ServiceResponse,
  ServiceRoute,
} from '@bailiwick/subgraph-host';
import { z } from 'zod';
import { keepActions } from '../store/action-uses.js';
import { listHomes } from '../store/directory.js';
import type { CredentialsTables } from '../store/tables.js';
import { malformed } from './answers.js';
import { jsonOf } from './json-of.js';

type Services = Pick<DomainServices<CredentialsTables>, 'database'>;

const name = z.string().min(1).max(100);
const report = z.object({
  uses: z
    .array(
      z.object({
        txn: name,
        machineId: z.uuid(),
        credentialId: z.uuid(),
        runtimeId: z.uuid().nullable(),
        action: name,
        effect: z.enum(['ALLOW', 'DENY']),
        code: name,
        count: z.number().int().min(1).max(1_000_000_000),
        lastAt: z.iso.datetime({ offset: true }).transform((at) => new Date(at)),
      }),
    )
    .max(1_000),
});

/** The one action that nobody enforces by itself, which access answers for. */
const ANSWERED_BY_ACCESS = 'platform.use';

/** POST /action-uses: which actions machines used at another domain, so that a ceiling nobody needs can be seen. */
export function actionUsesRoute(services: Services): ServiceRoute {
  return { method: 'POST', path: '/action-uses', handle: (request) => keepReport(services, request) };
}

async function keepReport({ database }: Services, { body, caller }: ServiceRequest): Promise<ServiceResponse> {
  const parsed = report.safeParse(jsonOf(body));
  if (!parsed.success)
    return malformed('A report is {uses: [{txn, machineId, credentialId, action, …}]}, at most 1000.');
  const { uses } = parsed.data;
  const foreign = uses.find(({ action }) => !speaksOf(caller, action));
  if (foreign !== undefined) return malformed(`${caller} cannot say that ${foreign.action} was used.`);
  await keepActionUses(database, uses);
  return { status: 200, body: { kept: uses.length } };
}

/** A domain enforces its own actions, so it can speak of no others. */
function speaksOf(caller: string, action: string): boolean {
  return action.startsWith(`${caller}.`) || (caller === 'access' && action === ANSWERED_BY_ACCESS);
}

/** Each machine's at its home, whatever tenant it acted in. What no machine of ours did is not kept. */
export async function keepActionUses(database: Database<CredentialsTables>, uses: readonly ActionUse[]): Promise<void> {
  const homes = await database.inSystem('directory', (tx) =>
    listHomes(tx, [...new Set(uses.map(({ machineId }) => machineId))]),
  );
  for (const home of new Set(homes.values())) {
    const atHome = uses.filter(({ machineId }) => homes.get(machineId) === home);
    await database.inTenant(home, (tx) => keepActions(tx, atHome));
  }
}
