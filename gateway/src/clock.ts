/** Two readings of time: one that other machines compare with theirs, one that only goes forward. */
export interface Clock {
  readonly now: () => Date;
  /** Since 1970. For how long something is kept: setting this machine's clock back must not make a token live longer. */
  readonly steadyMs: () => number;
}

export const MACHINE_CLOCK: Clock = {
  now: () => new Date(),
  steadyMs: () => performance.timeOrigin + performance.now(),
};
