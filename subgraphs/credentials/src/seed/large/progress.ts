/** How far a long piece of work is, in words: share, rate, and how long it still takes at that rate. */
export function progressOf(done: number, total: number, elapsedMs: number): string {
  const share = total === 0 ? 100 : Math.floor((100 * done) / total);
  const perSecond = elapsedMs === 0 ? 0 : (1000 * done) / elapsedMs;
  const left = perSecond === 0 ? '' : `, ${minutes((total - done) / perSecond)} left`;
  return `${counted(done)} of ${counted(total)} credentials (${share} %), ${counted(Math.round(perSecond))} per second${left}`;
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}

function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')} min`;
}
