import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { CREDENTIAL_KINDS, type CredentialKind } from '../../src/domain/credential.js';
import type { MutationName } from './graph.js';
import { inOrder, operation, pick, which, type Weighted } from './operation.js';
import { USABLE, type CredentialRow } from './rows.js';
import { attempt, BILLING, machineOf, personOf, type Run } from './run.js';

/** Mostly a person, now and then a machine of the tenant. */
export const actor = fc.oneof(
  { weight: 4, arbitrary: fc.record({ person: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ machine: which }) },
);
type ActorArgs = typeof actor extends fc.Arbitrary<infer Value> ? Value : never;

export function contextOf(run: Run, by: ActorArgs) {
  if ('person' in by) return personOf(run, by.person);
  const machine = pick(run.machines, by.machine);
  return machine === null ? personOf(run, 0) : machineOf(run, machine);
}

export const credentials = (run: Run): readonly CredentialRow[] => inOrder(run.credentials, run.rows.credential);
const federation = {
  issuer: 'https://issuer.example',
  audience: 'bailiwick',
  subjectPattern: 'system:serviceaccount:billing:*',
  jwksUri: 'https://issuer.example/keys',
};

/** What proves it, for the kinds that have no secret. */
export function proofOf(kind: string): object {
  if (kind === 'PRIVATE_KEY_JWT')
    return { publicJwk: generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) };
  return kind === 'FEDERATED_OIDC' ? { federation } : {};
}

const issue = operation(
  'issue',
  fc.record({
    which,
    by: actor,
    kind: fc.oneof(
      { weight: 3, arbitrary: fc.constant<CredentialKind>('API_KEY') },
      fc.constantFrom(...CREDENTIAL_KINDS),
    ),
    ceiling: fc.subarray([...BILLING], { minLength: 1 }),
    isWithin: fc.nat(4),
    runtimes: fc.array(which, { maxLength: 1 }),
    days: fc.constantFrom(1, 20, 30, 90, 365, 366),
    startsInDays: fc.constantFrom(null, null, null, 2),
    maxUses: fc.constantFrom(null, null, 1, 3),
    networks: fc.constantFrom(null, null, ['10.0.0.0/8']),
  }),
  (run, { which: index, by, kind, ceiling, isWithin, runtimes, days, startsInDays, maxUses, networks }) => {
    const machines = inOrder(run.machines, run.rows.machine_identity);
    const machine = pick(machines, index, ({ state }) => state === 'ACTIVE');
    if (machine === null) return Promise.resolve(false);
    const narrowed = ceiling.filter((action) => machine.actions.includes(action));
    const bound = runtimes.flatMap((each) => {
      const known = inOrder(run.runtimes, run.rows.runtime);
      const runtime = pick(known, each, ({ environment }) => environment === machine.environment);
      return runtime === null ? [] : [runtime.id];
    });
    const input = {
      ...{ machineIdentityId: machine.id, name: 'nightly', purpose: 'The nightly run.', kind, ...proofOf(kind) },
      ceiling: isWithin === 0 || narrowed.length === 0 ? ceiling : narrowed,
      ...{ runtimeIds: bound, expiresInDays: days, maxUses, networks },
      notBefore: startsInDays === null ? null : new Date(run.world.now.getTime() + startsInDays * 86_400_000),
    };
    return attempt(run, 'issueCredential', input, contextOf(run, by));
  },
  10,
);

const approve = operation(
  'approve',
  fc.record({ which, by: actor }),
  (run, { which: index, by }) =>
    onCredential(
      run,
      'approveCredential',
      pick(credentials(run), index, inState('PENDING_APPROVAL')),
      {},
      contextOf(run, by),
    ),
  5,
);

/** Drawn in another order than a beginning, which else would be by the same person in the tally: both take one seed. */
const approveRotation = operation(
  'approveRotation',
  fc.record({ by: actor, which }),
  (run, { which: index, by }) => {
    const credential = pick(credentials(run), index, (each) => each.pending_version !== null);
    if (credential?.pending_version == null) return Promise.resolve(false);
    return onCredential(run, 'approveCredential', credential, {}, contextOf(run, by));
  },
  5,
);

const narrow = operation('narrow', fc.record({ which, ceiling: fc.subarray([...BILLING]) }), (run, args) =>
  onCredential(
    run,
    'narrowCeiling',
    pick(credentials(run), args.which, ({ ceiling }) => ceiling.length > 1),
    {
      ceiling: args.ceiling,
    },
  ),
);

const bind = operation('bind', fc.record({ which, runtimes: fc.array(which, { maxLength: 2 }) }), (run, args) =>
  onCredential(run, 'bindRuntimes', pick(credentials(run), args.which, inState(...USABLE)), {
    runtimeIds: args.runtimes.flatMap((each) => pick(run.runtimes, each) ?? []),
  }),
);

/** Answers whether it was allowed, which it is where nobody had to agree to the binding. */
const loosen = operation('loosen', which, (run, index) =>
  onCredential(
    run,
    'bindRuntimes',
    pick(credentials(run), index, (each) => each.runtime_ids.length > 0 && USABLE.includes(each.state)),
    { runtimeIds: [] },
  ),
);

const suspend = operation(
  'suspendCredential',
  which,
  (run, index) =>
    onCredential(run, 'suspendCredential', pick(credentials(run), index, inState(...USABLE)), { reason: 'A doubt.' }),
  1,
);

const resume = operation('resumeCredential', which, (run, index) =>
  onCredential(run, 'resumeCredential', pick(credentials(run), index, inState('SUSPENDED')), { reason: 'No doubt.' }),
);

export const inState =
  (...states: readonly string[]) =>
  ({ state }: { readonly state: string }): boolean =>
    states.includes(state);

async function onCredential(
  run: Run,
  mutation: MutationName,
  credential: CredentialRow | null,
  input: object,
  as = personOf(run, 0),
): Promise<boolean> {
  if (credential === null) return false;
  return attempt(run, mutation, { id: credential.id, expectedVersion: credential.version, ...input }, as);
}

export const credentialOperations: readonly Weighted[] = [
  issue,
  approve,
  approveRotation,
  narrow,
  bind,
  loosen,
  suspend,
  resume,
];
