import { allow, refuse, type Decision } from '@bailiwick/decision';

type InputCode = 'identity.invalid_input';

const CONTROL_CHARACTERS = /[\p{Cc}\u2028\u2029]/u;

/** What a person wrote for other people to read: trimmed, one line, of a length that says something and fits. */
export function decideWords(
  text: string,
  field: string,
  bounds: { readonly min: number; readonly max: number } = { min: 3, max: 500 },
): Decision<string, InputCode> {
  const words = text.trim();
  if (words.length < bounds.min || words.length > bounds.max) {
    return invalid(field, `${field} needs ${bounds.min} to ${bounds.max} characters; it has ${words.length}.`);
  }
  if (CONTROL_CHARACTERS.test(words)) return invalid(field, `${field} must be one line without control characters.`);
  return allow(words);
}

/**
 * An address to write to, never an identity: people are recognised by issuer and subject. So the check only catches
 * typing errors, and the domain alone is put in lower case.
 */
export function decideEmail(text: string, field: string): Decision<string, InputCode> {
  const match = /^([^\s@]{1,64})@([^\s@.]+(?:\.[^\s@.]+)+)$/u.exec(text.trim());
  if (match === null || text.length > 254 || CONTROL_CHARACTERS.test(text)) {
    return invalid(field, `${field} must be an e-mail address such as ana@example.com.`);
  }
  return allow(`${match[1]}@${match[2]?.toLowerCase()}`);
}

export function invalid(field: string, problem: string) {
  return refuse('identity.invalid_input', { facts: { problem }, path: [field] });
}
