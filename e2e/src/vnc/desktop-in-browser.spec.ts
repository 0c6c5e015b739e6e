import { AuditEntry, listOf, RecordingTimeline, Session } from '@gatehouse/contracts';
import type { ChannelRight, Grant } from '@gatehouse/contracts';
import type { Browser, Page } from 'playwright-core';
import { addDesktopTarget } from '../world/add-desktop-target.js';
import { phone, startBrowser } from '../world/browser.js';
import { DesktopClient } from '../world/desktop-client.js';
import { DesktopPage } from '../world/desktop-page.js';
import { runGatehouse } from '../world/gatehouse-command.js';
import { pictureHash, pictureOn } from '../world/picture-on-page.js';
import { complaintsOf, openPortalAs } from '../world/portal-page.js';
import { composedAt, framesOf } from '../world/recorded-picture.js';
import { untilSealed } from '../world/recorded-streams.js';
import { connectTicket, openAccess } from '../world/request-and-approve.js';
import { sessionOf } from '../world/sessions.js';
import type { PersonAtWork } from '../world/person-at-work.js';
import { panelPlaces, startPanel } from '../world/start-panel.js';
import type { RunningPanel } from '../world/start-panel.js';
import { typeOnGermanKeys } from '../world/type-on-german-keys.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { waitUntil } from '../world/wait-until.js';

jest.setTimeout(120_000);

const everything = ['view', 'control', 'clipboard-in', 'clipboard-out', 'ctrl-alt-del'] as const;

