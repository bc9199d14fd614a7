import type { OutboxEntry } from './outbox.js';
import { isAfter, START, type Position } from './position.js';

/** What a stream may lag behind before it reads for itself. */
const ENTRIES_MAX = 1_000;
const CHARACTERS_MAX = 4_000_000;

/** The last entries of an outbox, without a gap, bounded by number and size. */
export class TailMemory {
  #entries: OutboxEntry[] = [];
  #characters = 0;
  /** Everything after this is remembered. */
  #from = START;

  startAt(position: Position): void {
    this.#entries = [];
    this.#characters = 0;
    this.#from = position;
  }

  add(entries: readonly OutboxEntry[]): void {
    this.#entries.push(...entries);
    this.#characters += entries.reduce((sum, entry) => sum + entry.line.length, 0);
    let forgotten = 0;
    for (const entry of this.#entries) {
      if (this.#entries.length - forgotten <= ENTRIES_MAX && this.#characters <= CHARACTERS_MAX) break;
      this.#characters -= entry.line.length;
      this.#from = entry.position;
      forgotten += 1;
    }
    this.#entries = this.#entries.slice(forgotten);
  }

  /** Null when the position is further back than is remembered. */
  since(position: Position): readonly OutboxEntry[] | null {
    return isAfter(this.#from, position) ? null : this.#entries.filter((entry) => isAfter(entry.position, position));
  }
}
