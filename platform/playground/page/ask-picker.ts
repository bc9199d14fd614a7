import { PICKER_PATHS, type CredentialRequest, type PickedCredential, type PickerPrincipals } from '../src/picker.js';

/** The picker's two routes, asked by the page that the same gateway served. */
export async function askPrincipals(): Promise<PickerPrincipals> {
  return (await ask(PICKER_PATHS.principals, {})) as PickerPrincipals; // our own route's answer, typed on both sides
}

export async function askCredential(request: CredentialRequest): Promise<PickedCredential> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(request) };
  return (await ask(PICKER_PATHS.credential, init)) as PickedCredential; // our own route's answer, typed on both sides
}

async function ask(path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(path, { ...init, credentials: 'omit', cache: 'no-store' });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(messageOf(answer) ?? `The picker answered HTTP ${String(response.status)}.`);
  return answer;
}

function messageOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || !('errors' in answer) || !Array.isArray(answer.errors))
    return null;
  const [first] = answer.errors as readonly unknown[];
  return typeof first === 'object' && first !== null && 'message' in first ? String(first.message) : null;
}
