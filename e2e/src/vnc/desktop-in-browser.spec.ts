import { AuditEntry, listOf, RecordingTimeline, Session } from '@gatehouse/contracts';
import type { ChannelRight, Grant } from '@gatehouse/contracts';
import type { Browser } from 'playwright-core';
import { addDesktopTarget } from '../world/add-desktop-target.js';
import { startBrowser } from '../world/browser.js';
import { DesktopClient } from '../world/desktop-client.js';
import { DesktopPage } from '../world/desktop-page.js';
import { runGatehouse } from '../world/gatehouse-command.js';
import { pictureHash, pictureOn } from '../world/picture-on-page.js';
import { openPortalAs } from '../world/portal-page.js';
import { composedAt, framesOf } from '../world/recorded-picture.js';
import { untilSealed } from '../world/recorded-streams.js';
import { connectTicket, openAccess } from '../world/request-and-approve.js';
import { sessionOf } from '../world/sessions.js';
import { panelPlaces, startPanel } from '../world/start-panel.js';
import type { RunningPanel } from '../world/start-panel.js';
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
  const idOf = async (grant: Grant): Promise<string> => (await sessionOf(world.plant.auditor, grant.id)).id;

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
});

/** ClientCutText (RFC 6143, section 7.5.6). */
function cutText(text: string): Buffer {
  const message = Buffer.from(`\u0006\0\0\0\0\0\0\0${text}`, 'latin1');
  message.writeUInt32BE(text.length, 4);
  return message;
}
