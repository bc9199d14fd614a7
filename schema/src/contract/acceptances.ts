import { z } from 'zod';
import { placeIn, type CodeEntry, type Finding } from './finding.js';
import { readJson } from './read-json.js';
import type { FileTree } from './tree.js';

export const ACCEPTED_FILE = 'schema/contract/accepted.json';

const acceptance = z.strictObject({
  code: z.string(),
  /** As the finding gives it. */
  coordinate: z.string(),
  reason: z.string().min(10, 'say in a sentence why'),
  owner: z.string().min(2, 'name who answers for it'),
  until: z.iso.date('an end date as YYYY-MM-DD'),
});
const accepted = z.array(acceptance);
type Acceptance = z.infer<typeof acceptance>;

export const ACCEPTANCE_CODES: Readonly<Record<string, CodeEntry>> = {
  ACCEPTANCE_EXPIRED: {
    severity: 'error',
    title: 'an acceptance whose end date has passed',
    explain:
      'What was accepted for a while is still there, or the entry was forgotten. Finish what was promised and delete the entry; or give it a new date, which its owner must agree to.',
  },
  ACCEPTANCE_UNUSED: {
    severity: 'warning',
    title: 'an acceptance that lifts nothing',
    explain: 'What it accepted is not found any more. Delete the entry, so that the next such change is seen.',
  },
  ACCEPTANCE_UNKNOWN: {
    severity: 'error',
    title: 'an acceptance of what cannot be accepted',
    explain:
      'Only some codes can be lifted; docs/contracts.md marks them. Correct the code, or delete the entry and correct the cause.',
  },
};

/** What is accepted is left out; what is wrong with the acceptances themselves is added. */
export function applyAcceptances(
  findings: readonly Finding[],
  { tree, today, codes, ran }: AcceptanceContext,
): readonly Finding[] {
  const entries = readJson(tree, ACCEPTED_FILE, accepted) ?? [];
  const is = ({ code, coordinate }: Acceptance, finding: Finding) =>
    finding.code === code && finding.coordinate === coordinate;
  const lifting = entries.filter(({ code, until }) => codes.get(code)?.acceptable === true && until >= today);
  const kept = findings.filter((finding) => !lifting.some((entry) => is(entry, finding)));
  const place = ({ coordinate }: Acceptance) => placeIn(ACCEPTED_FILE, tree.read(ACCEPTED_FILE), `"${coordinate}"`);
  const about = (entry: Acceptance, code: string, message: string): Finding => ({
    check: 'acceptances',
    code,
    severity: ACCEPTANCE_CODES[code]?.severity ?? 'error',
    message,
    place: place(entry),
    coordinate: entry.coordinate,
  });
  const wrong = entries.flatMap((entry) => {
    const { code, coordinate, until, owner } = entry;
    const what = `${code} of ${coordinate}`;
    if (codes.get(code)?.acceptable !== true)
      return [about(entry, 'ACCEPTANCE_UNKNOWN', `${code} cannot be accepted. Correct the code, or the cause.`)];
    if (until < today)
      return [
        about(
          entry,
          'ACCEPTANCE_EXPIRED',
          `${what} was accepted until ${until}. ${owner} finishes it, or asks for a new date.`,
        ),
      ];
    if (!ran.has(code) || findings.some((finding) => is(entry, finding))) return [];
    return [about(entry, 'ACCEPTANCE_UNUSED', `${what} is not found any more. Delete the entry.`)];
  });
  return [...kept, ...wrong];
}

export interface AcceptanceContext {
  readonly tree: FileTree;
  readonly today: string;
  readonly codes: ReadonlyMap<string, CodeEntry>;
  /** The codes of the checks that ran: of the others nothing is known to be unused. */
  readonly ran: ReadonlySet<string>;
}