describe('a desktop in a browser', () => {
  let world: World;
  let panel: RunningPanel;
  let browser: Browser;
  let targetId: string;

  beforeAll(async () => {
    panel = await startPanel();
    world = await startWorld({ constraints: { rightsAllowed: [...everything] } });
    targetId = (await addDesktopTarget(world.plant, panel.port)).id;
    browser = await startBrowser();
  }, 240_000);
  afterAll(async () => {
    await (browser as Browser | undefined)?.close();
    await (world as World | undefined)?.stop();
    await (panel as RunningPanel | undefined)?.stop();
  }, 60_000);

  const access = (rights: readonly ChannelRight[], lasts = 1_800): Promise<Grant> =>
    openAccess(world.plant, { targetId, rights, lasts });
  const open = (grant: Grant): Promise<DesktopPage> => DesktopPage.open(browser, world.plant.vendor, grant);
  const order = (sessionId: string, what: 'freeze' | 'unfreeze' | 'end', body: object = {}) =>
    world.plant.approver.api.post(`/api/sessions/${sessionId}/${what}`, body, Session);
  const inTyped = (line: string): Promise<boolean> =>
    waitUntil(`${line} was typed at the machine`, () => panel.typedLines().includes(line));
  /** The browser sends where the pointer went a little later than a key: until the machine knows, a key goes elsewhere. */
  const pointAtButtons = async (desktop: DesktopPage): Promise<void> => {
    const times = panel.seen(/EnterNotify event/g);
    await desktop.pointAt(panelPlaces.buttons);
    await waitUntil('the pointer is at the buttons', () => panel.seen(/EnterNotify event/g) > times);
  };
  const pointAtTerminal = async (desktop: DesktopPage): Promise<void> => {
    const times = panel.seen(/LeaveNotify event/g);
    await desktop.pointAt(panelPlaces.terminal);
    await waitUntil('the pointer left the buttons', () => panel.seen(/LeaveNotify event/g) > times);
  };
  const idOf = async (grant: Grant): Promise<string> => (await sessionOf(world.plant.auditor, grant.id)).id;

  it('RI-07 goes from the request to the replay, and everybody sees the same picture', async () => {
    const { vendor, approver, auditor } = world.plant;
    const page = await openPortalAs(browser, vendor, '/requests/new');
    const heard = complaintsOf(page);
    await askForScreen(page);
    await approveOnPhone(approver);
    await page.getByText(/^Sabine Roth approved/).waitFor();
    await page.goto(`${world.gateway.origin}/home`);
    await page
      .getByRole('link', { name: 'Open the screen in the browser' })
      .or(page.getByRole('button', { name: 'Open the screen in the browser' }))
      .first()
      .click();
    const desktop = await DesktopPage.shownOn(page);
    const shownAt = Date.now();
    await page.getByText('Identity cannot be proven').first().waitFor();

    const clicks = panel.seen(/ButtonPress event/g);
    await desktop.clickAt(panelPlaces.buttons);
    await waitUntil('the click arrived', () => panel.seen(/ButtonPress event/g) === clicks + 1);
    await pointAtTerminal(desktop);
    await desktop.type('Recipe 0815 {ok}; "x" @ 50% ~\n');
    await inTyped('Recipe 0815 {ok}; "x" @ 50% ~');

    const { items } = await auditor.api.get('/api/sessions', listOf(Session));
    const session = items.find((each) => each.state === 'active' && each.target.assetTag === 'L3-HMI01');
    const sessionId = String(session?.id);
    const watcher = await openPortalAs(browser, approver, `/live/${sessionId}/watch`);
    const watched = watcher.frameLocator('iframe').locator('canvas.picture');
    await waitUntil('there is something to seek in', () => Date.now() > shownAt + 7_000);
    await desktop.type('Second line\n');
    await inTyped('Second line');
    await order(sessionId, 'freeze', { reason: 'Operator at the guard door' });
    await page.getByText('Operator at the guard door').first().waitFor();
    await desktop.type('held\n');
    const shown = await waitUntil('the watcher sees what the vendor sees', async () => {
      const [one, other] = [await pictureOn(desktop.canvas), await pictureOn(watched)];
      return one !== null && pictureHash(one) === pictureHash(other) && pictureHash(one);
    });
    await order(sessionId, 'end', { reason: 'The line must run again' });
    await desktop.untilEnded('GH-REVOKED');
    await watcher.locator('.ended').waitFor();
    expect(panel.typedLines().join('\n')).not.toContain('held');

    const sealed = await untilSealed(auditor, sessionId);
    const recordingId = String(sealed.recording?.id);
    const timeline = await auditor.api.get(`/api/recordings/${recordingId}/timeline`, RecordingTimeline);
    expect(pictureHash(await composedAt(auditor, recordingId, timeline.durationMs))).toBe(shown);

    const replay = await openPortalAs(browser, auditor, `/sessions/${sessionId}`);
    const drawn = replay.frameLocator('iframe').locator('canvas.picture');
    await replay.getByText('Nothing was altered.').first().waitFor();
    await replay.locator('.screen-place[data-loading="false"]').waitFor();
    const seek = replay.getByRole('slider', { name: 'Position in the recording' });
    await seek.press('End');
    await waitUntil('the replay ends on the same picture', async () => {
      return pictureHash(await pictureOn(drawn)) === shown;
    });
    await seek.press('ArrowLeft');
    const earlier = pictureHash(await composedAt(auditor, recordingId, timeline.durationMs - 5_000));
    await waitUntil('five seconds before, it shows what there was', async () => {
      return pictureHash(await pictureOn(drawn)) === earlier;
    });
    const kinds = new Set((await framesOf(auditor, recordingId)).map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['screen-update', 'pointer', 'input']));
    expect(heard).toEqual([]);
    await Promise.all([page, watcher, replay].map((each) => each.context().close()));
  });

  it('PR-06 types what a German keyboard means, and lifts keys and buttons when the plant ends the access', async () => {
    const grant = await access(['view', 'control']);
    const desktop = await open(grant);
    const { keyboard, mouse } = desktop.page;
    // Keys go to the window under the pointer as long as nobody has clicked into the terminal.
    await desktop.clickAt(panelPlaces.buttons);
    await pointAtTerminal(desktop);
    // Xtigervnc loses a letter that is new to it right behind another new one, also without a gateway between.
    await typeOnGermanKeys(desktop.page, 'Maß: z=y @ 50°');
    await desktop.type('\n');
    await inTyped('Maß: z=y @ 50°');
    await pointAtButtons(desktop);
    const seen = () =>
      ['KeyPress', 'KeyRelease', 'ButtonPress', 'ButtonRelease'].map((each) =>
        panel.seen(new RegExp(`${each} event`, 'g')),
      );
    const [keyPresses, keyReleases, presses, releases] = seen() as [number, number, number, number];
    await keyboard.down('Shift');
    await mouse.down();
    const down = [keyPresses + 1, keyReleases, presses + 1, releases];
    await waitUntil('both are down at the machine', () => String(seen()) === String(down));
    await world.plant.approver.api.mustSend('POST', `/api/grants/${grant.id}/revoke`, {
      reason: 'The line must run again',
    });
    const up = [keyPresses + 1, keyReleases + 1, presses + 1, releases + 1];
    await waitUntil('both came up', () => String(seen()) === String(up));
    await desktop.untilEnded('GH-REVOKED');
    await desktop.close();
  });

  it('carries clipboards where granted, and not beside it', async () => {
    const { vendor, auditor } = world.plant;
    const [grant, other] = [await access(everything), await access(['view', 'control'])];
    const desktop = await open(grant);
    const denied = DesktopClient.withTicket(vendor, await connectTicket(vendor, other));
    const { width, height } = await denied.begin();
    const { page } = desktop;
    await page.getByRole('button', { name: 'Clipboard' }).click();
    await page.getByLabel('To the machine').fill('Füllmenge ≤ 330 ml ✓');
    await page.getByRole('button', { name: 'Put on its clipboard' }).click();
    await waitUntil('it lies there', async () => (await panel.clipboard()) === 'Füllmenge ≤ 330 ml ✓');
    denied.send(cutText('smuggled'));
    await denied.askForUpdate(width, height);
    expect(await panel.clipboard()).toBe('Füllmenge ≤ 330 ml ✓');

    await panel.putOnClipboard('Fault F30017');
    const fromMachine = page.getByLabel('From the machine', { exact: true });
    await waitUntil('it came', async () => (await fromMachine.inputValue()) === 'Fault F30017');
    // Both were told in the same turn, if they were.
    expect((await denied.askForUpdate(width, height)).includes('Fault F30017')).toBe(false);
    denied.close();
    const id = await idOf(grant);
    await page.getByRole('button', { name: 'Leave' }).click();
    const sealed = await untilSealed(auditor, id);
    const texts = (await framesOf(auditor, String(sealed.recording?.id)))
      .filter(({ kind }) => kind === 'clipboard')
      .map(({ data }) => Buffer.from(data ?? '', 'base64').toString('utf8'));
    expect(texts).toEqual(expect.arrayContaining(['\0Füllmenge ≤ 330 ml ✓', '\u0001Fault F30017']));
    const refused = await auditor.api.get(`/api/audit?subject=${await idOf(other)}`, listOf(AuditEntry));
    expect(JSON.stringify(refused.items)).toContain('clipboard-in');
    await desktop.close();
  });

  it('lets nothing through of who may only look, in the browser or past it', async () => {
    const { vendor } = world.plant;
    const grant = await access(['view']);
    const desktop = await open(grant);
    await desktop.page.getByText('View only').first().waitFor();
    const before = () => [panel.seen(/Press event/g), panel.seen(/MotionNotify event/g), panel.typedLines()];
    const was = before();
    await desktop.clickAt(panelPlaces.buttons);
    await desktop.clickAt(panelPlaces.terminal);
    await desktop.type('never\n');
    const id = await idOf(grant);
    await desktop.close();
    await untilSealed(world.plant.auditor, id);
    const client = DesktopClient.withTicket(vendor, await connectTicket(vendor, grant));
    const { width, height } = await client.begin();
    client.send([5, 1, 1, 44, 1, 124]);
    client.send([5, 0, 1, 44, 1, 124]);
    client.send([4, 1, 0, 0, 0, 0, 0, 0x41]);
    client.send([4, 0, 0, 0, 0, 0, 0, 0x41]);
    await client.askForUpdate(width, height);
    expect(before()).toEqual(was);
    client.close();
  });

  it('holds the input, on the machine and on the page, and gives it back', async () => {
    const grant = await access(['view', 'control']);
    const desktop = await open(grant);
    await desktop.clickAt(panelPlaces.terminal);
    await desktop.type('before\n');
    await inTyped('before');
    const id = await idOf(grant);
    await order(id, 'freeze', { reason: 'Operator at the guard door' });
    await desktop.page.getByText('Operator at the guard door').first().waitFor();
    await desktop.type('held\n');
    await order(id, 'unfreeze');
    await waitUntil('the page says so', async () => {
      return (await desktop.page.getByText('Operator at the guard door').count()) === 0;
    });
    await desktop.clickAt(panelPlaces.terminal);
    await desktop.type('after\n');
    await inTyped('after');
    expect(panel.typedLines().join('\n')).not.toContain('held');
    await desktop.close();
  });

  it('PR-05 follows a screen that takes another size, for vendor, watcher and replay', async () => {
    const { approver, auditor } = world.plant;
    const grant = await access(['view', 'control']);
    const desktop = await open(grant);
    const id = await idOf(grant);
    const watcher = await openPortalAs(browser, approver, `/live/${id}/watch`);
    const watched = watcher.frameLocator('iframe').locator('canvas.picture');
    await panel.resize('800x600');
    const shown = await waitUntil('both have the new size', async () => {
      const [one, other] = [await pictureOn(desktop.canvas), await pictureOn(watched)];
      return one?.width === 800 && pictureHash(one) === pictureHash(other) && pictureHash(one);
    });
    await order(id, 'end', { reason: 'Enough' });
    await desktop.untilEnded('GH-REVOKED');
    const sealed = await untilSealed(auditor, id);
    const recordingId = String(sealed.recording?.id);
    const timeline = await auditor.api.get(`/api/recordings/${recordingId}/timeline`, RecordingTimeline);
    expect(pictureHash(await composedAt(auditor, recordingId, timeline.durationMs))).toBe(shown);
    await panel.resize('640x480');
    await Promise.all([desktop.close(), watcher.context().close()]);
  });

  it('ends with its time slot, and by the kill at the machine', async () => {
    const { vendor } = world.plant;
    const short = await access(['view', 'control'], 12);
    const client = DesktopClient.withTicket(vendor, await connectTicket(vendor, short));
    await client.begin();
    const grant = await access(['view', 'control']);
    const desktop = await open(grant);
    const id = await idOf(grant);
    const killed = await runGatehouse(world.gateway, ['kill', '--session', id, '--json']);
    expect(killed.code).toBe(0);
    await desktop.untilEnded('GH-LOCKED');
    await desktop.close();
    const { at } = await client.closed;
    expect(client.said('ended')).toMatchObject({ code: 'GH-EXPIRED' });
    expect(at).toBeGreaterThanOrEqual(Date.parse(short.window.closesAt));
  });

  async function askForScreen(page: Page): Promise<void> {
    await page.getByText('L3-HMI01').first().click();
    await page.getByLabel('What will you do, and why?').fill('Set the recipe of the filler');
    await page.getByLabel('Work order').fill('WO-4711');
    await page.getByText('No', { exact: true }).click();
    await page.getByLabel('Where will you be?').fill('Graz, Austria');
    await page.getByLabel(/^Use keys and pointer/).check();
    await page.getByLabel('From, plant time').fill(plantTime(0));
    await page.getByLabel('To, plant time').fill(plantTime(45));
    await page.getByText('An approver says yes').waitFor();
    await page.getByRole('button', { name: 'Send request' }).click();
    await page.waitForURL(/\/requests\/req_/);
  }

  async function approveOnPhone(approver: PersonAtWork): Promise<void> {
    const page = await openPortalAs(browser, approver, '/inbox', phone);
    await page.getByText('Jana Kovac').first().click();
    await page.getByText('Identity cannot be proven').first().waitFor();
    await page.getByRole('button', { name: /^Approve/ }).click();
    await page.getByText(/You approved \d\d:\d\d/).waitFor();
    await page.context().close();
  }
});

/** What the plant's clock shows in so many minutes. */
function plantTime(minutes: number): string {
  const shown = { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Prague' } as const;
  return new Intl.DateTimeFormat('en-GB', shown).format(Date.now() + minutes * 60_000);
}

/** ClientCutText (RFC 6143, section 7.5.6). */
function cutText(text: string): Buffer {
  const message = Buffer.from(`\u0006\0\0\0\0\0\0\0${text}`, 'latin1');
  message.writeUInt32BE(text.length, 4);
  return message;
}
