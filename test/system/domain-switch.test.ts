import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../harness/commands.js';
import { operation } from '../harness/operations.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';
import { until } from '../harness/time.js';

const ANA = 'ana@acme.example';
const CHANGE_PLAN = `mutation($input: ChangePlanInput!) {
  changePlan(input: $input) { account { id } consistencyToken errors { code } }
}`;

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(() => platform.remove());

const domain = (...args: readonly string[]) => run('domain', [...args, '--data', platform.dataDir]);
const HOME = '{ tenant { name billingReadiness { ready } } accessState { canAccess } }';
const home = () => platform.ask({ query: HOME, as: ANA, tenant: 'acme' });
const billingHeardAt = async (): Promise<number> => {
  const { data } = await platform.ask({
    ...operation('MayI'),
    variables: { action: 'platform.use' },
    as: ANA,
    tenant: 'acme',
  });
  const factors = data?.['accessState'].factors as readonly { kind: string; factAsOf: string }[]; // as the operation asks
  return Date.parse(factors.find(({ kind }) => kind === 'BILLING')?.factAsOf ?? '');
};
const names = () => platform.domains().map(({ name }) => name);

describe('npm run domain', () => {
  test('stops billing alone, says how to bring it back, and is done when it was so before', async () => {
    const stopped = await domain('stop', 'billing');
    expect(stopped).toMatchObject({ code: 0, stderr: '' });
    expect(stopped.stdout).toMatch(/^billing is stopped\. Bring it back with: npm run domain -- start billing --data /);
    expect((await domain('stop', 'billing')).stdout).toContain('billing is stopped already.');
    expect((await domain('list')).stdout).toMatch(/^billing +stopped$/m);
    const { data, errors } = await home();
    expect(data).toMatchObject({ tenant: { name: 'Acme Corporation', billingReadiness: null } });
    expect(data?.['accessState']).toMatchObject({ canAccess: true });
    expect(errors).toMatchObject([{ path: ['tenant', 'billingReadiness'], extensions: { code: 'UNAVAILABLE' } }]);
  });

  test('starts it again so that reads and changes are answered, and access hears of them', async () => {
    const before = Date.now();
    const started = await domain('start', 'billing');
    expect(started).toEqual({ code: 0, stdout: 'billing is running.\n', stderr: '' });
    expect(await billingHeardAt()).toBeGreaterThan(before);
    expect((await domain('start', 'billing')).stdout).toBe('billing is running already.\n');
    expect((await home()).data?.['tenant'].billingReadiness).toMatchObject({ ready: true });
    const input = { plan: 'team', quantity: 1, idempotencyKey: 'after-the-outage' };
    const { data } = await platform.ask({ query: CHANGE_PLAN, variables: { input }, as: ANA, tenant: 'acme' });
    expect(data?.['changePlan']).toMatchObject({ errors: [] });
    const variables = { action: 'platform.use', atLeastAsFresh: data?.['changePlan'].consistencyToken };
    await until(
      () => platform.ask({ ...operation('MayI'), variables, as: ANA, tenant: 'acme' }),
      (answer) => answer.data?.['accessState']?.canAccess === true,
    );
  });

  test('brings back each of the others as well', async () => {
    for (const name of names()) {
      expect((await domain('stop', name)).code).toBe(0);
      expect((await domain('start', name)).code).toBe(0);
      const { value } = await until(home, ({ status, errors }) => status === 200 && errors.length === 0);
      expect(value.data).toMatchObject({
        accessState: { canAccess: true },
        tenant: { billingReadiness: { ready: true } },
      });
    }
  });

  test('refuses a domain that there is not, and names those that there are', async () => {
    const { code, stderr } = await domain('stop', 'shipping');
    expect(code).toBe(2);
    for (const name of ['"shipping"', ...names()]) expect(stderr).toContain(name);
  });
});
