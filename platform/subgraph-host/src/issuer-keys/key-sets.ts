import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { AddressPolicy } from './address.js';
import { fetchKeySet, KeysUnreachable } from './fetch-key-set.js';

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });
const SETS_MAX = 500;
const CACHED_MS = 10 * 60_000;
const COOLDOWN_MS = 30_000;
const UNREACHABLE_MS = 5_000;

export interface KeySetsOptions {
  readonly policy: AddressPolicy;
  /** The development issuer's keys, without a way over HTTP. Null outside development. */
  readonly development: { readonly issuer: string; readonly jwks: JSONWebKeySet } | null;
}

export interface KeySets {
  /** The key that may have signed. Throws `KeysUnreachable`, or jose's error when no key fits. */
  keyOf(provider: { readonly issuer: string; readonly jwksUri: string }): JWTVerifyGetKey;
}

/**
 * Key sets by address, as many as fit. An unknown `kid` reads the set again, at most every half minute, and a set that
 * could not be read is left alone for some seconds: neither a made-up `kid` nor one tenant's dead issuer becomes work for
 * all.
 */
export function createKeySets(options: KeySetsOptions): KeySets {
  const { development } = options;
  const local = development === null ? null : createLocalJWKSet(development.jwks);
  const sets = new LRUCache<string, JWTVerifyGetKey>({ max: SETS_MAX });
  return {
    keyOf: ({ issuer, jwksUri }) => {
      if (local !== null && issuer === development?.issuer) return local;
      const known = sets.get(jwksUri) ?? remoteKeySet(jwksUri, options.policy);
      sets.set(jwksUri, known);
      return known;
    },
  };
}

function remoteKeySet(jwksUri: string, policy: AddressPolicy): JWTVerifyGetKey {
  let leaveAloneUntil = 0;
  const read = async (): Promise<Response> => {
    if (performance.now() < leaveAloneUntil) throw new KeysUnreachable('it could not be read a moment ago');
    try {
      return new Response(checkKeySet(await fetchKeySet(jwksUri, policy)), {
        headers: { 'content-type': 'application/json' },
      });
    } catch (error) {
      leaveAloneUntil = performance.now() + UNREACHABLE_MS;
      throw error;
    }
  };
  return createRemoteJWKSet(new URL(jwksUri), {
    cacheMaxAge: CACHED_MS,
    cooldownDuration: COOLDOWN_MS,
    [customFetch]: read,
  });
}

/** Something that is no key set is as good as no answer: it says nothing about the token. */
function checkKeySet(text: string): string {
  const parsed = keySet.safeParse(parseJson(text));
  if (!parsed.success) throw new KeysUnreachable('the answer is no key set');
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
