import type { Command, Context, Given, Outcome } from '../command.js';
import { EXIT } from '../exit.js';
import { findMachine, findRuntimeIds, findTenant, unknown } from '../gateway/find.js';
import type { Gateway } from '../gateway/gateway.js';
import { REQUEST_TRACE } from '../operations/request-trace.js';
import { DECIDE, FIND_DECISION, type Decision } from '../operations/trust.js';
import { misused } from '../problem.js';
import { describeDecision } from './describe-decision.js';
import { describeTrace, stepsInOrder } from './describe-trace.js';

export const explain: Command = {
  name: 'explain',
  usage: '[ID] | --credential ID --action ACTION | --machine MACHINE --action ACTION',
  summary: 'why something was, or would be, allowed or denied: link by link, with what would help',
  about: `
ID is what a refused machine was given: the id of its decision, or the request id (X-Request-Id) of any answer. Without
one it asks whether a machine would be trusted for an action now; nothing is used, and nobody is let in.

  bailiwick explain 7d0f5a52-…                                  a decision or a request
  bailiwick explain --credential d0000000-… --action billing.account.read --address 203.0.113.7
  bailiwick explain --machine ledger-export --action platform.use --exit-code`,
  options: {
    decision: { type: 'string', value: 'ID', help: 'the id of a trust decision' },
    request: { type: 'string', value: 'ID', help: 'the id of a request' },
    credential: { type: 'string', value: 'ID', help: 'the credential that would be presented' },
    machine: { type: 'string', value: 'MACHINE', help: 'the machine identity, name or id, instead of a credential' },
    action: { type: 'string', value: 'ACTION', help: 'the action in question' },
    in: { type: 'string', value: 'TENANT', help: 'the id of the tenant to act in (default the token’s own)' },
    runtime: { type: 'string', value: 'RUNTIME', help: 'the runtime that it would be called from, name or id' },
    address: { type: 'string', value: 'IP', help: 'the address that it would be called from' },
    at: { type: 'string', value: 'TIME', help: 'as if it were then' },
    'exit-code': { type: 'boolean', help: 'ends with 1 when the answer is no' },
  },
  words: { least: 0, most: 1 },
  run: async (context) => {
    const { given } = context;
    const [id = null] = given.words;
    const decision = given.text('decision');
    const request = given.text('request');
    const asked = given.text('credential') ?? given.text('machine');
    if ([id, decision, request, asked].filter((each) => each !== null).length !== 1)
      throw misused(
        'Say one thing to explain.',
        'An ID, --decision, --request, or --credential or --machine with --action.',
      );
    if (asked !== null) return explainDecision(await decide(await questionOf(given), context), context);
    const gateway = await context.gateway();
    const found = request === null ? await findDecision(gateway, id ?? decision ?? '') : null;
    if (found !== null) return explainDecision(found, context);
    if (decision !== null) throw unknown('trust decision', decision, 'A denied machine is given the id in its answer.');
    return explainRequest(gateway, id ?? request ?? '', context);
  },
};

/** Options are judged before anything is asked. */
function questionOf(given: Given) {
  const question = { action: given.needed('action'), address: given.text('address'), at: given.text('at') };
  return Promise.resolve(question);
}

async function decide(
  question: Readonly<Record<string, unknown>>,
  { given, gateway: open }: Context,
): Promise<Decision> {
  const gateway = await open();
  const machine = given.text('machine');
  const runtime = given.text('runtime');
  const input = {
    ...question,
    credentialId: given.text('credential'),
    machineIdentityId: machine === null ? null : (await findMachine(gateway, machine)).id,
    actingTenantId: given.text('in') ?? (await findTenant(gateway)).id,
    runtimeId: runtime === null ? null : ((await findRuntimeIds(gateway, [runtime]))[0] ?? null),
  };
  const { decision } = await gateway.ask(DECIDE, { input });
  if (decision === null)
    throw unknown(
      'machine or credential',
      given.text('credential') ?? machine ?? '',
      'bailiwick list shows what there is.',
    );
  return decision;
}

async function findDecision(gateway: Gateway, id: string): Promise<Decision | null> {
  return (await gateway.ask(FIND_DECISION, { id })).decision;
}

function explainDecision(decision: Decision, { given, style }: Context): Outcome {
  const denied = decision.effect === 'DENY';
  return {
    text: describeDecision(decision, style),
    json: decision,
    exit: denied && given.flag('exit-code') ? EXIT.refused : EXIT.done,
  };
}

async function explainRequest(gateway: Gateway, id: string, { given, style }: Context): Promise<Outcome> {
  const { data, errors } = await gateway.askPartly(REQUEST_TRACE, { id });
  const steps = stepsInOrder(data.requestTrace);
  if (steps.length === 0 && errors.length === 0)
    throw unknown('decision or request', id, 'Check the id, and the tenant: each tenant sees its own alone.');
  const denied = steps.some(({ outcome }) => outcome !== 'ALLOWED');
  const hidden = errors.map(({ path, message }) => ({ domain: String(path?.[1] ?? 'a domain'), why: message }));
  return {
    text: describeTrace(steps, hidden, style),
    json: { requestId: id, steps, hidden },
    exit: denied && given.flag('exit-code') ? EXIT.refused : EXIT.done,
  };
}
