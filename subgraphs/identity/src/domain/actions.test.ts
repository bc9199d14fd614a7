import { describe, expect, test } from 'vitest';
import { actions } from './actions.js';
import { DUTIES } from './membership.js';
import { reasons } from './reasons.js';

describe.each(actions.map((action) => [action.name, action] as const))('the action %s', (name, action) => {
  test('is identity’s own', () => {
    expect(name).toMatch(/^identity\.[a-z]+\.[a-z_]+$/);
  });

  test('declares neither PLATFORM nor BILLING: whoever completes set-up must be able to', () => {
    expect(action.factors).toEqual(['BOUNDARY', 'TRUST', 'PERMISSION']);
    expect(action.feature).toBeNull();
  });

  test('names registered duties', () => {
    expect(DUTIES).toEqual(expect.arrayContaining([...action.duties]));
  });

  test('lets support read and nothing else', () => {
    if (action.effect === 'WRITE') expect(action.duties).not.toContain('support');
  });
});

describe('the catalogue', () => {
  test('names each action once', () => {
    expect(new Set(actions.map(({ name }) => name)).size).toBe(actions.length);
  });

  test('marks what ends a member’s standing, and only that, as power-reducing', () => {
    const ending = ['identity.member.suspend', 'identity.member.remove'];
    expect(actions.filter(({ endsStanding }) => endsStanding).map(({ name }) => name)).toEqual(ending);
    expect(actions.filter(({ powerReducing }) => powerReducing).map(({ name }) => name)).toEqual(ending);
  });

  test('is what the remedies point to', () => {
    const named = Object.values(reasons.entries).flatMap(({ remedy }) => remedy?.requiredPermission ?? []);
    expect(actions.map(({ name }) => name)).toEqual(expect.arrayContaining(named));
  });
});
