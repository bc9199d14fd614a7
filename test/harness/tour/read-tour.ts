/** One block of commands as the tour shows it, with the answer that stands below it. */
export interface TourStep {
  /** The heading above it. */
  readonly section: string;
  /** Where its block begins, counted from 1. */
  readonly line: number;
  readonly commands: string;
  /** Null: nothing is shown; it only has to succeed. */
  readonly shown: string | null;
}

export interface Tour {
  /** What runs in the first terminal for as long as the tour lasts. */
  readonly firstTerminal: readonly TourStep[];
  readonly steps: readonly TourStep[];
}

interface Fence {
  readonly info: string;
  readonly section: string;
  readonly line: number;
  readonly text: string;
}

const COMMANDS = 'sh';
const FIRST_TERMINAL = 'sh first terminal';
const ANSWERS = ['json', 'text'];

/** The steps of a tour: each block of `sh`, with the block of `json` or `text` that follows it, if one does before the next. */
export function readTour(markdown: string): Tour {
  const fences = fencesIn(markdown);
  const step = ({ section, line, text }: Fence, next: Fence | undefined): TourStep => ({
    section,
    line,
    commands: text,
    shown: next !== undefined && ANSWERS.includes(next.info) ? next.text : null,
  });
  const blocks = (info: string) =>
    fences.flatMap((fence, index) => (fence.info === info ? [step(fence, fences[index + 1])] : []));
  return { firstTerminal: blocks(FIRST_TERMINAL), steps: blocks(COMMANDS) };
}

function fencesIn(markdown: string): Fence[] {
  const fences: Fence[] = [];
  let section = '';
  let open: { info: string; line: number; lines: string[] } | null = null;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line);
    if (open !== null && fence === null) open.lines.push(line);
    else if (open !== null) {
      fences.push({ info: open.info, section, line: open.line, text: open.lines.join('\n') });
      open = null;
    } else if (fence !== null) open = { info: fence[1]?.trim() ?? '', line: index + 1, lines: [] };
    else if (/^#{1,3} /.test(line)) section = line.replace(/^#+ /, '');
  }
  if (open !== null) throw new Error(`The block that begins in line ${open.line} does not end.`);
  return fences;
}
