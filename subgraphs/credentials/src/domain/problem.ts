import { refuse, type Refused } from '@bailiwick/decision';

/** Input that GraphQL's types let through and that still makes no sense. Says what is wrong and what to send. */
export function invalid(path: readonly string[], problem: string): Refused<'credentials.invalid_input'> {
  return refuse('credentials.invalid_input', { facts: { problem }, path });
}

export function missing(what: string, path: readonly string[]): Refused<'credentials.not_found'> {
  return refuse('credentials.not_found', { facts: { what }, path });
}

/** Somebody else was faster: deciding on what is no longer so would undo their change. */
export function outdated(currentVersion: number): Refused<'credentials.version_conflict'> {
  return refuse('credentials.version_conflict', {
    facts: { currentVersion },
    fields: { currentVersion },
    path: ['expectedVersion'],
  });
}

const CONTROL = /[\u0000-\u001f\u007f]/;

/** A text that people read: not empty, not endless, without control characters. */
export function isReadable(text: string, maxLength: number): boolean {
  return text.trim().length > 0 && text.length <= maxLength && !CONTROL.test(text);
}
