/** What stands between `<!-- docs:errors NAME -->` and `<!-- /docs:errors -->` is generated; all else is written by hand. */
const BLOCK = /<!-- docs:errors (\S+) -->\n[\s\S]*?<!-- \/docs:errors -->/g;

/** The page with its generated blocks written anew. Throws when the page lacks a block, or names one that there is not. */
export function fillBlocks(page: string, blocks: Readonly<Record<string, string>>): string {
  const open = new Set(Object.keys(blocks));
  const filled = page.replace(BLOCK, (_, name: string) => {
    const text = blocks[name];
    if (text === undefined) throw new Error(`The page has a block ${name}, which nothing generates.`);
    open.delete(name);
    return `<!-- docs:errors ${name} -->\n\n${text}\n\n<!-- /docs:errors -->`;
  });
  const [missing] = open;
  if (missing !== undefined) throw new Error(`The page has no block ${missing}: <!-- docs:errors ${missing} -->.`);
  return filled;
}

/** A Markdown table. What would end a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** An anchor of its own, because a heading would lose the dot: GitHub finds it as `#credentials.revoked`. */
export function anchor(name: string): string {
  return `<a id="${name}"></a>`;
}
