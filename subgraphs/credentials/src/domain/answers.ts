import type { Actor, Reason } from '@bailiwick/decision';
import { rotationDueAt, type Credential, type Knower } from './credential.js';
import type { TenantFact } from './facts.js';
import type { MachineIdentity, Steward } from './machine-identity.js';
import { platformDuty } from './boundary.js';
import { reasons } from './reasons.js';
import type { Runtime } from './runtime.js';
import { activeStewards } from './stewards.js';

/** One of the eight answers: a sentence, why it is so, and where that can be checked. */
export interface Answer {
  readonly text: string;
  readonly reason: Reason;
  readonly evidence: readonly string[];
}

export interface AnswerFacts {
  readonly credential: Credential;
  readonly identity: MachineIdentity;
  readonly ownerLabels: readonly string[];
  readonly stewards: readonly Steward[];
  readonly homeTenant: TenantFact | null;
  readonly runtimes: readonly Runtime[];
  readonly knowers: readonly Knower[];
  readonly decisionsRecorded: number;
}

export const QUESTIONS = [
  'whoCreatedIt',
  'whoOwnsIt',
  'whichTenant',
  'mayItCrossTenants',
  'whichRuntimes',
  'howIsItRotated',
  'howIsItRevoked',
  'howIsItAudited',
] as const;
export type Question = (typeof QUESTIONS)[number];

/** Whoever finds a key must be able to ask it these eight questions, and each always has an answer. */
export function answerAll(facts: AnswerFacts): Readonly<Record<Question, Answer>> {
  return {
    whoCreatedIt: whoCreatedIt(facts),
    whoOwnsIt: whoOwnsIt(facts),
    whichTenant: whichTenant(facts),
    mayItCrossTenants: mayItCrossTenants(facts),
    whichRuntimes: whichRuntimes(facts),
    howIsItRotated: howIsItRotated(facts),
    howIsItRevoked: howIsItRevoked(facts),
    howIsItAudited: howIsItAudited(facts),
  };
}

function whoCreatedIt({ credential, knowers }: AnswerFacts): Answer {
  const { createdBy, createdAt, createdVia } = credential;
  const saw = knowers.map(
    (knower) => `${nameOf(knower.actor)} saw the secret on ${knower.saw.toISOString()} (${knower.how})`,
  );
  return answered(`${nameOf(createdBy)} issued it on ${createdAt.toISOString()} by ${createdVia}.`, saw);
}

function whoOwnsIt({ identity, ownerLabels, stewards }: AnswerFacts): Answer {
  const chain = ownerLabels.join(', answerable to ');
  const active = activeStewards(stewards);
  const answer = active.length === 1 ? '1 active steward answers' : `${active.length} active stewards answer`;
  return answered(`It belongs to ${identity.name}, owned by ${chain}; ${answer} for it.`, [
    `machine identity ${identity.id}`,
    ...active.map((steward) => `steward ${steward.personId} (${steward.role})`),
  ]);
}

function whichTenant({ credential, homeTenant }: AnswerFacts): Answer {
  const name =
    homeTenant === null ? 'a tenant that identity has not told us of' : `${homeTenant.name} (${homeTenant.slug})`;
  return answered(`It belongs to ${name}, and that never changes.`, [`tenant ${credential.tenantId}`]);
}

function mayItCrossTenants({ identity }: AnswerFacts): Answer {
  const duty = platformDuty(identity.owner);
  const evidence = [`boundary ${identity.boundary}`];
  if (identity.boundary === 'PLATFORM_WIDE' && duty !== null)
    return answered(`Yes, by the platform duty ${duty}.`, evidence);
  if (identity.boundary === 'GRANTED_TENANTS')
    return answered('Only into tenants that have consented, and none has.', evidence);
  return answered('No, it acts in its home tenant only.', evidence);
}

function whichRuntimes({ credential, runtimes }: AnswerFacts): Answer {
  const networks = credential.networks.length === 0 ? 'from any network' : `from ${credential.networks.join(', ')}`;
  if (runtimes.length === 0) return answered(`Any runtime, ${networks}; being unbound caps its trust at T1.`, []);
  const names = runtimes.map((runtime) => runtime.name).join(', ');
  return answered(
    `Only ${names}, ${networks}.`,
    runtimes.map((runtime) => `runtime ${runtime.id} is ${runtime.networks.join(', ')}`),
  );
}

function howIsItRotated({ credential }: AnswerFacts): Answer {
  const due = rotationDueAt(credential);
  const rhythm =
    due === null ? 'No rhythm was agreed' : `Every ${credential.rotateEveryDays} days, next on ${due.toISOString()}`;
  return answered(
    `${rhythm}: a successor is issued beside it, the callers move, then this one is revoked. It ends on ${credential.expiresAt.toISOString()} at the latest.`,
    [`expires ${credential.expiresAt.toISOString()}`],
  );
}

function howIsItRevoked({ credential }: AnswerFacts): Answer {
  const text =
    'By the mutation revoke, for this credential or its whole machine identity; gateways refuse its tokens within a second. It is never undone.';
  const now = `it is ${credential.state} since ${credential.stateSince.toISOString()}`;
  return answered(text, [now]);
}

function howIsItAudited({ credential, decisionsRecorded }: AnswerFacts): Answer {
  const last =
    credential.lastUsed === null
      ? 'never used'
      : `last used on ${credential.lastUsed.at.toISOString()} from ${credential.lastUsed.address ?? 'an unknown address'}`;
  return answered(
    'Every denial is kept as a decision, uses are counted by the minute, and all of it, with every change, is in the tenant’s chained log.',
    [`${decisionsRecorded} trust decisions`, `${credential.uses} exchanges, ${last}`],
  );
}

function answered(text: string, evidence: readonly string[]): Answer {
  return { text, reason: reasons.reason('credentials.answered', { facts: { answer: text } }), evidence };
}

function nameOf(actor: Actor): string {
  return `${actor.label} (${actor.kind.toLowerCase()} ${actor.id})`;
}
