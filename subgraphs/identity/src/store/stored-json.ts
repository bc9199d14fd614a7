import type { Actor } from '@bailiwick/decision';
import { z } from 'zod';
import type { Inviter } from '../domain/invitation.js';
import { DUTIES, type Duty } from '../domain/membership.js';

const actor = z.object({ kind: z.enum(['PERSON', 'MACHINE', 'PLATFORM']), id: z.string(), label: z.string() });
const inviter = actor.extend({ duty: z.string().nullable() });

/** What stands in a json column was written by us; a row that does not parse is a broken promise, not an input. */
export function readActor(stored: unknown): Actor {
  return actor.parse(stored);
}

export function readInviter(stored: unknown): Inviter {
  return inviter.parse(stored);
}

/** Duties that are no longer registered give nothing. */
export function readDuties(stored: readonly string[]): readonly Duty[] {
  return DUTIES.filter((duty) => stored.includes(duty));
}
