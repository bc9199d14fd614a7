import type { Database } from '@bailiwick/database';
import type { ServiceRequest } from '@bailiwick/subgraph-host';
import { findTenantId } from '../store/directory.js';
import { findTenantFact } from '../store/fact.js';
import { isUuid } from '../store/stored-json.js';
import type { CredentialsTables } from '../store/tables.js';
import type { Evidence } from './evidence.js';
import type { ExchangeForm } from './exchange-form.js';
import type { HomeMemory } from './home-memory.js';
import { judgeAtOnce } from './judge-at-once.js';
import { judge, type JudgeServices, type Presentation, type Verdict } from './judge.js';
import { prove } from './prove.js';
import { listHomesOf } from './recognise.js';
import type { StrangerLog } from './stranger-log.js';

export interface HomeServices extends JudgeServices {
  readonly database: Database<CredentialsTables>;
  readonly strangers: StrangerLog;
  readonly homes: HomeMemory;
}

export interface Asked {
  readonly form: ExchangeForm;
  readonly evidence: Evidence;
  readonly request: ServiceRequest;
}

/** A tenant that nobody has: what is looked for there is looked for as long as anywhere else. */
export const NOBODYS = '00000000-0000-4000-8000-000000000000';

/** Two tenants may share a reference by coincidence: the home whose secret matches is the credential's. */
export async function judgeAtItsHome(services: HomeServices, asked: Asked): Promise<Verdict> {
  const { form, evidence } = asked;
  const known = evidence.kind === 'KEY' ? services.homes.recall(evidence.key.whole) : null;
  if (evidence.kind === 'KEY' && known !== null && (form.tenant === null || form.tenant === known.home)) {
    const presentation = presentationOf(asked, known.home, { id: known.home, fact: null });
    const trusted = await judgeAtOnce(services, presentation, known.credentialId, evidence.key);
    return trusted ?? judgeAt(services, presentation, evidence);
  }
  const { homes, requested } = await findWhere(services.database, asked);
  const fact = requested === null ? null : await factOf(services.database, requested);
  for (const home of homes.length === 0 ? [NOBODYS] : homes) {
    const presentation = presentationOf(asked, home, { id: requested ?? home, fact });
    const verdict = await judgeAt(services, presentation, evidence);
    if (verdict.told !== 'STRANGER') return verdict;
  }
  return { told: 'STRANGER', keep: null, copied: null };
}

/** Where it may be at home, and the tenant that it asks to act in. */
function findWhere(database: Database<CredentialsTables>, { form: { tenant }, evidence }: Asked) {
  return database.inSystem('directory', async (tx) => {
    const homes = await listHomesOf(tx, evidence);
    if (tenant === null) return { homes, requested: null };
    return { homes, requested: (await findTenantId(tx, tenant)) ?? (isUuid(tenant) ? tenant : NOBODYS) };
  });
}

function factOf(database: Database<CredentialsTables>, tenantId: string) {
  return database.inTenant(tenantId, (tx) => findTenantFact(tx), { oneRead: true });
}

/** A key that proved something is remembered with its place; what strangers were refused is kept behind their answer. */
async function judgeAt(services: HomeServices, presentation: Presentation, evidence: Evidence): Promise<Verdict> {
  const { home, requestId } = presentation;
  const { verdict, credentialId } = await services.database.inTenant(
    home,
    async (tx) => {
      const proven = await prove(tx, evidence, services.settings, services.clock());
      return { verdict: await judge(tx, services, presentation, proven), credentialId: proven.credentialId };
    },
    { requestId },
  );
  if (verdict.told === 'STRANGER') {
    if (verdict.keep !== null) services.strangers.add(home, requestId, verdict.keep);
  } else if (evidence.kind === 'KEY' && credentialId !== null)
    services.homes.remember(evidence.key.whole, { home, credentialId });
  return verdict;
}

function presentationOf(
  { form: { clientAddress: address }, request: { requestId, caller } }: Asked,
  home: string,
  acting: Presentation['acting'],
): Presentation {
  return { home, acting, address, requestId, caller };
}
