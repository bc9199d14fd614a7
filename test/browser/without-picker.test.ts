import { join } from 'node:path';
import { createLog } from '@bailiwick/config';
import { createGateway, readGatewayConfig, type RunningGateway } from '@bailiwick/gateway';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, visit } from '../harness/browser.js';
import { startTestPlatform, type TestPlatform } from '../harness/platform.js';

let platform: TestPlatform;
let browser: Browser;
let gateways: readonly RunningGateway[] = [];
let withPage: URL;
let withoutPage: URL;

beforeAll(async () => {
  [platform, browser] = await Promise.all([startTestPlatform(), openBrowser()]);
  const on = await startGateway({ PLAYGROUND: 'on', INTROSPECTION: 'off' });
  const off = await startGateway({});
  gateways = [on.gateway, off.gateway];
  [withPage, withoutPage] = [on.url, off.url];
});
afterAll(async () => {
  await browser.close();
  for (const gateway of gateways) await gateway.stop();
  await platform.remove();
});

/** A gateway as it is started alone, before the same domains: nobody hands it a picker. */
async function startGateway(settings: Readonly<Record<string, string>>) {
  const at = (name: string): string => platform.services[name]?.origin ?? '';
  const config = readGatewayConfig({
    ...{ PORT: '0', TRUST_DOMAIN: 'urn:bailiwick:dev', KEYS_FILE: join(platform.dataDir, 'keys', 'gateway.json') },
    ...{ EXCHANGE_PERSON_URL: at('identity'), EXCHANGE_MACHINE_URL: at('credentials') },
    ...Object.fromEntries(
      Object.entries(platform.services).map(([name, { origin }]) => [
        `SUBGRAPH_${name.toUpperCase()}_URL`,
        `${origin}/graphql`,
      ]),
    ),
    ...settings,
  });
  const gateway = createGateway(config, { log: createLog('browser', 'fatal') });
  return { gateway, url: new URL((await gateway.start()).url) };
}

describe('a gateway that is started alone with PLAYGROUND=on', () => {
  test('has a page without a choice of people, which says what it needs and that the schema is not told', async () => {
    const { page, strangers, complaints, close } = await visit(browser, withPage);
    expect(await page.getByLabel('Act as').count()).toBe(0);
    await page.getByText('Paste an access token or a machine’s key to begin').waitFor();
    await page.getByText('does not tell its schema').waitFor();
    await close();
    expect([...strangers, ...complaints]).toEqual([]);
  });

  test('answers whoever brings a credential', async () => {
    const { page, run, complaints, close } = await visit(browser, withPage);
    await page.getByLabel('Your credential').fill(await platform.tokenOf('ana@acme.example'));
    await page.getByLabel('Tenant (id or slug)').fill('acme');
    expect((await run()).body['data'].tenant.slug).toBe('acme');
    await close();
    expect(complaints).toEqual([]);
  });

  test('forgets with the tab what was typed', async () => {
    const { page, run, close } = await visit(browser, withPage);
    await page.getByLabel('Your credential').fill(await platform.tokenOf('ana@acme.example'));
    await run();
    await page.waitForTimeout(1_000); // GraphiQL writes its storage half a second after a change
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual([]);
    await close();
  });

  test.each(['/playground/principals', '/playground/credential'])('has no %s', async (path) => {
    const headers = { 'content-type': 'application/json', origin: withPage.origin, 'sec-fetch-site': 'same-origin' };
    const got = await fetch(new URL(path, withPage), { headers });
    const posted = await fetch(new URL(path, withPage), { method: 'POST', headers, body: '{}' });
    expect([got.status, posted.status]).toEqual([404, 404]);
  });
});

describe('a gateway that is started alone without it', () => {
  test('has no page at all', async () => {
    const page = await browser.newPage();
    expect((await page.goto(new URL('/', withoutPage).href))?.status()).toBe(404);
    await page.close();
  });
});
