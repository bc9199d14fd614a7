import type { Reason } from '@bailiwick/decision';
import { z } from 'zod';
import type { ScopeSearch } from './definition.js';
import { Unavailable } from './errors.js';
import type { ServiceCall } from './service-call.js';
import type { AccessAsker, AccessCheck, AccessVerdict, AskingContext } from './session.js';

const reason: z.ZodType<Reason> = z.object({
  code: z.templateLiteral([z.string(), '.', z.string()]),
  owner: z.custom<Uppercase<string>>((value) => typeof value === 'string' && /^[A-Z]+$/.test(value)),
  message: z.string(),
  since: z.string().nullable(),
  remedy: z
    .object({
      label: z.string(),
      section: z.enum(['USERS', 'ORGANIZATION', 'BILLING', 'REPORTING', 'INTEGRATIONS', 'PLATFORM_SETUP']).nullable(),
      requiredPermission: z.string().nullable(),
    })
    .nullable(),
});
const evaluation = z.object({ decision: z.boolean(), context: z.object({ reason, decision_id: z.string() }) });
const evaluations = z.object({ evaluations: z.array(evaluation) });
const found = z.object({ results: z.array(z.object({ name: z.string() })) });

/** Asks access over HTTP as AuthZEN 1.0 says: Access Evaluations, the caller's Txn-Token forwarded. */
export function askOverHttp(call: ServiceCall): AccessAsker {
  return {
    ask: async (context, requestId, checks) => {
      const body = {
        subject: subjectOf(context),
        evaluations: checks.map((check) => evaluationOf(check, context)),
        options: { evaluations_semantic: 'execute_all' },
      };
      const answer = await call.post('/access/v1/evaluations', { body, token: context.token, requestId });
      const parsed = evaluations.safeParse(answer);
      if (!parsed.success || parsed.data.evaluations.length !== checks.length)
        throw new Unavailable('The access domain');
      return parsed.data.evaluations.map((each): AccessVerdict => ({
        allowed: each.decision,
        reason: each.context.reason,
        decisionId: each.context.decision_id,
      }));
    },
  };
}

/** AuthZEN Action Search: what the bearer of this token may do in the whole tenant. */
export function searchOverHttp(call: ServiceCall): ScopeSearch {
  return {
    search: async (token, context, requestId) => {
      const body = { subject: subjectOf(context), resource: { type: 'tenant', id: context.tenantId } };
      const answer = await call.post('/access/v1/search/action', { body, token, requestId });
      const parsed = found.safeParse(answer);
      if (!parsed.success) throw new Unavailable('The access domain');
      return parsed.data.results.map((each) => each.name);
    },
  };
}

function subjectOf(context: Pick<AskingContext, 'principal'>): { readonly type: string; readonly id: string } {
  if (context.principal === null) throw new TypeError('Access is never asked about an unlinked subject.');
  return { type: context.principal.kind === 'PERSON' ? 'person' : 'machine', id: context.principal.id };
}

function evaluationOf(check: AccessCheck, context: AskingContext): object {
  const resource = check.resource ?? { type: 'tenant', id: context.tenantId };
  return {
    action: { name: check.action },
    resource,
    context: check.properties === undefined ? {} : { properties: check.properties },
  };
}
