import type { Problem } from '../problem.js';
import { plain, type Style } from './style.js';

/** What happened, where, and what to do next; ids last, for whoever is asked for help. */
export function describeProblem({ message, details }: Problem, style: Style): string {
  const { code, next, requestId, decisionId, field, lines = [] } = details;
  const ids = [requestId ? `request ${requestId}` : null, decisionId ? `decision ${decisionId}` : null].filter(
    (id) => id !== null,
  );
  return [
    `${style.bad(plain(message))}${code ? `  ${style.dim(code)}` : ''}`,
    ...(field ? [`  field: ${field}`] : []),
    ...lines.map((line) => `  ${plain(line)}`),
    `${style.bold('Next:')} ${next}`,
    ...(ids.length === 0 ? [] : [style.dim(ids.join(', '))]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

export function problemAsJson({ message, exit, details }: Problem): string {
  return `${JSON.stringify({ error: { message, exit, ...details } }, null, 2)}\n`;
}
