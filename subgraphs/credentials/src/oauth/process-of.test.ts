import { describe, expect, test } from 'vitest';
import { processOf } from './process-of.js';

const POD = '0d8b260e-ef0e-45fb-be8e-ff44f97722e8';

describe('the process that a workload’s token speaks about', () => {
  test('is a pod by its uid, and not by its name, which its successor has too', () => {
    const bound = { namespace: 'billing', pod: { name: 'nightly-0', uid: POD }, serviceaccount: { name: 'nightly' } };
    expect(processOf({ sub: 'system:serviceaccount:billing:nightly', 'kubernetes.io': bound })).toBe(`pod ${POD}`);
    expect(processOf({ 'kubernetes.io': { pod: { name: 'nightly-0' } } })).toBeNull();
  });

  test('is a job of GitHub by its check run, and where that is not told the attempt of its run', () => {
    const run = { run_id: '7042', run_attempt: '2' };
    expect(processOf({ ...run, check_run_id: '99' })).toBe('check run 99');
    expect(processOf(run)).toBe('run 7042, attempt 2');
    expect(processOf({ run_id: '7042' })).toBeNull();
  });

  test('is a job of GitLab by its id, be it a text or a number', () => {
    expect(processOf({ job_id: '8222997048', pipeline_id: '1519139981' })).toBe('job 8222997048');
    expect(processOf({ job_id: 8222997048 })).toBe('job 8222997048');
  });

  test.each([
    ['no such claim', { sub: 'spiffe://example.org/nightly', jti: 'once' }],
    ['an empty one', { job_id: '' }],
    ['one that is no name', { job_id: { id: 1 }, 'kubernetes.io': 'pod', check_run_id: null }],
    ['nothing at all', null],
  ])('is not known from %s', (_, claims) => {
    expect(processOf(claims)).toBeNull();
  });

  test('is told apart by its digest where its name is too long or cannot be shown', () => {
    const names = ['x'.repeat(116), 'x'.repeat(117), 'x'.repeat(5_000), `${'x'.repeat(5_000)}y`, 'a\nb', 'a\u202eb'];
    const told = names.map((name) => processOf({ job_id: name }) ?? '');
    expect(told[0]).toBe(`job ${'x'.repeat(116)}`);
    for (const each of told.slice(1)) expect(each).toMatch(/^sha-256 [\w-]{43}$/);
    expect(new Set(told).size).toBe(names.length);
  });
});
