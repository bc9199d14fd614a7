/**
 * Why a stream ended. `position_unknown`: the source has never been where the reader wants to continue (it was restored
 * from a backup), so only a snapshot helps. `refused`: it answered, but not with a stream.
 */
export type BreakCause = 'unreachable' | 'refused' | 'position_unknown' | 'silent' | 'ended' | 'malformed';

export class FeedBroken extends Error {
  override readonly name = 'FeedBroken';
  readonly breakCause: BreakCause;

  constructor(breakCause: BreakCause, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.breakCause = breakCause;
  }
}
