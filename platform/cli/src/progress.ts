/** Says what takes long while it takes long: one line per step, with its time once it is done. */
export interface Progress {
  step<Result>(what: string, work: () => Promise<Result>): Promise<Result>;
}

export function reportTo(write: (text: string) => void): Progress {
  return {
    step: async (what, work) => {
      const startedAt = performance.now();
      write(`  ${what} …`);
      const result = await work();
      write(` ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
      return result;
    },
  };
}
