import { describe, expect, test } from 'vitest';
import { planOf, staysApart, stepsOf, type Plan } from '../src/apply/plan.js';
import {
  aCredential,
  aCredentialEntry,
  aFile,
  aMachine,
  aMachineEntry,
  aRuntime,
  aTenant,
  NOTHING_SPECIAL,
} from './a-state.js';

const doing = (plan: Plan) => stepsOf(plan).map(({ item, step }) => `${step.do} ${item.name}`);
const verdicts = (plan: Plan) => Object.fromEntries(plan.items.map(({ name, verdict }) => [name, verdict]));
const because = (plan: Plan) =>
  plan.items.flatMap(({ hindrances }) => hindrances.map((each) => each.because)).join('\n');

describe('the plan for an empty tenant', () => {
  test('makes everything, each after what it needs', () => {
    const file = aFile(
      { runtimes: ['runners'], owner: { kind: 'AUTONOMOUS_AGENT', agent: 'agent' } },
      {
        runtimes: [{ name: 'runners', kind: 'CI', environment: 'live', networks: ['10.0.0.0/8'] }],
        machines: [
          { ...aMachineEntry(), owner: { kind: 'AUTONOMOUS_AGENT', agent: 'agent' } },
          { ...aMachineEntry(), name: 'agent', credentials: [] },
        ],
      },
    );
    expect(doing(planOf(file, aTenant(), NOTHING_SPECIAL))).toEqual([
      'register runners',
      'declare agent',
      'activate agent',
      'declare copier',
      'activate copier',
      'issue copier/nightly',
    ]);
  });

  test('leaves a machine a draft that is meant to be one', () => {
    const plan = planOf(aFile({ active: false, credentials: [] }), aTenant(), NOTHING_SPECIAL);
    expect(doing(plan)).toEqual(['declare copier']);
  });

  test('names stewards once more when their roles are not the order’s', () => {
    const stewards = [
      { person: 'ana@acme.example', role: 'PRIMARY' },
      { person: 'ben@acme.example', role: 'SPONSOR' },
    ];
    const plan = planOf(aFile({ stewards, credentials: [] }), aTenant(), NOTHING_SPECIAL);
    expect(doing(plan)).toEqual(['declare copier', 'name stewards copier', 'activate copier']);
  });
});

describe('the plan for a tenant that is as the file says', () => {
  const there = aTenant({ machines: [aMachine()], runtimes: [aRuntime()] });
  const runtimes = [{ name: 'runners', kind: 'CI', environment: 'live', networks: ['10.0.0.0/8'] }];

  test('has nothing to do', () => {
    const plan = planOf(aFile({}, { runtimes }), there, NOTHING_SPECIAL);
    expect(stepsOf(plan)).toEqual([]);
    expect(staysApart(plan)).toBe(false);
    expect(verdicts(plan)).toEqual({ runners: 'SAME', copier: 'SAME', 'copier/nightly': 'SAME' });
  });

  test('does not mind the order of lists, nor the case of an address', () => {
    const actions = ['a.b', 'c.d'];
    const file = aFile({
      responsibility: { statement: 'Copies.', actions },
      credentials: [aCredentialEntry({ ceiling: actions })],
    });
    const responsibility = { ...aMachine().responsibility, actions: ['c.d', 'a.b'] };
    const credentials = [aCredential({ ceiling: ['c.d', 'a.b'] })];
    const plan = planOf(file, aTenant({ machines: [aMachine({ responsibility, credentials })] }), NOTHING_SPECIAL);
    expect(stepsOf(plan)).toEqual([]);
    expect(staysApart(plan)).toBe(false);
  });

  test('is not troubled by what has ended under the same names', () => {
    const machines = [
      aMachine({ id: 'm0', state: 'RETIRED' }),
      aMachine({ credentials: [aCredential(), aCredential({ id: 'c0', state: 'REVOKED' })] }),
    ];
    const plan = planOf(aFile(), aTenant({ machines }), NOTHING_SPECIAL);
    expect(verdicts(plan)).toEqual({ copier: 'SAME', 'copier/nightly': 'SAME' });
  });
});

