import type { Exit } from './exit.js';
import type { Gateway } from './gateway/gateway.js';
import type { Style } from './terminal/style.js';
import type { World } from './world.js';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  readonly short?: string;
  /** What stands for the value in help, such as `ID`. */
  readonly value?: string;
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

export interface Command {
  readonly name: string;
  /** After the name in the line that shows how it is called. */
  readonly usage: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** The rest of its help: what it does, what it never does, and examples. */
  readonly about: string;
  readonly options: Options;
  /** How many words it takes that are no options. */
  readonly words: { readonly least: number; readonly most: number };
  readonly run: (context: Context) => Promise<Outcome>;
}

/** What was said to a command. A question about an option that it does not have is a defect of ours. */
export interface Given {
  readonly words: readonly string[];
  text(name: string): string | null;
  needed(name: string): string;
  texts(name: string): readonly string[];
  whole(name: string): number | null;
  flag(name: string): boolean;
}

export interface Context {
  readonly given: Given;
  readonly world: World;
  readonly style: Style;
  readonly json: boolean;
  /** Reads the token at the first call, so that help and bad arguments need none. */
  readonly gateway: () => Promise<Gateway>;
  /** A line of progress for people, on standard error. */
  readonly note: (text: string) => void;
}

/** Said once, at the end: in words, or with `--json` as one document. */
export interface Outcome {
  readonly text: string;
  readonly json: unknown;
  readonly exit?: Exit;
}
