import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, textOf, visit, type Visit } from '../harness/browser.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';

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

const open = async (options: Parameters<typeof visit>[2] = {}): Promise<Visit> => {
  visited = await visit(browser, platform.gateway, options);
  return visited;
};
const actAs = (id: string) => visited.page.getByLabel('Act as').selectOption(id);
const operation = (name: string) =>
  visited.page.getByLabel('Ready operations').getByRole('button', { name: new RegExp(`^${name}`) });
const why = () => visited.page.getByRole('region', { name: 'Why' });

/** Whatever a visit was about: nothing was asked of anybody else, and nothing was complained about. */
afterEach(async () => {
  await visited.close();
  expect(visited.strangers).toEqual([]);
  expect(visited.complaints).toEqual([]);
});

describe('somebody who opens the Playground', () => {
  test('is Ana in Acme, runs the first screen, and sees the answer with its request id', async () => {
    const { page, run } = await open();
    expect(await page.getByLabel('Act as').inputValue()).toBe('ana@acme.example');
    expect(await page.getByLabel('Tenant', { exact: true }).inputValue()).toBe('acme');
    const { body, requestId } = await run();
    expect(body['data'].viewer.principal.displayName).toBe('Ana Alves');
    await expect.poll(() => textOf(page, '.graphiql-response')).toContain('"displayName": "Ana Alves"');
    const answer = page.getByRole('region', { name: 'About this answer' });
    expect(await answer.innerText()).toMatch(new RegExp(`HTTP 200\\s+\\d+ ms\\s+Request ${requestId}`));
    expect(await why().count()).toBe(0);
  });

  test('copies the request id', async () => {
    const { page, run } = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    const { requestId } = await run();
    await page.getByRole('button', { name: 'Copy the request id' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(requestId);
  });

  test('chooses a person and one of their tenants', async () => {
    const { page, run } = await open();
    await actAs('dana@consult.example');
    expect(await page.getByLabel('Tenant', { exact: true }).locator('option').allInnerTexts()).toEqual([
      expect.stringMatching(/^Acme/),
      expect.stringMatching(/^Globex/),
    ]);
    await page.getByLabel('Tenant', { exact: true }).selectOption('globex');
    const { body } = await run();
    expect([body['data'].viewer.principal.displayName, body['data'].tenant.slug]).toEqual(['Dana Diaz', 'globex']);
  });

  test('opens a ready operation in a tab, with the sentence that says what it is for', async () => {
    const { page, run } = await open();
    await operation('Billing').click();
    await expect.poll(() => textOf(page, '.graphiql-query-editor')).toMatch(/^# .+\s+query Billing /);
    expect((await run()).body['data'].tenant.billing.subscription.plan.code).toBe('business');
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Home', 'Billing']);
  });

  test('as a machine without the right reads why not, in words, and what helps', async () => {
    const { page, run } = await open();
    await actAs('inbox-agent');
    await operation('Billing').click();
    const { body } = await run();
    const reason = body['errors'][0].extensions.reason;
    expect(reason.code).toBe('access.not_permitted');
    const told = await why().innerText();
    for (const words of [reason.message, reason.code, reason.remedy.label, reason.remedy.requiredPermission])
      expect(told).toContain(words);
    expect(await page.getByRole('status').filter({ has: why() }).count()).toBe(1);
  });

  test('opens the stored decision behind a denial', async () => {
    const { page, run } = await open();
    await actAs('inbox-agent');
    await operation('Billing').click();
    const { body } = await run();
    await why().getByRole('button', { name: 'Open the decision' }).first().click();
    await expect.poll(() => textOf(page, '.graphiql-query-editor')).toContain('accessDecision(');
    expect(await textOf(page, '.graphiql-editor-tool .graphiql-editor:not(.hidden)')).toContain(
      body['errors'][0].extensions.decisionId,
    );
  });

  test('opens what each domain decided for the request, with its id filled in', async () => {
    const { page, run } = await open();
    const { requestId } = await run();
    await page.getByRole('button', { name: 'What each domain decided', exact: true }).click();
    await expect.poll(() => textOf(page, '.graphiql-query-editor')).toContain('requestTrace(');
    const { body } = await run();
    expect(await textOf(page, '.graphiql-editor-tool .graphiql-editor:not(.hidden)')).toContain(requestId);
    expect(body['data'].requestTrace.access.length).toBeGreaterThan(0);
  });

  test('as an operator enters a customer’s tenant only with a reason', async () => {
    const { page, run } = await open();
    await actAs('olivia@platform.example');
    expect(await page.getByLabel('Operator’s reason').count()).toBe(0);
    await page.getByLabel('Tenant', { exact: true }).selectOption('globex');
    const refused = await run();
    expect(refused.body['errors'][0].extensions.reason.code).toMatch(/^identity\./);
    expect(await why().innerText()).toContain(refused.body['errors'][0].extensions.reason.message);
    await page.getByLabel('Operator’s reason').fill('Ticket 7: Größe des Kontingents prüfen');
    expect((await run()).body['data'].tenant.slug).toBe('globex');
  });

  test('lets the Headers tab win over the choice', async () => {
    const { page, run } = await open();
    await actAs('dana@consult.example');
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    await page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden)').click();
    await page.keyboard.insertText('{"X-Tenant": "globex"}');
    expect((await run()).body['data'].tenant.slug).toBe('globex');
  });

  test('signs in with a second factor when asked', async () => {
    const { page, run } = await open();
    await page.getByLabel('Second factor').check();
    const token = (await run()).headers['authorization']?.split('.')[1] ?? '';
    expect(JSON.parse(Buffer.from(token, 'base64url').toString())).toMatchObject({ amr: ['pwd', 'mfa'] });
  });

  test('reads in the documentation what a field means', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    const docs = page.locator('.graphiql-doc-explorer');
    await docs.getByRole('link', { name: 'Query', exact: true }).click();
    await docs.getByRole('link', { name: 'accessState', exact: true }).click();
    await docs.getByRole('link', { name: 'AccessState', exact: true }).first().click();
    const described = docs.locator('.graphiql-doc-explorer-item', { hasText: 'canAccess' });
    expect((await described.first().innerText()).length).toBeGreaterThan(40);
  });
});

describe('a credential of one’s own', () => {
  test('is used from memory and written down nowhere', async () => {
    const { page, run } = await open();
    const token = await platform.tokenOf('ben@acme.example');
    await actAs('My own credential');
    await page.getByLabel('Your credential').fill(`Bearer ${token}`);
    const { body, headers } = await run();
    expect([headers['authorization'], body['data'].viewer.principal.displayName]).toEqual([
      `Bearer ${token}`,
      'Ben Brandt',
    ]);
    await page.waitForTimeout(1_000); // GraphiQL writes its storage half a second after a change
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])');
    expect(kept).toContain('graphiql');
    expect(kept).not.toContain(token.split('.')[2] ?? 'nothing');
    await page.reload();
    expect(await page.getByLabel('Your credential').count()).toBe(0);
  });

  test('is asked for before anything is sent', async () => {
    const { page } = await open();
    await actAs('My own credential');
    await page.getByText('Paste an access token').waitFor();
    await page.getByRole('button', { name: /^Execute query/ }).click();
    expect(await why().innerText()).toContain('there is no credential yet');
  });
});
