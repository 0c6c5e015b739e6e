import { AuditEntry, listOf, Session } from '@gatehouse/contracts';
import type { Grant } from '@gatehouse/contracts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from '../world/api-client.js';
import { phone, startBrowser } from '../world/browser.js';
import { bringIn } from '../world/person-at-work.js';
import type { PersonAtWork } from '../world/person-at-work.js';
import { complaintsOf, openPortalAs } from '../world/portal-page.js';
import { recordedStreams, untilSealed } from '../world/recorded-streams.js';
import { openAccess } from '../world/request-and-approve.js';
import { sessionOf } from '../world/sessions.js';
import { openSshAs } from '../world/ssh-through-gateway.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { TerminalClient } from '../world/terminal-client.js';
import { pause, waitUntil } from '../world/wait-until.js';
import { WatchClient } from '../world/watch-client.js';

jest.setTimeout(120_000);

describe('supervision of a running session', () => {
  let world: World;
  let browser: Browser;
  let native: PersonAtWork;

  beforeAll(async () => {
    world = await startWorld();
    native = await world.plant.anotherVendor();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  const order = (sessionId: string, what: 'freeze' | 'unfreeze' | 'message' | 'end', body: object = {}) =>
    world.plant.approver.api.post(`/api/sessions/${sessionId}/${what}`, body, Session);
  const entries = async (sessionId: string, kind: string): Promise<AuditEntry[]> =>
    (await world.plant.auditor.api.get(`/api/audit?kind=${kind}&subject=${sessionId}`, listOf(AuditEntry)))
      .items;
  const home = (name: string) => join(world.sshd.home, name);
  const written = (name: string) => (existsSync(home(name)) ? readFileSync(home(name), 'utf8') : '');

  it('holds the input of an own ssh client: typed bytes are dropped and counted, output goes on', async () => {
    const { plant } = world;
    const grant = await openAccess(plant, { vendor: native });
    const ssh = await openSshAs(world, native, { terminal: true });
    await ssh.untilOutput(/\$ /);
    ssh.type('n=0; while [ ! -e enough ]; do n=$((n+1)); echo "tick-$n"; sleep 0.2; done &\n');
    await ssh.untilOutput(/tick-3/);
    const { id } = await sessionOf(plant.auditor, grant.id);
    expect(await order(id, 'freeze', { reason: 'Operator at the guard door' })).toMatchObject({
      frozen: { by: plant.approver.displayName, reason: 'Operator at the guard door' },
      may: { freeze: false, unfreeze: true },
    });
    await ssh.untilOutput(/Sabine Roth holds your input since .*They say: Operator at the guard door/s);
    const ticks = ssh.stdout().toString().split('tick-').length;
    ssh.type('touch never\n');
    await waitUntil('the output goes on', () => ssh.stdout().toString().split('tick-').length > ticks + 3);
    await order(id, 'message', { text: 'Wait for the all-clear' });
    await ssh.untilOutput(/Message from Sabine Roth: Wait for the all-clear/);
    await order(id, 'unfreeze');
    await ssh.untilOutput(/The plant gave your input back\. What you typed meanwhile was thrown away\./);
    ssh.type('touch enough; echo on > again\n');
    await waitUntil('input passes again', () => written('again') === 'on\n');
    expect(existsSync(home('never'))).toBe(false);
    const [dropped] = await waitUntil('the count is on the trail', async () => {
      const found = await entries(id, 'session.input-dropped');
      return found.length > 0 && found;
    });
    expect(dropped?.data).toMatchObject({ bytes: 'touch never\n'.length, signals: 0 });
    for (const kind of ['session.frozen', 'session.unfrozen', 'session.message-sent'])
      expect(await entries(id, kind)).toHaveLength(1);
    ssh.type('exit\n');
    await ssh.ended;
    const session = await untilSealed(plant.auditor, id);
    const streams = await recordedStreams(plant.auditor, session.recording?.id ?? '');
    expect(streams.typed.toString() + streams.in.toString()).not.toContain('never');
    expect(streams.out.toString()).not.toContain('Message from');
  });

  it('keeps who was frozen out: a lost client comes back only when the input is given back', async () => {
    const { plant } = world;
    const grant = await openAccess(plant, { targetId: (await plant.anotherTarget()).id });
    const terminal = await TerminalClient.connect(plant.vendor, grant);
    const { sessionId } = await terminal.ready();
    await order(sessionId, 'freeze');
    await waitUntil('the vendor is told', () => terminal.messages.find(({ type }) => type === 'frozen'));
    terminal.close();
    expect(await untilSealed(plant.auditor, sessionId)).toMatchObject({
      frozen: { by: plant.approver.displayName },
    });
    await expect(TerminalClient.connect(plant.vendor, grant)).rejects.toThrow(/GH-FROZEN/);
    expect(await order(sessionId, 'unfreeze')).toMatchObject({ frozen: null });
    const back = await TerminalClient.connect(plant.vendor, grant);
    back.type('echo let-in-"again"\r');
    await back.untilOutput(/let-in-again/);
    back.close();
  });

  it('lets a shift lead watch, hold, write and end on a phone, and tells the vendor each of it', async () => {
    const { plant } = world;
    const grant = await openAccess(plant);
    const vendorPage = await openPortalAs(browser, plant.vendor, `/connect/${grant.id}`);
    const vendorScreen = vendorPage.locator('.xterm-rows');
    await vendorScreen.getByText('$').first().waitFor();
    await typeInto(vendorPage, 'echo seen-by-"both"\n');
    await vendorScreen.getByText('seen-by-both').first().waitFor();
    const { id } = await sessionOf(plant.auditor, grant.id);

    const page = await openPortalAs(browser, plant.approver, `/live/${id}`, phone);
    const heard = complaintsOf(page);
    await page.getByRole('link', { name: 'Watch' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    const picture = page.frameLocator('iframe').locator('.xterm-rows');
    await picture.getByText('seen-by-both').first().waitFor();
    await vendorPage.getByText('Sabine Roth watches').waitFor();
    await typeInto(vendorPage, 'echo while-"watched"\n');
    await picture.getByText('while-watched').first().waitFor();
    expect(await entries(id, 'session.watched')).toHaveLength(1);

    await page.getByRole('button', { name: 'Hold input' }).click();
    await vendorPage.getByText('Sabine Roth holds your input').waitFor();
    await vendorPage.getByText('Input held').waitFor();
    await typeInto(vendorPage, 'touch held-back\n');
    await page.getByRole('button', { name: 'Message' }).click();
    await page.getByLabel('One line').fill('Guard door is open, wait');
    await page.getByRole('button', { name: 'Send to the screen' }).click();
    await vendorPage.getByText('Guard door is open, wait').waitFor();
    await page.getByRole('button', { name: 'Give input back' }).click();
    await vendorPage.getByText('Sabine Roth holds your input').waitFor({ state: 'detached' });
    await typeInto(vendorPage, 'touch given-back\n');
    await waitUntil('the input is back', () => existsSync(home('given-back')));
    expect(existsSync(home('held-back'))).toBe(false);

    await page.getByRole('button', { name: 'End access' }).click();
    await vendorPage.getByText('GH-REVOKED').first().waitFor();
    await page.getByText(/^Ended \d\d:\d\d:\d\d/).waitFor();
    expect(heard).toEqual([]);
    await Promise.all([page, vendorPage].map((each) => each.context().close()));
  });

  it('RI-17 shows a session live to people of its plant only, and cuts a right that is lost', async () => {
    const { plant, gateway } = world;
    const grant = await openAccess(plant, { targetId: (await plant.anotherTarget()).id });
    const terminal = await TerminalClient.connect(plant.vendor, grant);
    const { sessionId } = await terminal.ready();
    const elsewhere = await newApproverElsewhere();
    const refusedAtDoor = await Promise.all(
      [new ApiClient(gateway.origin), plant.vendor.api, native.api].map(
        (api) => new WatchClient(api, sessionId).opened,
      ),
    );
    expect(refusedAtDoor).toEqual([401, 403, 403]);
    for (const [api, asked] of [
      [elsewhere.api, sessionId],
      [plant.auditor.api, neighbourOf(sessionId)],
    ] as const) {
      const viewer = new WatchClient(api, asked);
      expect(await viewer.closed).toBe(1008);
      expect(viewer.said('refused')?.text).toContain('no running session');
      expect(viewer.said('frames')).toBeUndefined();
    }
    const passing = await bringIn(plant.administrator, {
      login: 'petr',
      displayName: 'Petr Kral',
      roles: [{ role: 'auditor', siteId: plant.site.id }],
    });
    const viewers = [passing.api, plant.auditor.api, plant.administrator.api].map(
      (api) => new WatchClient(api, sessionId),
    );
    terminal.type('echo for-the-"plant"\r');
    await Promise.all(viewers.map((viewer) => viewer.untilText(/for-the-plant/)));
    await plant.administrator.api.mustSend('DELETE', `/api/people/${passing.id}/roles`, {
      role: 'auditor',
      siteId: plant.site.id,
    });
    const [cut, ...others] = viewers;
    expect(await cut?.closed).toBe(1008);
    expect(cut?.said('refused')?.text).toContain('may not watch');
    terminal.type('echo after-the-"cut"\r');
    await Promise.all(others.map((viewer) => viewer.untilText(/after-the-cut/)));
    expect(cut?.text).not.toContain('after-the-cut');
    terminal.close();
    expect(await Promise.all(others.map((viewer) => viewer.closed))).toEqual([1000, 1000]);
    expect(others.every((viewer) => viewer.said('over'))).toBe(true);
    expect(await entries(sessionId, 'session.watched')).toHaveLength(3);
  });

  it('RI-18 shows a hostile stream live as nothing but a picture', async () => {
    const { plant } = world;
    const grant = await openAccess(plant, { targetId: (await plant.anotherTarget()).id });
    const terminal = await TerminalClient.connect(plant.vendor, grant);
    const { sessionId } = await terminal.ready();
    await terminal.untilOutput(/\$ /);
    writeFileSync(home('hostile'), hostileStream, { mode: 0o644 });
    const page = await openPortalAs(browser, plant.auditor, `/live/${sessionId}/watch`);
    const heard = complaintsOf(page);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(`navigator.clipboard.writeText('untouched')`);
    await page.getByText('Live', { exact: true }).waitFor();
    const title = await page.title();
    // Whatever a viewer's terminal answered would stand in what the target reads.
    terminal.type('cat hostile; IFS= read -rs -t 3 -n 1 answer; echo "answered:[$answer]"\r');
    const picture = page.frameLocator('iframe').locator('.xterm-rows');
    await picture.getByText('the end of it').first().waitFor();
    await picture.getByText('answered:[]').first().waitFor();
    expect(terminal.output.toString()).toContain('answered:[]');
    expect(await page.title()).toBe(title);
    expect(page.url()).toContain(`/live/${sessionId}/watch`);
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('untouched');
    expect(await page.frameLocator('iframe').locator('a').count()).toBe(0);
    await page.getByRole('link', { name: 'Back to the card' }).click();
    await page.waitForURL(/\/live\/ses_[^/]+$/);
    expect(heard).toEqual([]);
    // Nor does it reach whoever reads the logs.
    expect(world.gateway.process.output.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    await page.context().close();
    terminal.close();
  });

  it('RI-19 drops a viewer that stands still; the session and the other viewer go on', async () => {
    const { plant } = world;
    const grant: Grant = await openAccess(plant, { targetId: (await plant.anotherTarget()).id });
    const terminal = await TerminalClient.connect(plant.vendor, grant);
    const { sessionId } = await terminal.ready();
    const still = new WatchClient(plant.approver.api, sessionId, false);
    const other = new WatchClient(plant.auditor.api, sessionId);
    await waitUntil('the viewer that stands still was given something', () => still.said('frames'));
    let isOver = false;
    const dropped = still.closed.then((code) => ((isOver = true), code));
    for (let round = 0; !isOver; round += 1) {
      terminal.type(`echo round-${round}-"on"\r`);
      await Promise.all([
        terminal.untilOutput(new RegExp(`round-${round}-on`)),
        other.untilText(new RegExp(`round-${round}-on`)),
      ]);
      await pause(200);
    }
    expect(await dropped).toBe(1008);
    expect(still.said('refused')?.text).toContain('stood still');
    // It was given one piece and no more, however much was written.
    expect(still.messages.filter(({ type }) => type === 'frames')).toHaveLength(1);
    terminal.type('echo the "rest"\r');
    await other.untilText(/the rest/);
    other.close();
    terminal.close();
  });

  async function newApproverElsewhere(): Promise<PersonAtWork> {
    const { administrator } = world.plant;
    const answer = await administrator.api.mustSend('POST', '/api/sites', {
      name: 'Plzen works',
      slug: 'plzen',
      timeZone: 'Europe/Prague',
    });
    const { id } = answer.json as { id: string };
    return bringIn(administrator, {
      login: 'radka',
      displayName: 'Radka Mala',
      roles: [{ role: 'approver', siteId: id }],
    });
  }
});

/** Queries that a terminal answers, titles, links, clipboard, a size nobody has, markup, a picture in sixels. */
const hostileStream = [
  '\u001b[c\u001b[>c\u001b[5n\u001b[6n\u001bP$qm\u001b\\\u001b[18t\u001b[21t',
  '\u001b]0;owned\u0007\u001b]2;owned\u001b\\',
  '\u001b]8;;https://example.com/\u0007click\u001b]8;;\u0007',
  '\u001b]52;c;b3duZWQ=\u0007\u001b]52;c;?\u0007',
  '\u001b]10;?\u0007\u001b]11;?\u0007\u001b]4;1;?\u0007',
  '\u001b[8;1000000;1000000t\u001bPq#0;2;0;0;0~~@@vv@@\u001b\\',
  '</script><img src=x onerror=alert(1)>',
  '\u001b[2J'.repeat(20_000),
  '\u001b[?1049h\u001b[?1049l\u001b[Hthe end of it\r\n',
].join('');

async function typeInto(page: Page, text: string): Promise<void> {
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.type(text);
}

/** The id of a session that is not there: one letter further. */
function neighbourOf(id: string): string {
  return id.slice(0, -1) + (id.endsWith('0') ? '1' : '0');
}
