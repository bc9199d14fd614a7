import { randomBytes } from 'node:crypto';

const SHAPE = /^bwi_[A-Za-z0-9_-]{43}$/;

/** 256 random bits; the prefix lets secret scanners and people see what it is. */
export function newInvitationToken(): string {
  return `bwi_${randomBytes(32).toString('base64url')}`;
}

export function isInvitationToken(text: string): boolean {
  return SHAPE.test(text);
}
