import { orRefuse } from '@bailiwick/decision';
import { decidePolicyChange, type PolicyChoice } from '../domain/policy-change.js';
import { findPolicy, lockPolicy, replacePolicy } from '../store/machine-policy.js';
import { READ, type Context, type CredentialsSession } from './context.js';

type Wanted = { readonly [Field in keyof PolicyChoice]?: PolicyChoice[Field] | null };
type PolicyInput = Wanted & { readonly expectedVersion: number; readonly idempotencyKey: string };

export const policyResolvers = {
  Mutation: {
    updateMachinePolicy: (_: unknown, { input }: { readonly input: PolicyInput }, { session }: Context) =>
      session.change('credentials.policy.update', { type: 'tenant', id: session.tenantId }, async (tx) => {
        const policy = await lockPolicy(tx);
        await replacePolicy(tx, orRefuse(decidePolicyChange(policy, chosen(input), input.expectedVersion)));
        return { changed: true };
      }),
  },
  MachinePolicyPayload: {
    machinePolicy: ({ changed }: { readonly changed?: boolean }, _: unknown, { session }: Context) =>
      changed === true ? session.readOpen(findPolicy) : null,
  },
};

export function readMachinePolicy(session: CredentialsSession) {
  return session.read(READ, findPolicy);
}

/** What is left out, or null, stays as it is. */
function chosen(input: PolicyInput): Partial<PolicyChoice> {
  const given = Object.entries(input).filter(([name]) => name !== 'expectedVersion' && name !== 'idempotencyKey');
  return Object.fromEntries(
    given.filter(([, value]: readonly [string, unknown]) => value !== null && value !== undefined),
  );
}
