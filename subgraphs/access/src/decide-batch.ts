import { randomUUID } from 'node:crypto';
import type { TenantTransaction } from '@bailiwick/database';
import type { CatalogueCache, PolicyState } from './catalogue-cache.js';
import { decideAccess, denyUnknownAction } from './domain/access.js';
import type { AccessSubject } from './domain/check.js';
import { findKnown, type Known } from './facts/known-facts.js';
import type { Answered, Occasion, Question, Semantic } from './question.js';
import { insertDecisions } from './store/access-decision.js';
import type { AccessTables } from './store/tables.js';

export interface Batch {
  readonly subject: AccessSubject;
  readonly occasion: Occasion;
  readonly questions: readonly Question[];
  readonly semantic: Semantic;
  /** Sources whose facts are not as fresh as the caller asked for. */
  readonly distrusted: readonly string[];
}

/** Facts are read once, rules decide in memory, one insert keeps the batch: the cost does not grow with the questions. */
export async function decideBatch(
  tx: TenantTransaction<AccessTables>,
  cache: CatalogueCache,
  now: Date,
  batch: Batch,
): Promise<readonly Answered[]> {
  const { subject, questions, semantic } = batch;
  const policy = await cache.read(tx);
  const known = await findKnown(tx, subject.principal, now, batch.distrusted);
  const answered = untilEnough(questions, semantic, (question) => answerTo(question, { subject, known, policy, now }));
  await insertDecisions(
    tx,
    answered.map((each) => toStored(each, batch, known)),
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
  const { facts, standings } = known;
  const { action: name, resource, roleId } = question;
  const action = policy.catalogue.get(name);
  const check = { resource, roleId, subject, facts, catalogue: policy.catalogue, now };
  const answer = action === undefined ? denyUnknownAction(name) : decideAccess({ ...check, action });
  const durationMicros = Math.round((performance.now() - startedAt) * 1000);
  const policyVersion = policy.version;
  return { question, answer, decisionId: randomUUID(), policyVersion, evaluatedAt: now, durationMicros, standings };
}

function toStored({ question, answer, decisionId, ...rest }: Answered, { subject, occasion }: Batch, { facts }: Known) {
  const { canAccess, redacted, reason, trace } = answer;
  const { policyVersion, evaluatedAt, durationMicros } = rest;
  return {
    id: decisionId,
    subject: subject.principal,
    action: question.action,
    resource: question.resource,
    ...occasion,
    policyVersion,
    canAccess,
    redacted,
    reason,
    trace,
    inputs: { subject, facts, roleId: question.roleId },
    evaluatedAt,
    durationMicros,
  };
}
