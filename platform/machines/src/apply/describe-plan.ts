import { plain, type Style } from '../terminal/style.js';
import { aligned } from '../terminal/table.js';
import { staysApart, stepsOf, type Plan, type PlanItem, type Verdict } from './plan.js';

const MARKS: Readonly<Record<Verdict, readonly [string, string]>> = {
  CREATE: ['+', 'create'],
  CHANGE: ['~', 'change'],
  REVOKE: ['-', 'revoke'],
  SAME: ['=', 'no change'],
  DIFFERS: ['!', 'will not be done'],
  BESIDE: ['·', 'not in the file, left alone'],
};

/** What will be done, what already is, and what will not be done with what to do instead; one line each, then a count. */
export function describePlan(plan: Plan, tenant: string, style: Style): string {
  const lines = aligned(
    plan.items.map(({ verdict, what, name }) => [`  ${MARKS[verdict][0]}`, what, plain(name), MARKS[verdict][1]]),
  ).split('\n');
  const told = plan.items.flatMap((item, index) => [
    coloured(lines[index] ?? '', item.verdict, style),
    ...details(item),
  ]);
  return `${style.bold(`Plan for ${plain(tenant)}`)}\n${told.map((line) => `${line}\n`).join('')}\n${countOf(plan)}\n`;
}

function details({ changes, hindrances, steps, verdict }: PlanItem): readonly string[] {
  const doing = steps.map((step) => step.do).join(', ');
  return [
    ...(verdict === 'CREATE' || verdict === 'CHANGE' ? [`        ${doing}`] : []),
    ...changes.map(({ field, from, to }) => `        ${field}: ${plain(from)} → ${plain(to)}`),
    ...hindrances.flatMap(({ because, instead }) => [`      ! ${plain(because)}`, `        → ${plain(instead)}`]),
  ];
}

function coloured(line: string, verdict: Verdict, style: Style): string {
  if (verdict === 'CREATE') return style.good(line);
  if (verdict === 'CHANGE' || verdict === 'DIFFERS') return style.warn(line);
  return verdict === 'REVOKE' ? style.bad(line) : style.dim(line);
}

/** `2 to create, 1 to change, 0 to revoke, 4 as they are, 1 not done.` */
export function countOf(plan: Plan): string {
  const count = (verdict: Verdict) => plan.items.filter((item) => item.verdict === verdict).length;
  const hindered = plan.items.filter(({ hindrances }) => hindrances.length > 0).length;
  const beside = count('BESIDE');
  return [
    `${count('CREATE')} to create, ${count('CHANGE')} to change, ${count('REVOKE')} to revoke, ${count('SAME')} as they are`,
    ...(hindered > 0 ? [`${hindered} not as the file says`] : []),
    ...(beside > 0 ? [`${beside} beside the file (--prune revokes credentials)`] : []),
  ].join(', ');
}

export function planAsJson(plan: Plan, tenant: string) {
  return {
    tenant,
    changes: stepsOf(plan).length,
    differs: staysApart(plan),
    items: plan.items.map(({ what, name, id, verdict, changes, hindrances, steps }) => ({
      what,
      name,
      id,
      verdict,
      steps: steps.map((step) => step.do),
      changes,
      hindrances,
    })),
  };
}
