/** Where a page begins: behind this row. Newest first, by creation, which never changes under a reader's feet. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

/** A text to be found anywhere, with the pattern's own characters meant literally. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
