import { readFileSync } from 'node:fs';
import { DEFINITIONS } from '@bailiwick/cli';
import type { ReasonEntry } from '@bailiwick/decision';
import { buildSchema, isInterfaceType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { textsIn, textsOf } from '../harness/domain-sources.js';

interface Registered {
  readonly code: string;
  readonly entry: ReasonEntry;
}

const registered: readonly Registered[] = DEFINITIONS.flatMap(({ reasons }) =>
  Object.entries<ReasonEntry>(reasons.entries).map(([code, entry]) => ({ code, entry })),
);
const byCode = new Map(registered.map(({ code, entry }) => [code, entry]));
const actions = new Map(DEFINITIONS.flatMap((definition) => definition.actions.map((action) => [action.name, action])));
/** Written by the host on behalf of every domain, whether or not its rules need them. */
const COMMON = /\.(invalid_input|not_found|version_conflict|idempotency_key_reused)$/;
const names = DEFINITIONS.map(({ name }) => name);
const codesOf = (problem: (one: Registered) => boolean): string[] => registered.filter(problem).map(({ code }) => code);

describe.each(names)('the registry of %s', (name) => {
  const texts = textsOf(name);

  test('has no code that its domain never says', () => {
    const said = new Set(texts.map(({ text }) => text));
    const unsaid = codesOf(({ code }) => code.startsWith(`${name}.`) && !COMMON.test(code) && !said.has(code));
    expect(unsaid).toEqual([]);
  });

  test('has every code that its domain refuses, explains or fails with', () => {
    const saying = texts.filter(({ callee }) => ['refuse', 'reason', 'because', 'fail', 'pass'].includes(callee ?? ''));
    const codes = saying.map(({ text }) => text).filter((text) => text.startsWith(`${name}.`));
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.filter((code) => !byCode.has(code))).toEqual([]);
  });

  test('says of every refusal where it is met', () => {
    const refused = texts.filter(({ callee, text }) => callee === 'refuse' && byCode.has(text));
    const homeless = refused.filter(({ text }) => {
      const { met = [], exchange } = byCode.get(text) ?? { sentence: '' };
      return !met.includes('CHANGE') && !met.includes('LOG') && exchange === undefined;
    });
    expect(homeless.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
  });
});

describe('the registry of credentials', () => {
  test('gives the status to every link that the rightful holder of a key may fail', () => {
    const told = /^domain\/trust\/(responsibility-link|owner-link|tenant-boundary|trust-level)\.ts$/;
    const failed = textsOf('credentials').filter(
      ({ file, callee, text }) => told.test(file) && callee === 'fail' && byCode.has(text),
    );
    // Nothing is asked for at the gateway yet, so no action can be outside the responsibility.
    const codes = [...new Set(failed.map(({ text }) => text))].filter(
      (code) => !code.endsWith('.action_outside_responsibility'),
    );
    expect(codes.length).toBeGreaterThan(8);
    expect(codes.filter((code) => byCode.get(code)?.exchange !== 403)).toEqual([]);
  });
});

describe('a reason', () => {
  const MUTATION_ERROR = 'MutationError';
  const graph = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'));

  test('is a sentence for people', () => {
    const word = /\b(signed context|txn|rls|jwt|subject token|principal|enum|null|undefined|tuple|payload)\b/i;
    const unreadable = codesOf(({ entry: { sentence } }) => word.test(sentence) || !/^[A-Z{].*[.}]$/s.test(sentence));
    expect(unreadable).toEqual([]);
  });

  test('that denies says what to do, as an instruction', () => {
    const silent = codesOf(({ entry: { met = [], exchange, remedy } }) => {
      const denies = met.includes('DECISION') || exchange !== undefined;
      return denies && remedy === undefined;
    });
    expect(silent).toEqual([]);
    expect(codesOf(({ entry: { remedy } }) => remedy !== undefined && !/^[A-Z{].*[.}]$/s.test(remedy.label))).toEqual(
      [],
    );
  });

  test('sends people to the section of the action that they need', () => {
    const misled = codesOf(({ entry: { remedy } }) => {
      if (remedy?.requiredPermission === undefined) return false;
      const action = actions.get(remedy.requiredPermission);
      return action === undefined || action.section !== (remedy.section ?? null);
    });
    expect(misled).toEqual([]);
  });

  test('is typed, where a change is refused with it, by a type that the graph has', () => {
    const type = graph.getType(MUTATION_ERROR);
    const types = isInterfaceType(type) ? graph.getPossibleTypes(type).map(({ name }) => name) : [];
    expect(codesOf(({ entry: { errorType } }) => errorType !== undefined && !types.includes(errorType))).toEqual([]);
    const elsewhere = codesOf(
      ({ entry: { errorType, met = [] } }) =>
        errorType !== undefined && errorType !== 'NotPermitted' && !met.includes('CHANGE'),
    );
    expect(elsewhere).toEqual([]);
  });
});

test('a text is found in the call that it is given to, and not beyond', () => {
  const source = "refuse(late ? 'a.b' : 'a.c', { path: ['d'] }); reasons.reason('a.e'); const x = 'a.f';";
  expect(textsIn('planted.ts', source).map(({ callee, text }) => [callee, text])).toEqual([
    ['refuse', 'a.b'],
    ['refuse', 'a.c'],
    [null, 'd'],
    ['reason', 'a.e'],
    [null, 'a.f'],
  ]);
});
