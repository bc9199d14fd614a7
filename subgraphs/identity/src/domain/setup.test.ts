import { describe, expect, test } from 'vitest';
import { ANA, aSetup, NOON } from '../../test/builders.js';
import { organizationAttention, platformSetupAttention, usersAttention } from './section.js';
import { completeOn, decideStepCompletion, readiness, SETUP_STEPS } from './setup.js';

const LATER = new Date('2026-11-22T12:00:00Z');
const REQUIRED = SETUP_STEPS.filter((step) => step.required).map((step) => step.key);

describe('the platform', () => {
  test('is ready when every required step is done, whatever the optional ones', () => {
    expect(readiness(aSetup(REQUIRED))).toMatchObject({
      ready: true,
      open: [],
      reason: { code: 'identity.platform_ready', owner: 'IDENTITY' },
    });
  });

  test.each(REQUIRED)('is not ready without %s, and says so with what to do', (missing) => {
    const { ready, reason, open } = readiness(aSetup(REQUIRED.filter((key) => key !== missing)));
    expect({ ready, open }).toEqual({ ready: false, open: [missing] });
    expect(reason).toMatchObject({
      code: 'identity.setup_incomplete',
      message: `Set-up is not complete. Still open: ${missing}.`,
      since: NOON.toISOString(),
      remedy: { section: 'PLATFORM_SETUP', requiredPermission: 'identity.setup.complete' },
    });
  });

  test('counts nothing for a step that is no longer registered', () => {
    expect(readiness(aSetup(['retired_step'])).open).toEqual(REQUIRED);
  });
});

describe('completing a set-up step', () => {
  test('keeps who did it and when, and counts the version', () => {
    const decision = decideStepCompletion(aSetup([]), 'accept_terms', ANA, LATER);
    expect(decision).toMatchObject({
      allowed: true,
      value: { completed: [{ key: 'accept_terms', doneBy: ANA, doneAt: LATER }], version: 2, changedAt: LATER },
    });
  });

  test('is refused for a step that does not exist', () => {
    expect(decideStepCompletion(aSetup([]), 'dance', ANA, LATER)).toMatchObject({
      code: 'identity.not_found',
      details: { path: ['key'] },
    });
  });

  test('is refused for a step that is done', () => {
    const decision = decideStepCompletion(aSetup(['accept_terms']), 'accept_terms', ANA, LATER);
    expect(decision).toMatchObject({ code: 'identity.setup_step_already_done' });
  });

  test.each(['connect_identity_provider', 'invite_administrator'])(
    'is refused for %s, which only its happening completes',
    (key) => {
      expect(decideStepCompletion(aSetup([]), key, ANA, LATER)).toMatchObject({
        code: 'identity.setup_step_completes_itself',
      });
    },
  );
});

describe('a step that completes itself', () => {
  test('is done on its occasion', () => {
    expect(completeOn('PROVIDER_CONNECTED', aSetup([]), ANA, LATER)?.completed.map((step) => step.key)).toEqual([
      'connect_identity_provider',
    ]);
  });

  test('is not done twice', () => {
    expect(completeOn('PROVIDER_CONNECTED', aSetup(['connect_identity_provider']), ANA, LATER)).toBeNull();
  });
});

describe('a section’s badge', () => {
  test('is quiet for Users without invitations, and tells how many wait', () => {
    expect(usersAttention(0)).toEqual({ level: 'NONE', reason: null });
    expect(usersAttention(2)).toMatchObject({
      level: 'INFO',
      reason: { code: 'identity.invitations_pending', message: 'Invitations waiting for an answer: 2.' },
    });
  });

  test('warns for Organization until its details are verified', () => {
    expect(organizationAttention(aSetup([]))).toMatchObject({
      level: 'WARNING',
      reason: { code: 'identity.organization_unverified' },
    });
    expect(organizationAttention(aSetup(['verify_organization']))).toEqual({ level: 'NONE', reason: null });
  });

  test('blocks for Platform Setup exactly while the platform is not ready, with the same reason', () => {
    expect(platformSetupAttention(aSetup([]))).toEqual({ level: 'BLOCKING', reason: readiness(aSetup([])).reason });
    expect(platformSetupAttention(aSetup())).toEqual({ level: 'NONE', reason: null });
  });
});
