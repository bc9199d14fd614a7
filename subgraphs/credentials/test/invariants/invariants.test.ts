import fc from 'fast-check';
import { testServer } from '@bailiwick/database/testing';
import { describe, expect, test } from 'vitest';
import { OPERATIONS } from './all.js';
import { MUTATIONS } from './graph.js';
import { setScene } from './scene.js';
import { take, takeLeave } from './take.js';
import { walks } from '../walks.js';

/** Each takes about two seconds. A server bears more of them than the embedded database. */
const RUNS = testServer() === null ? 5 : 20;
const SEED_OF_THE_TALLY = 20261121;
const SCENES_OF_THE_TALLY = 12;

const scene = fc.record({
  kind: fc.constantFrom('CUSTOMER' as const, 'PLATFORM' as const),
  environment: fc.constantFrom('live' as const, 'live' as const, 'test' as const),
});
const operations = fc.array(fc.oneof(...OPERATIONS), { minLength: 1, maxLength: 45, size: 'max' });

describe('whatever is tried, by whomever, in whatever order', () => {
  test('no invariant is broken', async () => {
    await fc.assert(
      fc.asyncProperty(scene, operations, async ({ kind, environment }, steps) => {
        const run = await setScene(kind, environment);
        for (const step of steps) await take(run, step);
        await takeLeave(run);
      }),
      walks(RUNS),
    );
  }, 900_000);
});

describe('everything that can be tried', () => {
  test('has its effect at some time, so that what holds does not hold because all is refused', async () => {
    const missing = new Set<string>(OPERATIONS.map(({ kind }) => kind));
    for (let round = 0; round < SCENES_OF_THE_TALLY && missing.size > 0; round += 1) {
      const seed = SEED_OF_THE_TALLY + round;
      const run = await setScene(round % 2 === 0 ? 'PLATFORM' : 'CUSTOMER', 'live');
      for (const step of stepsTowards(missing, seed)) if (await take(run, step)) missing.delete(step.kind);
    }
    expect([...missing]).toEqual([]);
  }, 300_000);

  test('is every mutation that there is, each with a key by which a repeat is known', async () => {
    const { world } = await setScene('CUSTOMER', 'live');
    const query = `{ __schema { mutationType { fields { name args { type { ofType { inputFields { name type { kind } } } } } } } } }`;
    const { data } = await world.run(query);
    const { fields } = (data?.['__schema'] as Introspected).mutationType;
    expect(fields.map(({ name }) => name).sort()).toEqual(Object.keys(MUTATIONS).sort());
    for (const { name, args } of fields) {
      const keys = args.flatMap((arg) =>
        arg.type.ofType.inputFields.filter((field) => field.name === 'idempotencyKey'),
      );
      expect([name, keys]).toEqual([name, [{ name: 'idempotencyKey', type: { kind: 'NON_NULL' } }]]);
    }
  });
});

interface Introspected {
  readonly mutationType: {
    readonly fields: readonly {
      readonly name: string;
      readonly args: readonly {
        readonly type: {
          readonly ofType: { readonly inputFields: readonly { readonly name: string; readonly type: object }[] };
        };
      }[];
    }[];
  };
}

/** What must have happened for another thing to be possible. */
const NEEDS: Readonly<Record<string, string>> = {
  ...{ activate: 'declare', accept: 'transfer', release: 'quarantine', resumeMachine: 'suspendMachine' },
  ...{ resumeCredential: 'suspendCredential', bulkRevoke: 'suspendCredential', abort: 'begin', complete: 'begin' },
  ...{ 'revoke ISSUER': 'registerRuntime', loosen: 'bind', approveRotation: 'begin of two' },
};

/** All that has had no effect yet, each after what it needs, and in between anything. */
function stepsTowards(missing: ReadonlySet<string>, seed: number) {
  const wanted = OPERATIONS.map(({ kind }) => kind).filter((kind) => missing.has(kind));
  return wanted.flatMap((kind, index) => {
    const some = OPERATIONS.filter((each) => each.kind === kind || each.kind === NEEDS[kind]);
    const inTurn = some.toSorted((one, other) => Number(one.kind === kind) - Number(other.kind === kind));
    const options = { seed: seed + index, numRuns: 1 };
    return [...inTurn.map(({ arbitrary }) => arbitrary), fc.oneof(...OPERATIONS)].flatMap((each) =>
      fc.sample(each, options),
    );
  });
}
