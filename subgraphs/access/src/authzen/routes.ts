import type { Decision } from '@bailiwick/decision';
import type { AccessCheck, ServiceRequest, ServiceResponse, ServiceRoute } from '@bailiwick/subgraph-host';
import { redact } from '../domain/redaction.js';
import type { Evaluation } from '../evaluation.js';
import { questionOf, type Answered } from '../question.js';
import { isSignedCaller, occasionOf, subjectOf, type SignedCaller } from '../subject.js';
import { decideNames, problem, readBatch, readSearch, readSingle, type Single } from './request.js';

/** Access as a policy decision point for the other domains, as AuthZEN 1.0 defines it. */
export function authzenRoutes(evaluation: Evaluation): readonly ServiceRoute[] {
  return [
    { method: 'POST', path: '/access/v1/evaluation', handle: (request) => evaluate(evaluation, request) },
    { method: 'POST', path: '/access/v1/evaluations', handle: (request) => evaluateAll(evaluation, request) },
    { method: 'POST', path: '/access/v1/search/action', handle: (request) => searchActions(evaluation, request) },
  ];
}

async function evaluate(evaluation: Evaluation, request: ServiceRequest): Promise<ServiceResponse> {
  const parsed = readSingle(request.body);
  if (!parsed.allowed) return badRequest(parsed);
  return answer(request, [parsed.value], async (caller) => {
    const answered = await evaluation.decide(subjectOf(caller), occasionOf(caller, request), [
      questionOf(checkOf(parsed.value)),
    ]);
    return answered.map(toDecision)[0];
  });
}

async function evaluateAll(evaluation: Evaluation, request: ServiceRequest): Promise<ServiceResponse> {
  const parsed = readBatch(request.body);
  if (!parsed.allowed) return badRequest(parsed);
  const { items, semantic } = parsed.value;
  return answer(request, items, async (caller) => {
    const questions = items.map((item) => questionOf(checkOf(item)));
    const answered = await evaluation.decide(subjectOf(caller), occasionOf(caller, request), questions, { semantic });
    return { evaluations: answered.map(toDecision) };
  });
}

/** For minters: what may stand in a token's scope. */
async function searchActions(evaluation: Evaluation, request: ServiceRequest): Promise<ServiceResponse> {
  const parsed = readSearch(request.body);
  if (!parsed.allowed) return badRequest(parsed);
  if (parsed.value.resource.type !== 'tenant')
    return badRequest(problem('resource.type must be tenant: actions are searched for the whole tenant.'));
  return answer(request, [parsed.value], async (caller) => {
    const names = await evaluation.search(subjectOf(caller), occasionOf(caller, request));
    return { results: names.map((name) => ({ name })) };
  });
}

type Named = Pick<Single, 'subject' | 'resource'>;

async function answer(
  request: ServiceRequest,
  named: readonly Named[],
  work: (caller: SignedCaller) => Promise<unknown>,
): Promise<ServiceResponse> {
  const { context } = request;
  // The host lets no lobby in; a service endpoint without any Txn-Token is this one's to refuse.
  if (!isSignedCaller(context))
    return {
      status: 401,
      body: {
        error: 'unauthenticated',
        error_description: 'A Txn-Token for a principal in a tenant must be forwarded.',
      },
    };
  const names = decideNames(
    context,
    named.map(({ subject }) => subject),
    named.map(({ resource }) => resource),
  );
  if (!names.allowed) return badRequest(names);
  return { status: 200, body: await work(context) };
}

function checkOf({ action, resource, context }: Single): AccessCheck {
  return {
    action: action.name,
    resource: resource.type === 'tenant' ? null : resource,
    ...(context?.properties && { properties: context.properties }),
  };
}

function toDecision({ answer: full, decisionId }: Answered): object {
  const { canAccess, reason } = redact(full);
  return { decision: canAccess, context: { reason, decision_id: decisionId } };
}

function badRequest(refused: Decision<unknown>): ServiceResponse {
  const description = refused.allowed ? '' : String(refused.details.facts?.['problem']);
  return { status: 400, body: { error: 'invalid_request', error_description: description } };
}
