import { readFileSync } from 'node:fs';
import { DEFINITIONS, ERRORS_PAGE, writeErrorsPage } from '@bailiwick/cli';
import type { ReasonEntry } from '@bailiwick/decision';
import { EXCHANGE, FIELD, HTTP, OPERATION } from '@bailiwick/gateway';
import { describe, expect, test } from 'vitest';

const page = readFileSync(ERRORS_PAGE, 'utf8');
const anchors = [...page.matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id = '']) => id);
const EMPTY =
  '<!-- docs:errors gateway -->\n<!-- /docs:errors -->\n<!-- docs:errors reasons -->\n<!-- /docs:errors -->';

describe('docs/errors.md', () => {
  test('is what the registries and the gateway say; if not, run npm run docs:errors', () => {
    expect(page).toBe(writeErrorsPage(page));
  });

  test('has one place for every reason, to be linked to by its code', () => {
    const codes = DEFINITIONS.flatMap(({ reasons }): readonly string[] => reasons.codes);
    expect(codes.length).toBeGreaterThan(150);
    expect(anchors.filter((id) => id.includes('.')).sort()).toEqual([...codes].sort());
  });

  test('has one place for every code of the gateway', () => {
    const answers = [HTTP, EXCHANGE, OPERATION, FIELD].flatMap((each) => Object.values(each) as { code: string }[]); // each has a code
    const codes = new Set(answers.map(({ code }) => code.toLowerCase()));
    expect(anchors.filter((id) => !id.includes('.')).sort()).toEqual([...codes].sort());
  });

  test('names the mutations of every reason that a change is refused with', () => {
    const shared = /\.(invalid_input|not_found|version_conflict|idempotency_key_reused)$/;
    const changes = DEFINITIONS.flatMap(({ reasons }) => Object.entries<ReasonEntry>(reasons.entries)).filter(
      ([code, { met = [] }]) => met.includes('CHANGE') && !shared.test(code),
    );
    const unnamed = changes.filter(([code]) => !new RegExp(`<a id="${code}">.*in \`errors\` of \`\\w+\``).test(page));
    expect(unnamed.map(([code]) => code)).toEqual([]);
  });

  test('is refused without its blocks, and with one that nothing writes', () => {
    expect(writeErrorsPage(EMPTY)).toContain('### Reasons of billing');
    expect(() => writeErrorsPage('# Errors')).toThrow('has no block gateway');
    expect(() => writeErrorsPage(`${EMPTY}\n<!-- docs:errors x -->\n<!-- /docs:errors -->`)).toThrow('a block x');
  });

  test('shows of a reason the sentence, the remedy with its section and permission, and where it is met', () => {
    const line = page.split('\n').find((each) => each.includes('<a id="access.last_owner">'));
    expect(line).toBe(
      '| <a id="access.last_owner"></a>`access.last_owner` | The tenant would be left without an owner. | Make another active member owner first. – in *Settings › Users* with `access.role.assign` | access’s verdict; `LastAdminProtected` in `errors` of `revokeRole` |',
    );
  });
});
