import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NOON } from '../../test/builders.js';
import { generationOf, isSuperseded, processIn, type Succession } from './runtime-process.js';

const after = (overrides: Partial<Succession> = {}): Succession => ({
  ...{ generation: 3, isKnown: true, own: null },
  ...overrides,
});

describe('a process that comes with a key', () => {
  test('is suspected when a later one has had the key, and never otherwise', () => {
    expect(isSuperseded(after({ own: 2 }))).toBe(true);
    expect(isSuperseded(after({ own: 3 }))).toBe(false);
    expect(isSuperseded(after({ own: null }))).toBe(false);
  });

  test('is the next generation when it comes for the first time, and its own when it comes again', () => {
    expect(generationOf(after())).toBe(4);
    expect(generationOf(after({ own: 3 }))).toBe(3);
  });

  test('takes the key as it is when none before it was named', () => {
    expect(generationOf(after({ generation: 1, isKnown: false }))).toBe(1);
  });

  test('is suspected in whatever order they come exactly when another was the last and it is not new', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 }), (arrivals) => {
        const generations = new Map<number, number>();
        let [generation, newest]: [number, number | null] = [1, null];
        for (const process of arrivals) {
          const succession = after({
            generation,
            isKnown: generations.size > 0,
            own: generations.get(process) ?? null,
          });
          expect(isSuperseded(succession)).toBe(generations.has(process) && process !== newest);
          if (isSuperseded(succession)) continue;
          generation = generationOf(succession);
          generations.set(process, generation);
          newest = process;
        }
      }),
    );
  });

  test('is named by what its issuer vouched for, and by nothing where that names none', () => {
    const attestation = {
      ...{ issuer: 'https://k8s.example', jwksUri: 'https://k8s.example/keys', subject: 's', audiences: ['us'] },
      ...{ at: NOON, process: 'pod 1' },
    };
    expect(processIn(attestation)).toEqual({ issuer: 'https://k8s.example', process: 'pod 1' });
    expect(processIn({ ...attestation, process: null })).toBeNull();
    expect(processIn(null)).toBeNull();
  });
});
