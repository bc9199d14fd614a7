/** All that a command may touch outside itself, so that a test can be the terminal, the clock and the gateway. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly out: Output;
  readonly err: Output;
  readonly readStdin: () => Promise<string>;
  /** Null when nobody sits at a terminal: then nothing may wait for an answer. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  readonly fetch: typeof fetch;
  readonly wait: (ms: number) => Promise<void>;
}

export interface Output {
  readonly isTTY: boolean;
  write(text: string): void;
}
