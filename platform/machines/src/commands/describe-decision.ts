import { describeRemedy, type Reason } from '../gateway/reason.js';
import type { Decision } from '../operations/trust.js';
import { plain, type Style } from '../terminal/style.js';
import { aligned, listing } from '../terminal/table.js';
import { minute } from '../terminal/time.js';
import { describeTrust } from './describe-trust.js';

/** The verdict, then the chain in the order in which it is decided, with a remedy under each link that said no. */
export function describeDecision(decision: Decision, style: Style): string {
  const { effect, reason, chain, trust, requiredTrust } = decision;
  const verdict = effect === 'DENY' ? style.bad(effect) : style.good(effect);
  return `${verdict}  ${plain(reason.message)}  ${style.dim(reason.code)}
${facts(decision)}
${style.bold('The chain')}
${chainLines(chain, style)}
${style.bold(`Trust: ${trust.level}, needed ${requiredTrust}`)}
${describeTrust(trust).replace(/^(?=.)/gm, '  ')}`;
}

function facts(decision: Decision): string {
  const { credential, machineIdentity, actingTenant, actors } = decision;
  return listing([
    ['machine', machineIdentity === null ? null : `${machineIdentity.name ?? ''} ${machineIdentity.id}`],
    ['credential', credential === null ? null : `${credential.name} ${credential.hint} ${credential.id}`],
    ['action', decision.action ?? 'an exchange, which serves many'],
    ['tenant', actingTenant?.slug ?? null],
    ['actors', actors.map(({ label }) => label).join(', for ')],
    ['decided', `${minute(decision.at)}${decision.simulated ? ', as a question: nothing was used' : ''}`],
    ['decision', decision.id],
    ['request', decision.requestId],
  ]);
}

function chainLines(chain: Decision['chain'], style: Style): string {
  const rows = chain.map(({ link, verdict, reason }) => [
    `  ${mark(verdict, style)}`,
    link,
    verdict,
    `${plain(reason.message)}  ${style.dim(reason.code)}`,
  ]);
  const lines = aligned(rows).split('\n');
  return chain
    .flatMap((answer, index) => [lines[index] ?? '', ...below(answer.verdict, answer.reason, answer.evidence)])
    .map((line) => `${line}\n`)
    .join('');
}

/** What was looked at is worth a line only where the answer was no. */
function below(verdict: string, reason: Reason, evidence: readonly string[]): readonly string[] {
  if (verdict !== 'FAIL' && verdict !== 'PASS_WITH_OBLIGATION') return [];
  const remedy = describeRemedy(reason);
  return [
    ...(remedy === null ? [] : [`      → ${plain(remedy)}`]),
    ...(evidence.length === 0 ? [] : [`      looked at: ${plain(evidence.join(' · '))}`]),
  ];
}

function mark(verdict: string, style: Style): string {
  if (verdict === 'FAIL') return style.bad('✗');
  if (verdict === 'PASS_WITH_OBLIGATION') return style.warn('!');
  return verdict === 'PASS' ? style.good('✓') : style.dim('·');
}
