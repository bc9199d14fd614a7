import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** Where Debian, Ubuntu, GitHub's runners and Alpine put it. */
const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Nothing of its own: no updates, no reports, no services, so that what is requested was requested by the page. */
const QUIET = [
  '--no-sandbox', // CI's containers have no user namespaces, and the only page here is ours
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openBrowser(): Promise<Browser> {
  const named = process.env['CHROMIUM_PATH'];
  const executablePath = [...(named === undefined || named === '' ? USUAL_PLACES : [named])].find((file) =>
    existsSync(file),
  );
  if (executablePath === undefined)
    throw new Error(
      `There is no browser at ${named ?? USUAL_PLACES[0] ?? ''}. Install Debian's with "sudo apt-get install chromium", or name yours in CHROMIUM_PATH.`,
    );
  return chromium.launch({ executablePath, args: QUIET });
}

/** A page, and what it did that it must never do. */
export interface Visit {
  readonly page: Page;
  /** Requests to anywhere but the gateway. */
  readonly strangers: readonly string[];
  /** Violations of the content security policy, errors of scripts, and whatever the console calls an error. */
  readonly complaints: readonly string[];
  /** Runs what is in the editor, and gives what the gateway answered. */
  readonly run: () => Promise<Ran>;
  readonly close: () => Promise<void>;
}

export interface Ran {
  readonly requestId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests read paths of answers that their own operation shapes
}

export async function visit(browser: Browser, url: URL, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const strangers: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => {
    const asked = request.url();
    if (!asked.startsWith(url.origin) && !asked.startsWith('data:')) strangers.push(asked);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // What the gateway refuses is told so in the console; here it is often what a test is about.
    const isRefusal = message.location().url.endsWith('/graphql');
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  await page.exposeFunction('complainOfPolicy', (text: string) => complaints.push(text));
  await page.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
    complainOfPolicy('policy: ' + event.violatedDirective + ' ' + event.blockedURI))`);
  await page.goto(new URL('/', url).href);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  return { page, strangers, complaints, run: () => run(page), close: () => context.close() };
}

async function run(page: Page): Promise<Ran> {
  const [response] = await Promise.all([
    page.waitForResponse((each) => isOperation(each.request().postData()) && each.url().endsWith('/graphql')),
    page.getByRole('button', { name: 'Execute query' }).click(),
  ]);
  const requestId = response.headers()['x-request-id'] ?? '';
  await page.getByText(requestId).waitFor();
  return { requestId, headers: await response.request().allHeaders(), body: (await response.json()) as Ran['body'] };
}

function isOperation(body: string | null): boolean {
  return body !== null && !body.includes('IntrospectionQuery');
}

/** What stands in an editor, as somebody reads it: Monaco writes spaces as non-breaking ones. */
export async function textOf(page: Page, editor: string): Promise<string> {
  const lines = await page.locator(`${editor} .view-lines`).innerText();
  return lines.replaceAll('\u00a0', ' ');
}
