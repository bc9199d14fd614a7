import { describeRemedy } from '../gateway/reason.js';
import { TRACED_DOMAINS, type TraceStep } from '../operations/request-trace.js';
import { plain, type Style } from '../terminal/style.js';

type Trace = Readonly<Record<(typeof TRACED_DOMAINS)[number], readonly TraceStep[] | null>> | null;

/** All domains' steps as one story: by time, then by each domain's own order. */
export function stepsInOrder(trace: Trace): readonly TraceStep[] {
  return TRACED_DOMAINS.flatMap((domain) => trace?.[domain] ?? []).sort(
    (a, b) => a.at.localeCompare(b.at) || a.sequence - b.sequence,
  );
}

export function describeTrace(
  steps: readonly TraceStep[],
  hidden: readonly { readonly domain: string; readonly why: string }[],
  style: Style,
): string {
  const told = steps.map((step) => stepLines(step, style).join('\n'));
  const unseen = hidden.map(
    ({ domain, why }) => `${style.warn('?')} ${domain.toUpperCase()} is not shown: ${plain(why)}`,
  );
  return `${[...told, ...unseen].join('\n')}\n`;
}

function stepLines(step: TraceStep, style: Style): readonly string[] {
  const { domain, kind, outcome, action, field, actors, reason, decisionId, errorCode } = step;
  const about = [action, field === null ? null : `for ${field}`].filter((part) => part !== null).join(' ');
  const by = actors.length === 0 ? '' : `  by ${plain(actors.map(({ label }) => label).join(', for '))}`;
  const remedy = outcome === 'ALLOWED' ? null : describeRemedy(reason);
  return [
    `${mark(outcome, style)} ${domain} ${kind} ${about}${by}`,
    ...(reason === null ? [] : [`    ${plain(reason.message)}  ${style.dim(reason.code)}`]),
    ...(errorCode === null ? [] : [`    failed: ${errorCode}; the domain’s log says more under the request id`]),
    ...(remedy === null ? [] : [`    → ${plain(remedy)}`]),
    ...failedLinks(step, style),
    ...(decisionId === null ? [] : [`    ${style.dim(`decision ${decisionId}`)}`]),
  ];
}

/** Links that held are many and say nothing; the ones that did not are the reason to look. */
function failedLinks({ links }: TraceStep, style: Style): readonly string[] {
  return links
    .filter(({ outcome }) => outcome === 'FAIL' || outcome === 'UNKNOWN')
    .flatMap(({ name, reason }) => {
      const remedy = describeRemedy(reason);
      const line = `      ${style.bad('✗')} ${name}: ${plain(reason.message)}  ${style.dim(reason.code)}`;
      return remedy === null ? [line] : [line, `        → ${plain(remedy)}`];
    });
}

function mark(outcome: string, style: Style): string {
  if (outcome === 'ALLOWED') return style.good('✓');
  return outcome === 'DENIED' ? style.bad('✗') : style.warn('!');
}
