import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from './policy.js';
import { decidePolicyChange, POLICY_BOUNDS, type PolicyChoice } from './policy-change.js';

const changed = (choice: Partial<PolicyChoice>, version = 0) => decidePolicyChange(DEFAULT_POLICY, choice, version);

describe('changing the machine policy', () => {
  test('keeps what was not chosen and counts the version', () => {
    expect(changed({ minStewards: 2 })).toEqual({
      allowed: true,
      value: { ...DEFAULT_POLICY, minStewards: 2, version: 1 },
    });
  });

  test('is refused on an older version, which it names', () => {
    expect(changed({}, 1)).toMatchObject({
      code: 'credentials.version_conflict',
      details: { fields: { currentVersion: 0 } },
    });
  });

  test.each(Object.entries(POLICY_BOUNDS))(
    'takes %s from its least to its most, and nothing beyond',
    (field, [least, most]) => {
      expect(changed({ [field]: least }).allowed).toBe(true);
      expect(changed({ [field]: most }).allowed).toBe(true);
      for (const beyond of [least - 1, most + 1])
        expect(changed({ [field]: beyond })).toMatchObject({
          code: 'credentials.policy_out_of_range',
          details: { path: [field], facts: { least, most } },
        });
    },
  );

  test('wants at least one kind of owner, each once and in their order', () => {
    expect(changed({ allowedOwnerKinds: ['RUNTIME', 'TENANT', 'TENANT'] })).toMatchObject({
      value: { allowedOwnerKinds: ['TENANT', 'RUNTIME'] },
    });
    expect(changed({ allowedOwnerKinds: [] })).toMatchObject({ details: { path: ['allowedOwnerKinds'] } });
  });

  test('wants four-eyes actions that could exist, at most a hundred', () => {
    const many = Array.from({ length: 101 }, (_, index) => `billing.invoice.send_${index}`);
    expect(changed({ fourEyesActions: many.slice(1) }).allowed).toBe(true);
    expect(changed({ fourEyesActions: many })).toMatchObject({ details: { path: ['fourEyesActions'] } });
    expect(changed({ fourEyesActions: ['billing.invoice.send', 'Send it'] })).toMatchObject({
      code: 'credentials.invalid_input',
      details: { path: ['fourEyesActions', '1'] },
    });
  });
});
