import type { Browser, BrowserContext, Page } from 'playwright-core';
import { desktop } from './browser.js';
import type { PersonAtWork } from './person-at-work.js';

/** A browser of its own with the portal open; nobody is signed in. */
export async function openPortal(
  browser: Browser,
  origin: string,
  path = '/',
  viewport = desktop,
): Promise<Page> {
  const context = await newContext(browser, viewport);
  const page = await context.newPage();
  await page.goto(origin + path);
  return page;
}

/** As `openPortal`, with the web session the person has already. */
export async function openPortalAs(
  browser: Browser,
  person: PersonAtWork,
  path = '/',
  viewport = desktop,
): Promise<Page> {
  const context = await newContext(browser, viewport);
  const [name = '', value = ''] = person.api.cookies().split('=');
  await context.addCookies([
    { name, value, domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Strict' },
  ]);
  const page = await context.newPage();
  await page.goto(person.api.origin + path);
  return page;
}

/** What a page logged as an error, and what its policy blocked. A refused call is an answer, not an error. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const isRefusal = /^Failed to load resource: .* 4\d\d/.test(message.text());
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  return complaints;
}

async function newContext(
  browser: Browser,
  viewport: { width: number; height: number },
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport,
    reducedMotion: 'reduce',
    hasTouch: viewport.width < 500,
    locale: 'en-GB',
    timezoneId: 'Europe/Prague',
  });
  context.setDefaultTimeout(30_000);
  return context;
}
