/** A sleep that others can end. A ring while nobody sleeps ends the next sleep at once, so that none is missed. */
export interface Alarm {
  readonly ring: () => void;
  /** Until a ring, until the signal is aborted, or until `ms` have passed. */
  readonly sleep: (ms?: number) => Promise<void>;
}

export function createAlarm(signal: AbortSignal): Alarm {
  let isRung = false;
  let wake: (() => void) | null = null;
  const ring = (): void => {
    isRung = true;
    wake?.();
  };
  signal.addEventListener('abort', ring, { once: true });
  const slept = (ms: number | undefined): Promise<void> =>
    new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const sleep = async (ms?: number): Promise<void> => {
    if (!isRung && !signal.aborted) await slept(ms);
    wake = null;
    isRung = false;
  };
  return { ring, sleep };
}
