import { orRefuse } from '@bailiwick/decision';
import { decideIdentityResumption, decideIdentitySuspension, decideRetirement } from '../domain/identity-suspension.js';
import type { MachineIdentity } from '../domain/machine-identity.js';
import { decideReview } from '../domain/review.js';
import { readAnswerable } from '../store/answerable.js';
import { withdrawMachine } from '../store/emitted.js';
import { endCredentialsOfMachine } from '../store/end-credentials.js';
import { cancelDates, cancelResponsibility, planResponsibility } from '../store/identity-dates.js';
import { lockMachineIdentity } from '../store/machine-identity.js';
import { findPolicy } from '../store/machine-policy.js';
import { replaceReview } from '../store/review.js';
import { moveIdentity } from '../store/transition.js';
import { orNotFound, whyOf, type Context, type CredentialsSession, type Tx } from './context.js';

export interface IdentityReasonInput {
  readonly id: string;
  readonly reason: string;
  readonly expectedVersion: number;
}
interface ReviewInput {
  readonly id: string;
  readonly stillNeeded: boolean;
  readonly note: string;
  readonly expectedVersion: number;
}
type Work<Input> = (tx: Tx, identity: MachineIdentity, input: Input, session: CredentialsSession) => Promise<unknown>;

/** One change of one machine: locked, so that two are decided one after the other. */
export function identityChange<Input extends { readonly id: string }>(action: string, work: Work<Input>) {
  return (_: unknown, { input }: { readonly input: Input }, { session }: Context) =>
    session.change(action, { type: 'machine_identity', id: input.id }, async (tx) => {
      const identity = orNotFound(await lockMachineIdentity(tx, input.id), 'machine identity', ['id']);
      await work(tx, identity, input, session);
      return { machineIdentityId: identity.id };
    });
}

const suspend: Work<IdentityReasonInput> = async (tx, identity, { reason, expectedVersion }, session) => {
  const state = orRefuse(decideIdentitySuspension(identity, reason, expectedVersion));
  await moveIdentity(tx, identity, state, whyOf(session, 'credentials.suspended', reason));
};

const resume: Work<IdentityReasonInput> = async (tx, identity, { reason, expectedVersion }, session) => {
  const answerable = await readAnswerable(tx, identity);
  const state = orRefuse(decideIdentityResumption(identity, answerable, reason, expectedVersion, session.now));
  await moveIdentity(tx, identity, state, whyOf(session, 'credentials.active', reason));
};

const retire: Work<IdentityReasonInput> = async (tx, identity, { reason, expectedVersion }, session) => {
  const state = orRefuse(decideRetirement(identity, reason, expectedVersion));
  const why = whyOf(session, 'credentials.retired', reason);
  await endCredentialsOfMachine(tx, identity.id, why);
  await cancelDates(tx, identity.id);
  await moveIdentity(tx, identity, state, why);
};

/** A no takes effect in this transaction: the tokens that are out end with the responsibility. */
const review: Work<ReviewInput> = async (tx, identity, input, session) => {
  const decided = orRefuse(decideReview(identity, input, await findPolicy(tx), session.now));
  const reviewed = await replaceReview(tx, identity, decided, whyOf(session, reasonOf(input), input.note));
  if (input.stillNeeded) return planResponsibility(tx, reviewed);
  await cancelResponsibility(tx, identity.id);
  await withdrawMachine(tx, identity.id, session.now);
};

function reasonOf({ stillNeeded }: ReviewInput) {
  return stillNeeded ? 'credentials.reviewed' : 'credentials.responsibility_ended';
}

export const identityLifecycleResolvers = {
  Mutation: {
    suspendMachineIdentity: identityChange('credentials.machine.suspend', suspend),
    resumeMachineIdentity: identityChange('credentials.machine.resume', resume),
    retireMachineIdentity: identityChange('credentials.machine.retire', retire),
    reviewResponsibility: identityChange('credentials.machine.review', review),
  },
};
