import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, textOf, visit, type Visit } from '../harness/browser.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';

const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
/** What is ours; the editors between them are Monaco's, which has an accessibility mode of its own. */
const OURS = ['.bailiwick-header', '.bailiwick-operations', '.bailiwick-answer', '.graphiql-sidebar'];

let platform: TestPlatform;
let browser: Browser;
let visited: Visit;
beforeAll(async () => {
  [platform, browser] = await Promise.all([startTestPlatform(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await platform.remove();
});
afterEach(async () => {
  await visited.close();
  expect([...visited.strangers, ...visited.complaints]).toEqual([]);
});

const open = async (options: Parameters<typeof visit>[2] = {}): Promise<Visit> => {
  visited = await visit(browser, platform.gateway, options);
  return visited;
};
/** How a screen reader would call what has the focus. */
const focused = () =>
  visited.page.evaluate<string>(`(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return 'nothing';
    const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText ?? element.innerText ?? '';
    return label.trim().split(/\\n/)[0] || element.className || element.tagName;
  })()`);

describe('by keyboard alone', () => {
  const press = async (key: string, until: (name: string) => boolean, most = 200): Promise<readonly string[]> => {
    const passed: string[] = [];
    for (let times = 0; times < most; times += 1) {
      await visited.page.keyboard.press(key);
      passed.push(await focused());
      if (until(passed.at(-1) ?? '')) return passed;
    }
    throw new Error(`${key} never came there, but to: ${passed.join(' | ')}`);
  };

  test('one comes past the choices, chooses somebody, opens an operation, runs it and reads why', async () => {
    const { page } = await open();
    const first = await press('Tab', (name) => name === 'Act as');
    expect(first).toEqual(['Skip to the operation', 'Act as']);
    await page.keyboard.type('inbox');
    await press('Tab', (name) => name === 'Billing');
    await page.keyboard.press('Enter');
    await expect.poll(() => textOf(page, '.graphiql-query-editor')).toContain('query Billing');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('region', { name: 'Why' }).waitFor();
    const passed = await press('Tab', (name) => name === 'Why');
    expect(passed).toContain('Copy the request id');
  });

  test('the first stop leads straight to the operation, and Tab leads out of it again', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate("document.activeElement.closest('.graphiql-query-editor') !== null")).toBe(true);
    const before = await textOf(page, '.graphiql-query-editor');
    await press('Tab', (name) => name.startsWith('Execute query'));
    expect(await textOf(page, '.graphiql-query-editor')).toBe(before);
  });

  test('one goes round the whole page without being caught', async () => {
    const { page, run } = await open();
    await run();
    await page.getByRole('heading', { name: 'Bailiwick Playground' }).click();
    const passed = await press('Tab', (name) => name === 'nothing');
    expect(passed).toEqual(expect.arrayContaining(['Act as', 'Tenant', 'Variables', 'Headers', 'Copy the request id']));
  });

  test('one always sees where one is', async () => {
    const { page } = await open();
    for (let stop = 0; stop < 14; stop += 1) {
      await page.keyboard.press('Tab');
      const outline = await page.evaluate(`(({ outlineStyle, outlineWidth }) => outlineStyle + ' ' + outlineWidth)(
        getComputedStyle(document.activeElement))`);
      expect(outline).toBe('solid 2px');
    }
  });
});

describe('in a narrow window', () => {
  const width = () => visited.page.evaluate('[document.documentElement.scrollWidth, innerWidth]');

  test.each([400, 320])('of %i pixels nothing is wider than the window, whatever is open', async (pixels) => {
    const { page, run } = await open({ viewport: { width: pixels, height: 800 } });
    expect(await width()).toEqual([pixels, pixels]);
    await page.getByLabel('Act as').selectOption('olivia@platform.example');
    await page.getByLabel('Tenant', { exact: true }).selectOption('acme');
    await run();
    expect(await width()).toEqual([pixels, pixels]);
    for (const pane of ['Operations', 'Documentation Explorer', 'History']) {
      await page.getByRole('button', { name: `Show ${pane}` }).click();
      expect([pane, ...((await width()) as number[])]).toEqual([pane, pixels, pixels]);
    }
    await page.getByLabel('Act as').selectOption('My own credential');
    expect(await width()).toEqual([pixels, pixels]);
  });

  test('the panes stand one below the other', async () => {
    const { page } = await open({ viewport: { width: 400, height: 800 } });
    const tops = await Promise.all(
      ['.bailiwick-header', '.graphiql-sidebar', '.graphiql-editors', '.graphiql-response'].map(async (pane) => {
        const box = await page.locator(pane).boundingBox();
        return [box?.y ?? 0, (box?.width ?? 0) > 370];
      }),
    );
    expect(tops.map(([, isWide]) => isWide)).toEqual([true, true, true, true]);
    expect(tops.map(([top]) => top)).toEqual(
      tops.map(([top]) => top).toSorted((one, other) => Number(one) - Number(other)),
    );
  });
});

describe('axe finds nothing serious in what is ours', () => {
  interface Finding {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }
  const findings = async (): Promise<readonly string[]> => {
    // axe runs as the browser's own tool, so that the page's policy is not in its way.
    await visited.page.evaluate(AXE);
    const found = await visited.page.evaluate<readonly Finding[]>(
      `axe.run({ include: ${JSON.stringify(OURS.map((pane) => [pane]))} }).then(({ violations }) => violations)`,
    );
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
  };

  test.each(['light', 'dark'] as const)('in %s', async (colorScheme) => {
    const { page, run } = await open({ colorScheme });
    await page.getByLabel('Act as').selectOption('inbox-agent');
    await page
      .getByLabel('Ready operations')
      .getByRole('button', { name: /^Billing/ })
      .click();
    await run();
    expect(await findings()).toEqual([]);
    await page.getByLabel('Act as').selectOption('My own credential');
    expect(await findings()).toEqual([]);
  });

  test('and would find what is wrong', async () => {
    const { page } = await open();
    await page.evaluate(`document.querySelector('.bailiwick-header select').labels[0].remove()`);
    expect(await findings()).toEqual([expect.stringMatching(/^select-name/)]);
  });
});
