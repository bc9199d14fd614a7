import { allow } from '@bailiwick/decision';
import { describe, expect, test } from 'vitest';
import { decideReport, REPORTS_MAX, TITLE_CHARACTERS_MAX, type Circumstances } from './report.js';

const decide = (title: string, about: Partial<Circumstances> = {}) =>
  decideReport(title, { tenantState: 'ACTIVE', reports: 0, ...about });

describe('a report', () => {
  test('is made in an active tenant, under its title without the space around it', () => {
    expect(decide('  Third quarter ')).toEqual(allow({ title: 'Third quarter' }));
  });

  test.each(['PROVISIONING', 'SUSPENDED', 'CLOSING', 'CLOSED'])('is not made in a tenant that is %s', (tenantState) => {
    expect(decide('Q3', { tenantState })).toMatchObject({
      code: 'reporting.tenant_not_active',
      details: { facts: { state: tenantState } },
    });
  });

  test('is not made in a tenant of which nothing was heard', () => {
    expect(decide('Q3', { tenantState: null })).toMatchObject({ code: 'reporting.tenant_not_active' });
  });

  test('may be the last one that fits, and none beyond', () => {
    expect(decide('Q3', { reports: REPORTS_MAX - 1 })).toMatchObject({ allowed: true });
    expect(decide('Q3', { reports: REPORTS_MAX })).toMatchObject({ code: 'reporting.too_many_reports' });
  });

  test('has a title that is neither empty nor too long', () => {
    expect(decide('x'.repeat(TITLE_CHARACTERS_MAX))).toMatchObject({ allowed: true });
    for (const title of ['', '   ', 'x'.repeat(TITLE_CHARACTERS_MAX + 1)])
      expect(decide(title)).toMatchObject({ code: 'reporting.invalid_input', details: { path: ['title'] } });
  });
});
