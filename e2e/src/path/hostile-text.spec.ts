import type { Browser } from 'playwright-core';
import { startBrowser } from '../world/browser.js';
import { complaintsOf, openPortalAs } from '../world/portal-page.js';
import { openAccess, submitRequest } from '../world/request-and-approve.js';
import { sessionOf } from '../world/sessions.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { TerminalClient } from '../world/terminal-client.js';

const corpus = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "'-alert(1)-'",
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '</title><script>alert(1)</script>',
];

describe('text that would like to be more', () => {
  let world: World;
  let browser: Browser;

  beforeAll(async () => {
    world = await startWorld();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  it('AP-08 stays text on every screen that shows it', async () => {
    const { plant, gateway } = world;
    const text = corpus.join(' ');
    const target = await plant.anotherTarget({
      tag: 'XSS-1',
      name: `Mixer ${corpus[1]}`,
      location: `Hall ${corpus[2]}`,
    });
    await plant.administrator.api.mustSend('POST', '/api/vendor-organisations', {
      name: `Firm ${corpus[0]}`,
    });
    await plant.administrator.api.mustSend('POST', '/api/zones', {
      siteId: plant.site.id,
      name: `Zone ${corpus[4]}`,
    });
    const waiting = await submitRequest(plant, { targetId: target.id, purpose: text, opensIn: 600 });
    const grant = await openAccess(plant, { targetId: target.id, purpose: text });
    const client = await TerminalClient.connect(plant.vendor, grant);
    client.type(`echo '${corpus[0]}'; printf '\\033]0;${corpus[1]}\\007'\r`);
    await client.untilOutput(/<script>/);
    const session = await sessionOf(plant.auditor, grant.id);
    const screens: ['vendor' | 'approver' | 'auditor' | 'administrator', string][] = [
      ['vendor', '/home'],
      ['vendor', '/requests/new'],
      ['vendor', `/requests/${waiting.id}`],
      ['approver', '/inbox'],
      ['approver', `/requests/${waiting.id}`],
      ['approver', `/live/${session.id}`],
      ['auditor', '/sessions'],
      ['auditor', `/sessions/${session.id}`],
      ['auditor', '/audit'],
      ['administrator', '/admin/machines'],
      ['administrator', '/admin/vendors'],
      ['administrator', '/admin/sites'],
      ['administrator', '/admin/people'],
    ];
    for (const [who, path] of screens) {
      const page = await openPortalAs(browser, plant[who], path);
      const complaints = complaintsOf(page);
      const dialogs: string[] = [];
      page.on('dialog', (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      await page.locator('h1, h2').first().waitFor();
      await page.waitForTimeout(300);
      expect({ path, dialogs, complaints }).toEqual({ path, dialogs: [], complaints: [] });
      expect(new URL(page.url()).origin).toBe(gateway.origin);
      await page.context().close();
    }
    client.close();
  });
});
