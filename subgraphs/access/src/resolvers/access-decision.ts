import { EVERY_ACTION, listDecisions, type StoredDecision } from '../store/access-decision.js';
import { factsOf, notPermitted, replay, toTraceStep } from '../stored-decision.js';
import { isId, type AccessSession, type Context, type Parts } from './context.js';

export function accessDecisionResolvers(parts: Parts) {
  return {
    Query: {
      accessDecision: (_: unknown, { id }: { readonly id: string }, { session }: Context) => loadDecision(session, id),
    },
    AccessDecision: {
      __resolveReference: ({ id }: { readonly id: string }, { session }: Context) => loadDecision(session, id),
      replay: ({ stored, readerKnowsFacts }: DecisionView, _: object, { session }: Context) =>
        readerKnowsFacts && stored.action !== EVERY_ACTION ? replayToday(parts, session, stored) : null,
    },
  };
}

interface DecisionView {
  readonly stored: StoredDecision;
  readonly readerKnowsFacts: boolean;
}

/** Null for every id that the reader may not see, whether it exists or not. */
export async function loadDecision(session: AccessSession, id: string) {
  if (!isId(id)) return null;
  const stored = await session.load('accessDecision', id.toLowerCase(), async (ids) => {
    const found = await session.readOpen((tx) => listDecisions(tx, ids));
    return new Map(found.map((decision) => [decision.id, decision]));
  });
  if (stored === null) return null;
  const isOwn = stored.subject.kind === session.principal.kind && stored.subject.id === session.principal.id;
  const readerKnowsFacts = (isOwn && !stored.redacted) || (await isAuditor(session));
  return isOwn || readerKnowsFacts ? toView(stored, readerKnowsFacts) : null;
}

async function isAuditor(session: AccessSession): Promise<boolean> {
  const [verdict] = await session.ask([{ action: 'access.audit.read' }]);
  return verdict?.allowed === true;
}

function toView(stored: StoredDecision, readerKnowsFacts: boolean) {
  const { id, canAccess, subject, action, resource, requestId, policyVersion, evaluatedAt, durationMicros } = stored;
  const shown = readerKnowsFacts ? { reason: stored.reason, trace: stored.trace.map(toTraceStep) } : notPermitted();
  return {
    id,
    canAccess,
    subject,
    action,
    requestId,
    policyVersion,
    evaluatedAt,
    durationMicros,
    ...shown,
    resourceType: resource?.type ?? null,
    resourceId: resource?.id ?? null,
    facts: readerKnowsFacts ? factsOf(stored) : [],
    stored,
    readerKnowsFacts,
  };
}

async function replayToday({ evaluation }: Parts, session: AccessSession, stored: StoredDecision) {
  const { catalogue } = await session.readOpen((tx) => evaluation.policy(tx));
  const { canAccess, reason, trace } = replay(stored, catalogue);
  const differs = canAccess !== stored.canAccess || reason.code !== stored.reason.code;
  return { canAccess, reason, differs, trace: trace.map(toTraceStep) };
}
