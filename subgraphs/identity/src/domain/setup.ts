import { allow, refuse, type Actor, type Decision, type Reason } from '@bailiwick/decision';
import { reasons, type IdentityCode } from './reasons.js';

/** What identity itself notices and takes as the step's completion. */
export type SetupOccasion = 'PROVIDER_CONNECTED' | 'ADMINISTRATOR_JOINED';

export interface SetupStepDefinition {
  readonly key: string;
  readonly label: string;
  readonly required: boolean;
  /** Null for a step that somebody completes by hand. */
  readonly completedBy: { readonly occasion: SetupOccasion; readonly how: string } | null;
}

/** The registered list, in the order in which it is shown. Keys are stored: never rename one. */
export const SETUP_STEPS: readonly SetupStepDefinition[] = [
  {
    key: 'connect_identity_provider',
    label: 'Connect an identity provider, so that your people can sign in',
    required: true,
    completedBy: { occasion: 'PROVIDER_CONNECTED', how: 'it is done as soon as an identity provider is connected' },
  },
  { key: 'accept_terms', label: 'Accept the terms of service', required: true, completedBy: null },
  {
    key: 'verify_organization',
    label: 'Confirm the organization’s name and details',
    required: true,
    completedBy: null,
  },
  {
    key: 'invite_administrator',
    label: 'Have a second administrator join, so that one absence locks nobody out',
    required: false,
    completedBy: { occasion: 'ADMINISTRATOR_JOINED', how: 'it is done as soon as a second owner or admin has joined' },
  },
];

export interface CompletedStep {
  readonly key: string;
  readonly doneAt: Date;
  readonly doneBy: Actor;
}

/** One tenant's progress. Steps that are no longer registered count for nothing. */
export interface Setup {
  readonly completed: readonly CompletedStep[];
  readonly version: number;
  readonly changedAt: Date;
}

export interface Readiness {
  readonly ready: boolean;
  readonly reason: Reason;
  readonly open: readonly string[];
}

/** The platform is ready for a tenant when every required step is done. Optional ones never block. */
export function readiness(setup: Setup): Readiness {
  const open = openSteps(setup)
    .filter((step) => step.required)
    .map((step) => step.key);
  if (open.length === 0) {
    return { ready: true, open, reason: reasons.reason('identity.platform_ready', { since: setup.changedAt }) };
  }
  const details = { facts: { steps: open.join(', ') }, since: setup.changedAt };
  return { ready: false, open, reason: reasons.reason('identity.setup_incomplete', details) };
}

export function openSteps(setup: Setup): readonly SetupStepDefinition[] {
  return SETUP_STEPS.filter((step) => !isDone(setup, step.key));
}

/** Ticked by hand, unless the step is one that only its own happening completes: nobody vouches for a connection that is not there. */
export function decideStepCompletion(setup: Setup, key: string, by: Actor, now: Date): Decision<Setup, IdentityCode> {
  const step = SETUP_STEPS.find((candidate) => candidate.key === key);
  if (step === undefined) return refuse('identity.not_found', { facts: { what: 'set-up step' }, path: ['key'] });
  if (isDone(setup, key)) return refuse('identity.setup_step_already_done', { facts: { step: key }, path: ['key'] });
  if (step.completedBy !== null) {
    const facts = { step: key, how: step.completedBy.how };
    return refuse('identity.setup_step_completes_itself', { facts, path: ['key'] });
  }
  return allow(complete(setup, key, by, now));
}

/** What an occasion completes; null when it completes nothing that was open. */
export function completeOn(occasion: SetupOccasion, setup: Setup, by: Actor, now: Date): Setup | null {
  const step = openSteps(setup).find((candidate) => candidate.completedBy?.occasion === occasion);
  return step === undefined ? null : complete(setup, step.key, by, now);
}

function complete(setup: Setup, key: string, doneBy: Actor, now: Date): Setup {
  const completed = [...setup.completed, { key, doneAt: now, doneBy }];
  return { completed, version: setup.version + 1, changedAt: now };
}

function isDone(setup: Setup, key: string): boolean {
  return setup.completed.some((step) => step.key === key);
}
