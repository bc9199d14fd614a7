import type { ActionDeclaration } from '@bailiwick/decision';
import type { Database, TenantTransaction } from '@bailiwick/database';
import type { CatalogueCache, PolicyState } from './catalogue-cache.js';
import { decideBatch } from './decide-batch.js';
import { decideAccess, type AccessAnswer } from './domain/access.js';
import type { AccessSubject, Holder, Resource } from './domain/check.js';
import { findKnown } from './facts/known-facts.js';
import type { Answered, Occasion, Question, Semantic } from './question.js';
import { searchScope } from './scope-search.js';
import type { SourceStanding } from './store/fact.js';
import type { AccessTables } from './store/tables.js';

interface EvaluationOptions {
  readonly semantic?: Semantic;
  readonly distrusted?: readonly string[];
}

/** The whole catalogue and what the subject would be answered. */
interface Previewed {
  readonly previews: readonly Preview[];
  readonly standings: readonly SourceStanding[];
}

export interface Preview {
  readonly action: ActionDeclaration;
  readonly answer: AccessAnswer;
}

type Tx = TenantTransaction<AccessTables>;

export interface Evaluation {
  /** Decides and keeps every decision, in one transaction whatever the number of questions. */
  decide(
    subject: AccessSubject,
    occasion: Occasion,
    questions: readonly Question[],
    options?: EvaluationOptions,
  ): Promise<readonly Answered[]>;
  /** The actions that may stand in a token's scope; the list is kept. */
  search(subject: AccessSubject, occasion: Occasion): Promise<readonly string[]>;
  /** Keeps nothing: nobody acts on a preview without being asked again. */
  preview(subject: AccessSubject, resource: Resource | null): Promise<Previewed>;
  /** What is known about the subject, inside a transaction that is open already. */
  holder(tx: Tx, subject: AccessSubject): Promise<Holder & PolicyState>;
  /** The catalogue, for whoever describes roles. */
  policy(tx: Tx): Promise<PolicyState>;
}

export function createEvaluation(
  database: Database<AccessTables>,
  cache: CatalogueCache,
  clock: () => Date,
): Evaluation {
  return {
    decide: async (subject, occasion, questions, { semantic = 'EXECUTE_ALL', distrusted = [] } = {}) => {
      await cache.ready();
      const batch = { subject, occasion, questions, semantic, distrusted };
      return database.inTenant(subject.tenantId, (tx) => decideBatch(tx, cache, clock(), batch), {
        requestId: occasion.requestId,
      });
    },
    search: async (subject, occasion) => {
      await cache.ready();
      const asked = { subject, occasion };
      return database.inTenant(subject.tenantId, (tx) => searchScope(tx, cache, clock(), asked), {
        requestId: occasion.requestId,
      });
    },
    preview: async (subject, resource) => {
      await cache.ready();
      const work = (tx: Tx) => previewAll(tx, cache, clock(), subject, resource);
      return database.inTenant(subject.tenantId, work, { readOnly: true });
    },
    holder: async (tx, subject) => {
      const now = clock();
      const { facts } = await findKnown(tx, subject.principal, now);
      return { subject, facts, now, ...(await cache.read(tx)) };
    },
    policy: (tx) => cache.read(tx),
  };
}

async function previewAll(
  tx: Tx,
  cache: CatalogueCache,
  now: Date,
  subject: AccessSubject,
  resource: Resource | null,
): Promise<Previewed> {
  const { catalogue } = await cache.read(tx);
  const { facts, standings } = await findKnown(tx, subject.principal, now);
  const check = { resource, roleId: null, subject, facts, catalogue, now };
  const previews = [...catalogue.values()].map((action) => ({ action, answer: decideAccess({ ...check, action }) }));
  return { previews, standings };
}
