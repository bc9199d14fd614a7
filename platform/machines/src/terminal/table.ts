import { plain } from './style.js';

/** How wide a text stands on a terminal: colours take no room, letters of East Asian scripts and emoji take two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text.replace(/\u001b\[\d+m/g, '')) width += isWide(character) ? 2 : isMark(character) ? 0 : 1;
  return width;
}

function isWide(character: string): boolean {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
    character,
  );
}

function isMark(character: string): boolean {
  return /\p{Mark}/u.test(character);
}

/** Columns as wide as their widest cell. Empty when there are no rows, so that the caller can say so in words. */
export function table(headings: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  if (rows.length === 0) return '';
  return aligned([headings, ...rows.map((row) => row.map((cell) => plain(cell ?? '–')))]);
}

/** Rows under each other, cells taken as they are. The last column is not filled up: it may be as long as it likes. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  return rows
    .map((row) => {
      const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)));
      return `${cells.join('  ').trimEnd()}\n`;
    })
    .join('');
}

/** `name  value` lines; those without a value are left out. */
export function listing(pairs: readonly (readonly [string, string | null])[]): string {
  const shown = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null && pair[1] !== '');
  return aligned(shown.map(([name, value]) => [name, plain(value)]));
}

export function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
