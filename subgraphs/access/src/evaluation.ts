import { randomUUID } from 'node:crypto';
import type { ActionDeclaration } from '@bailiwick/decision';
import type { Database, TenantTransaction } from '@bailiwick/database';
import type { CatalogueCache, PolicyState } from './catalogue-cache.js';
import { decideAccess, denyUnknownAction, type AccessAnswer } from './domain/access.js';
import type { AccessSubject, Holder, Resource } from './domain/check.js';
import { findKnown, type Known } from './facts/known-facts.js';
import { insertDecisions } from './store/access-decision.js';
import type { SourceStanding } from './store/fact.js';
import type { AccessTables } from './store/tables.js';

export interface Question {
  readonly action: string;
  readonly resource: Resource | null;
  /** The role that is to be given, for `access.role.assign`. */
  readonly roleId: string | null;
}

/** A question, its whole answer, and where that is kept. `redact` the answer before it leaves. */
export interface Answered {
  readonly question: Question;
  readonly answer: AccessAnswer;
  readonly decisionId: string;
  readonly policyVersion: number;
  readonly evaluatedAt: Date;
  readonly durationMicros: number;
  readonly standings: readonly SourceStanding[];
}

/** Whether all questions are answered, or the first no or yes is the last answer. */
export type Semantic = 'EXECUTE_ALL' | 'DENY_ON_FIRST_DENY' | 'PERMIT_ON_FIRST_PERMIT';

export interface EvaluationOptions {
  readonly semantic?: Semantic;
  /** Sources whose facts are not as fresh as the caller asked for. */
  readonly distrusted?: readonly string[];
}

/** One action of the catalogue and what the subject would be answered. */
export interface Preview {
  readonly action: ActionDeclaration;
  readonly answer: AccessAnswer;
}

export interface Evaluation {
  /** Decides and keeps every decision, in one transaction whatever the number of questions. */
  decide(
    subject: AccessSubject,
    requestId: string,
    questions: readonly Question[],
    options?: EvaluationOptions,
  ): Promise<readonly Answered[]>;
  /** What the subject could do, for the whole catalogue. Keeps nothing: nobody acts on it without being asked again. */
  preview(
    subject: AccessSubject,
    resource: Resource | null,
  ): Promise<{ readonly previews: readonly Preview[]; readonly standings: readonly SourceStanding[] }>;
  /** What is known about the subject, inside a transaction that is open already. */
  holder(tx: TenantTransaction<AccessTables>, subject: AccessSubject): Promise<Holder & PolicyState>;
  /** The catalogue, for whoever describes roles. */
  policy(tx: TenantTransaction<AccessTables>): Promise<PolicyState>;
}

export function createEvaluation(
  database: Database<AccessTables>,
  cache: CatalogueCache,
  clock: () => Date,
): Evaluation {
  return {
    decide: async (subject, requestId, questions, options = {}) => {
      await cache.ready();
      const work = (tx: TenantTransaction<AccessTables>) =>
        decideAll(tx, cache, clock(), { subject, requestId, questions, options });
      return database.inTenant(subject.tenantId, work, { requestId });
    },
    preview: async (subject, resource) => {
      await cache.ready();
      return database.inTenant(subject.tenantId, (tx) => previewAll(tx, cache, clock(), subject, resource), {
        readOnly: true,
      });
    },
    holder: async (tx, subject) => {
      const now = clock();
      const { facts } = await findKnown(tx, subject.principal, now);
      return { subject, facts, now, ...(await cache.read(tx)) };
    },
    policy: (tx) => cache.read(tx),
  };
}

interface Batch {
  readonly subject: AccessSubject;
  readonly requestId: string;
  readonly questions: readonly Question[];
  readonly options: EvaluationOptions;
}

/** Facts are read once, rules decide in memory, one insert keeps the batch: the cost does not grow with the questions. */
async function decideAll(
  tx: TenantTransaction<AccessTables>,
  cache: CatalogueCache,
  now: Date,
  batch: Batch,
): Promise<readonly Answered[]> {
  const { subject, requestId, questions, options } = batch;
  const policy = await cache.read(tx);
  const known = await findKnown(tx, subject.principal, now, options.distrusted);
  const answered = untilEnough(questions, options.semantic ?? 'EXECUTE_ALL', (question) =>
    answerTo(question, { subject, known, policy, now }),
  );
  const inputs = { subject, facts: known.facts };
  await insertDecisions(
    tx,
    answered.map(({ question, answer, decisionId: id, ...rest }) => ({
      id,
      subject: subject.principal,
      requestId,
      ...question,
      ...rest,
      canAccess: answer.canAccess,
      redacted: answer.redacted,
      reason: answer.reason,
      trace: answer.trace,
      inputs: { ...inputs, roleId: question.roleId },
    })),
  );
  return answered;
}

function untilEnough(
  questions: readonly Question[],
  semantic: Semantic,
  answer: (question: Question) => Answered,
): readonly Answered[] {
  const answered: Answered[] = [];
  for (const question of questions) {
    const next = answer(question);
    answered.push(next);
    if (semantic === 'DENY_ON_FIRST_DENY' && !next.answer.canAccess) break;
    if (semantic === 'PERMIT_ON_FIRST_PERMIT' && next.answer.canAccess) break;
  }
  return answered;
}

interface Ground {
  readonly subject: AccessSubject;
  readonly known: Known;
  readonly policy: PolicyState;
  readonly now: Date;
}

function answerTo(question: Question, { subject, known, policy, now }: Ground): Answered {
  const startedAt = performance.now();
  const action = policy.catalogue.get(question.action);
  const check = {
    resource: question.resource,
    roleId: question.roleId,
    subject,
    facts: known.facts,
    catalogue: policy.catalogue,
    now,
  };
  const answer = action === undefined ? denyUnknownAction(question.action) : decideAccess({ ...check, action });
  const durationMicros = Math.round((performance.now() - startedAt) * 1000);
  return {
    question,
    answer,
    decisionId: randomUUID(),
    policyVersion: policy.version,
    evaluatedAt: now,
    durationMicros,
    standings: known.standings,
  };
}

async function previewAll(
  tx: TenantTransaction<AccessTables>,
  cache: CatalogueCache,
  now: Date,
  subject: AccessSubject,
  resource: Resource | null,
) {
  const { catalogue } = await cache.read(tx);
  const { facts, standings } = await findKnown(tx, subject.principal, now);
  const check = { resource, roleId: null, subject, facts, catalogue, now };
  const previews = [...catalogue.values()].map((action) => ({ action, answer: decideAccess({ ...check, action }) }));
  return { previews, standings };
}
