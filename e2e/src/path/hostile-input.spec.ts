import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../world/browser.js';
import { complaintsOf, openPortalAs } from '../world/portal-page.js';
import { openAccess, submitRequest } from '../world/request-and-approve.js';
import { sessionHostsOf } from '../world/session-hosts-of.js';
import { sessionOf } from '../world/sessions.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { TerminalClient } from '../world/terminal-client.js';
import { waitUntil } from '../world/wait-until.js';

const corpus = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "'-alert(1)-'",
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
  '</title><script>alert(1)</script>',
];

describe('input that would like to be more', () => {
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

  it('WS-04 closes a terminal socket on a message too large, a flood of pings or a text it does not know', async () => {
    const { plant, gateway } = world;
    const sessionSocket = async (): Promise<TerminalClient> =>
      waitUntil('a terminal opens', async () => {
        const grant = await openAccess(plant, { targetId: (await plant.anotherTarget()).id });
        return TerminalClient.connect(plant.vendor, grant);
      });
    const large = await sessionSocket();
    expect(large.socket.extensions).toBe('');
    large.socket.send(Buffer.alloc(2 << 20));
    expect((await large.closed).code).toBe(1009);
    const text = await sessionSocket();
    text.socket.send(JSON.stringify({ type: 'resize', columns: 1e9, rows: -1, extra: true }));
    expect([1002, 1003, 1008]).toContain((await text.closed).code);
    const [host] = sessionHostsOf(gateway);
    const before = residentBytes(gateway.process.pid);
    const flood = await sessionSocket();
    for (let ping = 0; ping < 50_000 && flood.socket.readyState === flood.socket.OPEN; ping += 1)
      flood.socket.ping();
    flood.type('echo al""ive\r');
    const survived = await Promise.race([flood.untilOutput(/alive/), flood.closed.then(() => 'closed')]);
    expect(survived).toBeTruthy();
    flood.close();
    expect(residentBytes(gateway.process.pid) - before).toBeLessThan(64 << 20);
    expect(sessionHostsOf(gateway)).toContain(host);
  });
});

function residentBytes(pid: number): number {
  const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return Number(pages) * 4096;
}
