/** One thing that is wrong with what a frontend gets, and what to do about it. */
export interface Problem {
  readonly check: string;
  readonly message: string;
}
