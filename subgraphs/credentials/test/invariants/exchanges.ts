import { createHash, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { formatKey } from '../../src/domain/secret-format.js';
import { operation, pick, which, type Weighted } from './operation.js';
import { isAccepted, USABLE } from './rows.js';
import { versionKey, type Presented, type Run, type Shown } from './run.js';

/** Whether the rows say that this secret opens something, as far as the credential itself goes. */
export function isRight({ rows, world }: Run, { credentialId, number }: Shown): boolean {
  const credential = rows.credential.find(({ id }) => id === credentialId);
  const version = rows.credential_version.find((row) => row.credential_id === credentialId && row.number === number);
  if (credential === undefined || version === undefined) return false;
  const { kind, state } = credential;
  return kind === 'API_KEY' && USABLE.includes(state) && isAccepted(version, world.now);
}

/** From a place that it is bound to, where it is bound to one. */
function addressFor({ rows }: Run, shown: Shown | null): string {
  const credential = rows.credential.find(({ id }) => id === shown?.credentialId);
  const bound = rows.runtime.find(({ id, state }) => state === 'ACTIVE' && credential?.runtime_ids.includes(id));
  return bound?.networks[0]?.replace('.0/24', '.7') ?? '10.255.0.7';
}

/** The same reference, and another secret that is as well formed. */
function forged(shown: Shown): string {
  const [, environment, reference = ''] = shown.secret.split('_');
  const noise = createHash('sha256').update(shown.secret).digest();
  return formatKey(environment === 'test' ? 'test' : 'live', reference, noise);
}

const MADE_UP = {
  forged: (_run: Run, shown: Shown) => forged(shown),
  unknown: (run: Run) => formatKey(run.environment, 'ZZZZZZZZ', createHash('sha256').update('nobody').digest()),
  elsewhere: (_run: Run, { secret }: Shown) =>
    secret.replace(/_(live|test)_/, (_, is) => (is === 'live' ? '_test_' : '_live_')),
  malformed: (_run: Run, { secret }: Shown) => secret.slice(0, -1),
} as const;

/** One exchange, for those who judge it. */
export async function present(
  run: Run,
  secret: string,
  shown: Shown | null,
  { address, tenant }: Pick<Presented, 'address' | 'tenant'>,
): Promise<boolean> {
  const form = { ...(address !== null && { client_address: address }), ...(tenant !== null && { tenant }) };
  const answer = await run.world.exchange(secret, form);
  run.step.presented.push({ secret, shown, address, tenant, answer });
  return answer.status === 200;
}

/** As its holder would. */
export function presentRightly(run: Run, shown: Shown): Promise<boolean> {
  return present(run, shown.secret, shown, { address: addressFor(run, shown), tenant: null });
}

const use = operation(
  'use',
  fc.record({ which, from: fc.constantFrom('right', 'right', 'wrong', 'nowhere') }),
  (run, { which: index, from }) => {
    const shown = pick(run.shown, index, (each) => isRight(run, each));
    if (shown === null) return Promise.resolve(false);
    const address = { right: addressFor(run, shown), wrong: '203.0.113.7', nowhere: null }[from] ?? null;
    return present(run, shown.secret, shown, { address, tenant: null });
  },
  12,
);

/** As soon as it was shown, by whoever did not wait for the second person. Answers whether it was refused. */
const useAlone = operation(
  'use unapproved',
  which,
  async (run, index) => {
    const alone = run.shown.filter(({ credentialId, number }) => run.unapproved.has(versionKey(credentialId, number)));
    const shown = pick(alone.toReversed(), index);
    return shown !== null && !(await presentRightly(run, shown));
  },
  5,
);

/** Answers whether it was refused, which is all that it is for. */
const misuse = operation(
  'misuse',
  fc.record({ which, how: fc.constantFrom('forged', 'unknown', 'elsewhere', 'malformed') }),
  async (run, { which: index, how }) => {
    const shown = pick(run.shown, index);
    if (shown === null) return false;
    const secret = MADE_UP[how](run, shown);
    return !(await present(run, secret, null, { address: addressFor(run, shown), tenant: null }));
  },
  4,
);

const useAbroad = operation('useAbroad', which, async (run, index) => {
  const shown = pick(run.shown, index, (each) => isRight(run, each));
  if (shown === null) return false;
  const address = addressFor(run, shown);
  const before = run.step.presented.length;
  for (const tenant of [run.other.tenantId, randomUUID()]) await present(run, shown.secret, shown, { address, tenant });
  const [real, missing] = run.step.presented
    .slice(before)
    .map(({ answer }) => [answer.status, answer.body.reason?.code]);
  if (run.kind === 'CUSTOMER') run.step.alike.push([real, missing]);
  return real?.[1] !== undefined;
});

export const exchangeOperations: readonly Weighted[] = [use, useAlone, misuse, useAbroad];
