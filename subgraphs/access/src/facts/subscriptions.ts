import type { SystemTransaction } from '@bailiwick/database';
import type { DomainEvent, Subscription } from '@bailiwick/events';
import type { Log } from '@bailiwick/config';
import type { CatalogueCache } from '../catalogue-cache.js';
import { reviewDeclarations } from '../domain/catalogue.js';
import { replaceActions } from '../store/catalogue.js';
import { deleteFactsOf } from '../store/fact.js';
import type { AccessTables } from '../store/tables.js';
import { actionDeclaration, actionsDeclared } from './event-data.js';
import { giveInvitedRoles } from './invitation.js';
import { FACT_PROJECTIONS, forget } from './projection.js';

/** The domains that there are in any case. Another one needs no change here: its URL among access's peers is enough. */
export const DEFAULT_SOURCES: readonly string[] = ['identity', 'billing', 'credentials'];

const INVITATION_ACCEPTED = 'identity.invitation.accepted';

interface Services {
  readonly cache: CatalogueCache;
  readonly clock: () => Date;
  readonly log: Pick<Log, 'warn'>;
}

/** From every domain its catalogue; from those that access knows facts of, those too. */
export function factSubscriptions(
  sources: readonly string[],
  services: Services,
): readonly Subscription<AccessTables>[] {
  return sources.map((source) => subscribeTo(source, services));
}

function subscribeTo(source: string, services: Services): Subscription<AccessTables> {
  const declared = `${source}.actions.declared`;
  const facts = [...Object.keys(FACT_PROJECTIONS), INVITATION_ACCEPTED].filter((type) => type.startsWith(`${source}.`));
  return {
    source,
    types: [declared, ...facts],
    apply: async (event, tx, database) => {
      if (event.type === declared) return declare(source, event, tx, services.log);
      if (event.tenantid === null) throw new Error(`An event of type ${event.type} must name its tenant.`);
      await database.enterTenant(tx, event.tenantid, async (tenant) => {
        if (event.type === INVITATION_ACCEPTED)
          return giveInvitedRoles(tenant, event, await services.cache.read(tenant), services.clock());
        await FACT_PROJECTIONS[event.type]?.apply(tenant, event);
      });
    },
    setAside: async (event, tx, database) => {
      if (event.type === declared) return replaceActions(tx, source, []);
      if (event.tenantid !== null) await database.enterTenant(tx, event.tenantid, (tenant) => forget(tenant, event));
    },
    reset: async (tx) => {
      await deleteFactsOf(tx, source);
    },
  };
}

/** A declaration that is refused stays out, and its action is unknown, which denies: its owner finds the reason in the log. */
async function declare(
  source: string,
  event: DomainEvent,
  tx: SystemTransaction<AccessTables, 'consume'>,
  log: Services['log'],
): Promise<void> {
  const { actions } = actionsDeclared.parse(event.data);
  const parsed = actions.map((action) => actionDeclaration.safeParse(action));
  const readable = parsed.flatMap((each) => (each.success ? [each.data] : []));
  const { accepted, refused } = reviewDeclarations(source, readable);
  for (const { name, code } of refused) log.warn({ source, action: name, code }, 'action refused');
  const unreadable = parsed.filter((each) => !each.success).length;
  if (unreadable > 0) log.warn({ source, unreadable, code: 'access.declaration_malformed' }, 'action refused');
  await replaceActions(tx, source, accepted);
}
