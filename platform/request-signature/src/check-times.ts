import type { NonceMemory } from './nonce-memory.js';
import { LIFETIME_SECONDS, SKEW_SECONDS } from './profile.js';
import type { SignatureInput } from './signature-input.js';
import { SignatureRefused } from './signature-refused.js';

/** Whole seconds against a clock that may differ; `firstSecond` is the first one whose nonces are remembered. */
export function checkTimes({ created, expires, caller }: SignatureInput, now: number, firstSecond: number): void {
  if (created > now + SKEW_SECONDS) throw new SignatureRefused('created_in_future', caller);
  if (expires <= now - SKEW_SECONDS) throw new SignatureRefused('expired', caller);
  if (expires - created > LIFETIME_SECONDS || expires <= created)
    throw new SignatureRefused('lifetime_too_long', caller);
  if (created < firstSecond) throw new SignatureRefused('created_before_start', caller);
}

/** Last, so that only what is genuine in every other way takes room in the memory. */
export function checkNonce(memory: NonceMemory, input: SignatureInput, now: Date): void {
  const verdict = memory.accept(input.nonce, input.expires + SKEW_SECONDS, Math.floor(now.getTime() / 1000));
  if (verdict === 'replayed') throw new SignatureRefused('nonce_replayed', input.caller);
  if (verdict === 'full') throw new SignatureRefused('nonce_memory_full', input.caller);
}
