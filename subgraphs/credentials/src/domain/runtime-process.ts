import type { Actor } from '@bailiwick/decision';
import type { Attestation } from './proof-kind.js';

/** Which process was vouched for with a key, by its issuer's name for it. */
export interface RuntimeProcess {
  readonly issuer: string;
  readonly process: string;
}

export function processIn(attestation: Attestation | null): RuntimeProcess | null {
  if (attestation === null || attestation.process === null) return null;
  return { issuer: attestation.issuer, process: attestation.process };
}

/** What is known of the processes that came with one key, before the one that comes now. */
export interface Succession {
  /** Of the newest. */
  readonly generation: number;
  /** Whether any was ever named. */
  readonly isKnown: boolean;
  /** Of the one that comes now. Null when it never came before. */
  readonly own: number | null;
}

/** How many are remembered for a key: a runner that keeps its key file for years makes one for each job. */
export const PROCESSES_KEPT_MAX = 100;

/** Whoever locks an instance where nobody has looked yet. */
export const CLONE_WATCH: Actor = { kind: 'PLATFORM', id: 'clone-watch', label: 'The watch over copied keys' };

/**
 * A key belongs to one process at a time. That a later one comes with it is a restart that kept its key file; that an earlier one
 * comes back after that means that both have it, and nobody can tell which of the two is the thief.
 */
export function isSuperseded({ generation, own }: Succession): boolean {
  return own !== null && own < generation;
}

/** Each process that comes for the first time is a generation. The first that is named takes the key as it finds it. */
export function generationOf({ generation, isKnown, own }: Succession): number {
  return own ?? (isKnown ? generation + 1 : generation);
}
