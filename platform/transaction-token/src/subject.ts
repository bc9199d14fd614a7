import type { Principal } from '@bailiwick/decision';

/** Which minter vouches for a subject: identity for people, credentials for machines. */
export type SubjectKind = 'person' | 'machine';

export interface Subject {
  readonly kind: SubjectKind;
  /** Null for somebody who signed in and is not linked to a person yet. */
  readonly principal: Principal | null;
}

const SUBJECT = /^(person|machine):([A-Za-z0-9._-]{1,128})$/;
const UNLINKED = /^person:unlinked:[A-Za-z0-9_-]{43,64}$/;

/** `person:<id>`, `machine:<id>` or `person:unlinked:<sha256>`; null for anything else. */
export function subjectOf(sub: string): Subject | null {
  if (UNLINKED.test(sub)) return { kind: 'person', principal: null };
  const [, kind, id] = SUBJECT.exec(sub) ?? [];
  if (id === undefined || id === 'unlinked') return null;
  return kind === 'person'
    ? { kind, principal: { kind: 'PERSON', id } }
    : { kind: 'machine', principal: { kind: 'MACHINE', id } };
}
