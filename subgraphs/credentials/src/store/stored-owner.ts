import { z } from 'zod';
import type { Owner } from '../domain/owner.js';
import type { PendingOwner } from '../domain/transfer.js';
import { asJson, readActor } from './stored-json.js';

const owner = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('TENANT'), tenantId: z.string(), team: z.string().nullable() }),
  z.object({ kind: z.literal('PLATFORM'), duty: z.string() }),
  z.object({ kind: z.literal('RUNTIME'), runtimeId: z.string() }),
  z.object({ kind: z.literal('INTERNAL_SERVICE'), service: z.string(), duty: z.string() }),
  z.object({ kind: z.literal('EXTERNAL_INTEGRATION'), provider: z.string(), onBehalfOf: z.string() }),
  z.object({ kind: z.literal('AUTONOMOUS_AGENT'), agentId: z.string() }),
]);
const pending = z.object({ owner, by: z.unknown(), at: z.coerce.date(), note: z.string() });

export const readOwner = (stored: unknown): Owner => owner.parse(stored);
export const readOwnerOrNone = (stored: unknown): Owner | null => owner.nullable().parse(stored);

export function readPending(stored: unknown): PendingOwner | null {
  const found = pending.nullable().parse(stored);
  return found === null ? null : { ...found, by: readActor(found.by) };
}

export function pendingAsJson(offer: PendingOwner) {
  return asJson({ ...offer, at: offer.at.toISOString() });
}
