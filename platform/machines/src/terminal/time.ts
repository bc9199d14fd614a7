/** Times as the gateway says them, in UTC, without what nobody reads. */
export function minute(time: string | null | undefined): string {
  return time ? time.replace('T', ' ').replace(/:\d\d(\.\d+)?Z$/, 'Z') : '–';
}

export function day(time: string | null | undefined): string {
  return time?.slice(0, 10) ?? '–';
}
