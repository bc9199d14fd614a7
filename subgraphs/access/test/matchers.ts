import { expect } from 'vitest';

/** vitest's own are typed `any`, which would switch the checks off for whatever they stand in. */
export const someText: unknown = expect.any(String);
export const someNumber: unknown = expect.any(Number);
export const textLike = (pattern: RegExp): unknown => expect.stringMatching(pattern);
export const including = (part: object): unknown => expect.objectContaining(part);
