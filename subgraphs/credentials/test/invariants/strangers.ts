import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { asPerson } from '../world.js';
import { send, wasDone, type Call, type Input } from './graph.js';
import { operation, pick, which, type Weighted } from './operation.js';
import { personOf, type Run } from './run.js';

const HOUR_MS = 3_600_000;

/** An answer is remembered for a day, and given again as long as access allows the asking. */
const isRemembered = ({ world }: Run, { at }: Call): boolean =>
  world.now.getTime() - at.getTime() < 23 * HOUR_MS && world.access.denied.size === 0;

/** The very same once more, or under the same key something else. */
const repeat = operation(
  'repeat',
  fc.record({ which, sameInput: fc.boolean() }),
  async (run, { which: index, sameInput }) => {
    const first = pick(
      run.done,
      index,
      ({ mutation }) => mutation === 'issueCredential' || mutation === 'beginRotation',
    );
    if (first === null || !isRemembered(run, first)) return false;
    const input = sameInput ? first.input : otherwise(first);
    const again = await send(run.world, first.mutation, input, first.as);
    run.step.repeated = { first, again, sameInput };
    return wasDone(again) === sameInput;
  },
  4,
);

/** Something else under the same key: another note, another object, another number. */
function otherwise({ input }: Call): Input {
  const field = ['note', ...ID_FIELDS, 'name'].find((name) => typeof input[name] === 'string');
  if (field === undefined)
    return { ...input, ...('overlapHours' in input ? { overlapHours: 7 } : { expectedVersion: 99 }) };
  const value = String(input[field]);
  return { ...input, [field]: ID_FIELDS.includes(field) ? randomUUID() : `${value} too` };
}

const ID_FIELDS = ['machineIdentityId', 'credentialId', 'rotationId', 'id'];

/** Whatever was done here, tried by somebody of another tenant: as if there were nothing of that name. */
const intrude = operation(
  'intrude',
  which,
  async (run, index) => {
    const call = pick(run.done, index, ({ input }) => idFieldOf(input) !== null);
    const field = call === null ? null : idFieldOf(call.input);
    if (call === null || field === null) return false;
    const codes = [];
    for (const id of [call.input[field], randomUUID()]) {
      const input = { ...call.input, [field]: id, idempotencyKey: randomUUID() };
      codes.push((await send(run.other, call.mutation, input, asPerson(run.other, run.other.ana))).payload.errors);
    }
    const paths = codes.map((errors) => errors.map(({ code }) => code));
    run.step.alike.push([paths[0], paths[1]]);
    return paths[0]?.[0] === 'credentials.not_found';
  },
  3,
);

const idFieldOf = (input: Input): string | null => ID_FIELDS.find((name) => typeof input[name] === 'string') ?? null;

/** Everything here, looked at from another tenant. */
const peep = operation(
  'peep',
  fc.record({ which, what: fc.constantFrom('machineIdentity', 'credential') }),
  async (run, args) => {
    const id = pick(args.what === 'credential' ? run.credentials : run.machines, args.which);
    if (id === null) return false;
    const answers = [];
    for (const each of [id, randomUUID()])
      for (const query of questionsAbout(args.what))
        answers.push(
          await run.other.run(query, { id: each, tenant: run.other.tenantId }, asPerson(run.other, run.other.ana)),
        );
    run.step.alike.push([answers.slice(0, 2), answers.slice(2)]);
    const { data } = await run.world.run(`query($id: ID!) { ${args.what}(id: $id) { id } }`, { id }, personOf(run, 0));
    return data?.[args.what] !== null;
  },
);

const questionsAbout = (what: string): readonly string[] => [
  `query($id: ID!) { ${what}(id: $id) { id name } }`,
  `query($id: ID!, $tenant: ID!) { decideTrust(input: { ${what}Id: $id, actingTenantId: $tenant, action: "billing.invoice.read" }) { effect } }`,
];

export const strangers: readonly Weighted[] = [repeat, intrude, peep];
