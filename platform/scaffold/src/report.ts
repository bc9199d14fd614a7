import type { ChangedFile, Plan } from './plan.js';
import { REFRESHED } from './refresh.js';

/** Every file that is written, and every line that is added to one that was there. */
export function describePlan({ names, port, created, changed }: Plan): string {
  return [
    `The domain ${names.domain}, which keeps ${names.plural}, on port ${port}.`,
    '\nNew files\n',
    ...created.map(({ path }) => `  ${path}`),
    '\nNew lines in files that were there\n',
    ...changed.flatMap((file) => [`  ${file.path}`, ...addedLines(file).map((line) => `    + ${line.trim()}`)]),
    '\nMade anew from all domains\n',
    ...REFRESHED.map((file) => `  ${file}`),
    '',
  ].join('\n');
}

export function nextSteps({ names: { domain } }: Plan): string {
  return `Next

  npm test -w @bailiwick/${domain}    its own tests
  npm start                  the whole platform, with it (remove .data first to see its demo rows)
  npm run check              everything that CI checks

docs/extending.md walks through what was made.
`;
}

/** Lines are only ever added, so whatever is not the next one that was there is new. */
function addedLines({ before, text }: ChangedFile): readonly string[] {
  const there = before.split('\n');
  let next = 0;
  return text.split('\n').filter((line) => {
    if (line !== there[next]) return true;
    next += 1;
    return false;
  });
}