describe('the plan changes', () => {
  test('stewards, and says from whom to whom', () => {
    const plan = planOf(
      aFile({ stewards: ['ben@acme.example'] }),
      aTenant({ machines: [aMachine()] }),
      NOTHING_SPECIAL,
    );
    expect(doing(plan)).toEqual(['name stewards copier']);
    expect(plan.items[0]?.changes).toEqual([
      { field: 'stewards', from: 'Ana@Acme.example PRIMARY', to: 'ben@acme.example PRIMARY' },
    ]);
  });

  test('a draft into an active machine, as a run that was cut short left it', () => {
    const draft = aMachine({ state: 'DRAFT', credentials: [] });
    const plan = planOf(aFile(), aTenant({ machines: [draft] }), NOTHING_SPECIAL);
    expect(doing(plan)).toEqual(['activate copier', 'issue copier/nightly']);
  });

  test('an orphan by naming somebody who can answer for it', () => {
    const orphan = aMachine({ state: 'ORPHANED', credentials: [] });
    const plan = planOf(aFile({ stewards: ['ben@acme.example'] }), aTenant({ machines: [orphan] }), NOTHING_SPECIAL);
    expect(doing(plan)).toEqual(['name stewards copier', 'issue copier/nightly']);
    expect(staysApart(plan)).toBe(false);
  });
});

describe('a new secret', () => {
  const planFor = (credential: Parameters<typeof aCredential>[0], options: Partial<typeof NOTHING_SPECIAL>) =>
    stepsOf(
      planOf(fileFor(credential), aTenant({ machines: [aMachine({ credentials: [aCredential(credential)] })] }), {
        ...NOTHING_SPECIAL,
        ...options,
      }),
    ).map(({ step }) => step);
  const fileFor = (credential: Parameters<typeof aCredential>[0]) =>
    aFile({ credentials: [aCredentialEntry({ rotateEveryDays: credential?.rotation?.everyDays ?? null })] });
  const lost = new Set(['copier/nightly']);
  const due = { mode: 'SCHEDULED', everyDays: 30, nextDueAt: '2026-12-01T00:00:00.000Z', pendingVersion: null };

  test('replaces one that was lost before anybody had it, and the lost one ends at once', () => {
    expect(planFor({ state: 'STAGED' }, { lost })).toEqual([{ do: 'rotate', id: 'c1', overlapHours: 0, version: 1 }]);
  });

  test('replaces one that was lost later, and callers get their time to move', () => {
    const lastUsed = { at: '2026-11-20T00:00:00.000Z' };
    expect(planFor({ lastUsed }, { lost })).toMatchObject([{ do: 'rotate', overlapHours: null }]);
  });

  test('is made when it is due and that is asked for, and not before', () => {
    const on = (day: string) => ({ rotateDue: new Date(day) });
    expect(planFor({ rotation: due }, on('2026-12-01T00:00:00.000Z'))).toMatchObject([{ do: 'rotate' }]);
    expect(planFor({ rotation: due }, on('2026-11-30T23:59:59.999Z'))).toEqual([]);
    expect(planFor({ rotation: due }, {})).toEqual([]);
    for (const state of ['ROTATING', 'SUSPENDED', 'PENDING_APPROVAL'])
      expect(planFor({ rotation: due, state }, on('2027-01-01T00:00:00.000Z'))).toEqual([]);
  });

  test('is not made a second time while one waits for a second person', () => {
    const rotation = { ...due, pendingVersion: 2 };
    expect(planFor({ rotation }, { rotateDue: new Date('2027-01-01T00:00:00.000Z') })).toEqual([]);
    expect(planFor({ rotation }, { lost })).toEqual([]);
  });
});

describe('what a credential allows', () => {
  const planFor = (credential: Record<string, unknown>) =>
    planOf(
      aFile({
        responsibility: { statement: 'Copies.', actions: ['platform.use', 'a.b'] },
        credentials: [aCredentialEntry(credential)],
      }),
      aTenant({
        runtimes: [aRuntime()],
        machines: [
          aMachine({
            responsibility: { ...aMachine().responsibility, actions: ['platform.use', 'a.b'] },
            credentials: [aCredential({ ceiling: ['platform.use'] })],
          }),
        ],
      }),
      NOTHING_SPECIAL,
    );

  test('is narrowed in place', () => {
    const there = aTenant({
      machines: [aMachine({ credentials: [aCredential({ ceiling: ['platform.use', 'a.b'] })] })],
    });
    expect(doing(planOf(aFile(), there, NOTHING_SPECIAL))).toEqual(['narrow copier/nightly']);
  });

  test('is never widened in place', () => {
    const plan = planFor({ ceiling: ['platform.use', 'a.b'] });
    expect(stepsOf(plan)).toEqual([]);
    expect(because(plan)).toBe('ceiling is platform.use, and the file says a.b, platform.use');
  });

  test('is bound to other runtimes in place', () => {
    expect(doing(planFor({ runtimes: ['runners'] }))).toEqual(['bind copier/nightly']);
  });
});

