/** `<domain>.<noun>.<past verb>`, as opposed to an action's verb. */
export function isEventType(word: string): boolean {
  return /^[a-z]+\.[a-z_]+\.[a-z_]*ed$/.test(word);
}
