import { describe, expect, test } from 'vitest';
import { namesOf, nounOf, problemsOf, rename, type Taken } from './names.js';

const taken: Taken = {
  domains: new Set(['billing']),
  graph: new Set(['Plan', 'person']),
  words: new Set(['title']),
};
const problems = (domain: string, noun: string) => problemsOf(namesOf(domain, noun), taken).join(' ');

describe('a domain’s name', () => {
  test.each(['reporting', 'tickets', 'hr'])('may be %s', (domain) => {
    expect(problems(domain, 'invoice')).toBe('');
  });

  test.each(['Reporting', 'help-desk', 'a', 'x'.repeat(31), 'team2', '../etc', ''])('may not be "%s"', (domain) => {
    expect(problems(domain, 'invoice')).toMatch(/must be 2 to 30 letters/);
  });

  test.each(['gateway', 'class', 'select', 'platform'])('may not be %s, which means something already', (domain) => {
    expect(problems(domain, 'invoice')).toMatch(/means something else already/);
  });

  test('may not be one that there is', () => {
    expect(problems('billing', 'invoice')).toMatch(/There is a domain billing already/);
  });
});

describe('its noun', () => {
  test.each([
    ['reporting', 'report'],
    ['tickets', 'ticket'],
    ['policies', 'policy'],
    ['audit', 'audit'],
  ])('is made of the name: %s keeps each %s', (domain, noun) => {
    expect(nounOf(domain)).toBe(noun);
  });

  test.each([
    ['plan', /graph has Plan already/],
    ['person', /graph has person already/],
    ['user', /means something else/],
    ['title', /means something else/],
  ])('may not be %s', (noun, problem) => {
    expect(problems('helpdesk', noun)).toMatch(problem);
  });
});

describe('the template', () => {
  const names = namesOf('helpdesk', 'inquiry');

  test.each([
    ['reportingReasons of ReportingTables', 'helpdeskReasons of HelpdeskTables'],
    ['REPORTS_MAX reports', 'INQUIRIES_MAX inquiries'],
    ['A report, a report and createReport', 'An inquiry, an inquiry and createInquiry'],
    ['"port": 4005', '"port": 4007'],
    ['a reporting person', 'a helpdesk person'],
  ])('says "%s" as "%s"', (text, renamed) => {
    expect(rename(text, names, 4007)).toBe(renamed);
  });
});
