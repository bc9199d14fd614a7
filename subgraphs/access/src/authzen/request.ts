import { allow, refuse, type Decision } from '@bailiwick/decision';
import { z } from 'zod';
import type { Semantic } from '../question.js';
import type { SignedCaller } from '../subject.js';

/** AuthZEN 1.0, Access Evaluation(s) and Action Search. Unknown members are allowed there and mean nothing here. */
const EVALUATIONS_MAX = 50;

const entity = z.object({ type: z.string().min(1).max(100), id: z.string().min(1).max(200) });
const action = z.object({ name: z.string().min(1).max(200) });
const context = z.object({ properties: z.record(z.string(), z.json()).optional() });

const SEMANTICS = {
  execute_all: 'EXECUTE_ALL',
  deny_on_first_deny: 'DENY_ON_FIRST_DENY',
  permit_on_first_permit: 'PERMIT_ON_FIRST_PERMIT',
} as const satisfies Record<string, Semantic>;

const single = z.object({ subject: entity, action, resource: entity, context: context.optional() });
const item = z.object({
  subject: entity.optional(),
  action: action.optional(),
  resource: entity.optional(),
  context: context.optional(),
});
const batch = item.extend({
  evaluations: z.array(item).min(1).max(EVALUATIONS_MAX),
  options: z
    .object({
      evaluations_semantic: z.enum(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit']).optional(),
    })
    .optional(),
});
const search = z.object({ subject: entity, resource: entity, context: context.optional() });

export type Entity = z.output<typeof entity>;
export type Single = z.output<typeof single>;

export interface Batch {
  readonly items: readonly Single[];
  readonly semantic: Semantic;
}

type Parsed<Value> = Decision<Value, 'access.invalid_input'>;

export const readSingle = (body: Buffer): Parsed<Single> => read(single, body);
export const readSearch = (body: Buffer): Parsed<z.output<typeof search>> => read(search, body);

/** What an evaluation leaves out it takes from the top of the request, as the specification says (section 7.1.1). */
export function readBatch(body: Buffer): Parsed<Batch> {
  const parsed = read(batch, body);
  if (!parsed.allowed) return parsed;
  const { evaluations, options, ...defaults } = parsed.value;
  const items = z.array(single).safeParse(evaluations.map((each) => ({ ...defaults, ...each })));
  if (!items.success) return invalid(items.error);
  return allow({ items: items.data, semantic: SEMANTICS[options?.evaluations_semantic ?? 'execute_all'] });
}

/**
 * Subject and tenant are the signed context's. A body that says otherwise is either a mistake or an attempt to ask in
 * somebody else's name; both end here.
 */
export function decideNames(
  caller: SignedCaller,
  subjects: readonly Entity[],
  resources: readonly Entity[],
): Parsed<undefined> {
  const own = { type: caller.principal.kind.toLowerCase(), id: caller.principal.id };
  if (subjects.some(({ type, id }) => type !== own.type || id !== own.id))
    return problem('subject is not the principal of the Txn-Token.');
  const foreign = resources.some(({ type, id }) => type === 'tenant' && id !== caller.tenantId);
  return foreign ? problem('resource is a tenant other than the one of the Txn-Token.') : allow();
}

function read<Value>(schema: z.ZodType<Value>, body: Buffer): Parsed<Value> {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return problem('The body is not JSON.');
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? allow(parsed.data) : invalid(parsed.error);
}

function invalid(error: z.ZodError): Parsed<never> {
  const problems = error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  return problem(`${problems.slice(0, 5).join('; ')}.`);
}

export function problem(text: string): Parsed<never> {
  return refuse('access.invalid_input', { facts: { problem: text } });
}