describe('the plan does not, and says what to do instead', () => {
  test.each([
    ['responsibility.statement', { responsibility: { statement: 'Moves.', actions: ['platform.use'] } }],
    ['responsibility.actions', { responsibility: { statement: 'Copies.', actions: ['platform.use', 'a.b'] } }],
    [
      'responsibility.endsAt',
      { responsibility: { statement: 'Copies.', actions: ['platform.use'], endsAt: '2027-01-01T00:00:00Z' } },
    ],
    ['owner', { owner: { kind: 'TENANT', team: 'Finance' } }],
    ['environment', { environment: 'test' }],
    ['boundary', { boundary: 'GRANTED_TENANTS' }],
  ])('change %s of a machine', (field, machine) => {
    const plan = planOf(aFile(machine), aTenant({ machines: [aMachine()] }), NOTHING_SPECIAL);
    expect(stepsOf(plan)).toEqual([]);
    expect(staysApart(plan)).toBe(true);
    expect(because(plan)).toContain(`${field} is `);
  });

  test.each([
    ['purpose', { purpose: 'By day.' }],
    ['maxUses', { maxUses: 3 }],
    ['networks', { networks: ['10.0.0.0/8'] }],
    ['rotateEveryDays', { rotateEveryDays: 30 }],
  ])('change %s of a credential', (field, credential) => {
    const file = aFile({ credentials: [aCredentialEntry(credential)] });
    const plan = planOf(file, aTenant({ machines: [aMachine()] }), NOTHING_SPECIAL);
    expect(stepsOf(plan)).toEqual([]);
    expect(because(plan)).toContain(`${field} is `);
  });

  test('change a runtime under its credentials', () => {
    const runtimes = [{ name: 'runners', kind: 'CI', environment: 'live', networks: ['0.0.0.0/0'] }];
    const plan = planOf(
      aFile({}, { runtimes }),
      aTenant({ machines: [aMachine()], runtimes: [aRuntime()] }),
      NOTHING_SPECIAL,
    );
    expect(stepsOf(plan)).toEqual([]);
    expect(because(plan)).toBe('networks is 10.0.0.0/8, and the file says 0.0.0.0/0');
  });

  test.each(['SUSPENDED', 'QUARANTINED', 'ORPHANED'])('bring a machine back that is %s, nor issue for it', (state) => {
    const plan = planOf(aFile(), aTenant({ machines: [aMachine({ state, credentials: [] })] }), NOTHING_SPECIAL);
    expect(stepsOf(plan)).toEqual([]);
    expect(because(plan)).toContain(`it is ${state}`);
    expect(because(plan)).toContain('copier is not active, so nothing can be issued for it');
  });

  test.each(['REVOKED', 'COMPROMISED', 'EXPIRED'])('issue again what is %s, unless that is said', (state) => {
    const there = aTenant({ machines: [aMachine({ credentials: [aCredential({ state })] })] });
    const plan = planOf(aFile(), there, NOTHING_SPECIAL);
    expect(stepsOf(plan)).toEqual([]);
    expect(because(plan)).toContain(`it is ${state} since 2026-11-01`);
    expect(stepsOf(planOf(aFile(), there, { ...NOTHING_SPECIAL, reissue: true }))).toMatchObject([
      { step: { do: 'issue', namesakes: ['c1'] } },
    ]);
  });

  test('rotate a second time while a rotation is under way, of which the secret is lost', () => {
    const there = aTenant({ machines: [aMachine({ credentials: [aCredential({ state: 'ROTATING' })] })] });
    const plan = planOf(aFile(), there, { ...NOTHING_SPECIAL, lost: new Set(['copier/nightly']) });
    expect(stepsOf(plan)).toEqual([]);
    expect(because(plan)).toContain('cut short before it was kept');
  });
});

describe('what the file does not name', () => {
  const credentials = [
    aCredential(),
    aCredential({ id: 'c2', name: 'old' }),
    aCredential({ id: 'c3', name: 'older', state: 'REVOKED' }),
  ];
  const there = aTenant({ machines: [aMachine({ credentials }), aMachine({ id: 'm2', name: 'another' })] });

  test('is left alone', () => {
    const plan = planOf(aFile(), there, NOTHING_SPECIAL);
    expect(stepsOf(plan)).toEqual([]);
    expect(staysApart(plan)).toBe(false);
    expect(verdicts(plan)).toEqual({ copier: 'SAME', 'copier/nightly': 'SAME', 'copier/old': 'BESIDE' });
  });

  test('is revoked with --prune, of the file’s machines alone', () => {
    const steps = stepsOf(planOf(aFile(), there, { ...NOTHING_SPECIAL, prune: true }));
    expect(steps.map(({ step }) => step)).toMatchObject([{ do: 'revoke', id: 'c2' }]);
  });
});
