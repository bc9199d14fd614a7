import { refuse } from '@bailiwick/decision';
import type { Resource } from '../domain/check.js';
import { PLATFORM_USE } from '../domain/catalogue.js';
import { questionOf, type Question, type Semantic } from '../question.js';
import { occasionOf, subjectOf } from '../subject.js';
import { invalidArgument, type AccessSession, type Context, type Parts } from './context.js';
import { loadDecision } from './access-decision.js';
import { toCapability, toState } from './state-view.js';

const CHECKS_MAX = 50;
/** As the AuthZEN endpoints bound them: every question is kept in the decision log. */
const NAME_MAX = 200;

interface StateArguments {
  readonly action: string;
  readonly resource?: Resource | null;
  readonly atLeastAsFresh?: string | null;
}

interface StatesArguments {
  readonly checks: readonly {
    readonly action: string;
    readonly resource?: Resource | null;
    readonly properties?: unknown;
  }[];
  readonly semantic: Semantic;
  readonly atLeastAsFresh?: string | null;
}

export function accessStateResolvers(parts: Parts) {
  return {
    Query: {
      tenant: (_: unknown, __: object, { session }: Context) => ({ id: session.tenantId }),
      accessState: (_: unknown, { action, resource, atLeastAsFresh }: StateArguments, { session }: Context) =>
        loadState(parts, session, { action, resource: resource ?? null, roleId: null }, atLeastAsFresh ?? null),
      accessStates: (_: unknown, args: StatesArguments, { session }: Context) => listStates(parts, session, args),
      myCapabilities: async (
        _: unknown,
        { resource }: { readonly resource?: Resource | null },
        { session }: Context,
      ) => {
        const { previews } = await parts.evaluation.preview(subjectOf(session), resource ?? null);
        return previews.map(toCapability);
      },
    },
    Tenant: {
      __resolveReference: ({ id }: { readonly id: string }, { session }: Context) =>
        id === session.tenantId ? { id } : null,
      accessState: (_: unknown, __: object, { session }: Context) =>
        loadState(parts, session, { action: PLATFORM_USE, resource: null, roleId: null }, null),
    },
    AccessState: {
      decision: ({ decisionId }: { readonly decisionId: string }, _: object, { session }: Context) =>
        loadDecision(session, decisionId),
    },
  };
}

/** Questions of one request that ask for the same freshness are answered in one round. */
async function loadState(parts: Parts, session: AccessSession, question: Question, atLeastAsFresh: string | null) {
  refuseUnnameable(question);
  const distrusted = await waitFor(parts, session, atLeastAsFresh);
  const name = `accessState ${distrusted.join(' ')}`;
  return session.load(name, JSON.stringify(question), async (keys) => {
    const questions = keys.map((key) => JSON.parse(key) as Question); // written two lines above
    const answered = await parts.evaluation.decide(subjectOf(session), occasionOf(session, session), questions, {
      distrusted,
    });
    return new Map(answered.map((each, index) => [keys[index] ?? '', toState(each, parts, session)]));
  });
}

async function listStates(parts: Parts, session: AccessSession, { checks, semantic, atLeastAsFresh }: StatesArguments) {
  if (checks.length > CHECKS_MAX) {
    throw invalidArgument(
      refuse('access.invalid_input', {
        facts: { problem: `At most ${CHECKS_MAX} checks can be asked at once, not ${checks.length}.` },
      }),
    );
  }
  const distrusted = await waitFor(parts, session, atLeastAsFresh ?? null);
  const questions = checks.map(({ action, resource, properties }) =>
    questionOf({ action, resource: resource ?? null, ...(isRecord(properties) && { properties }) }),
  );
  questions.forEach(refuseUnnameable);
  const answered = await parts.evaluation.decide(subjectOf(session), occasionOf(session, session), questions, {
    semantic,
    distrusted,
  });
  return answered.map((each) => toState(each, parts, session));
}

function refuseUnnameable({ action, resource }: Question): void {
  const names = { action, 'resource.type': resource?.type ?? 'none', 'resource.id': resource?.id ?? 'none' };
  const wrong = Object.entries(names).find(
    ([, name]) => name.length === 0 || name.length > NAME_MAX || /\p{Cc}/u.test(name),
  );
  if (wrong === undefined) return;
  const problem = `${wrong[0]} must be 1 to ${NAME_MAX} characters without control characters.`;
  throw invalidArgument(refuse('access.invalid_input', { facts: { problem } }));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

async function waitFor({ freshness }: Parts, session: AccessSession, token: string | null): Promise<readonly string[]> {
  const distrusted = await freshness.distrusted(token, session.tenantId);
  if (!distrusted.allowed) throw invalidArgument(distrusted);
  return distrusted.value;
}
