import type { ChannelRight, Grant } from '@gatehouse/contracts';
import type { Browser, Page } from 'playwright-core';
import { addDesktopTarget } from '../world/add-desktop-target.js';
import { startBrowser } from '../world/browser.js';
import { DesktopClient } from '../world/desktop-client.js';
import { DesktopPage } from '../world/desktop-page.js';
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
  const inTyped = (line: string): Promise<boolean> =>
    waitUntil(`${line} was typed at the machine`, () => panel.typedLines().includes(line));
  const idOf = async (grant: Grant): Promise<string> => (await sessionOf(world.plant.auditor, grant.id)).id;

  it('PR-06 types what a German keyboard means, and lifts keys and buttons when the plant ends the access', async () => {
    const grant = await access(['view', 'control']);
    const desktop = await open(grant);
    await desktop.clickAt(panelPlaces.terminal);
    await germanKeys(desktop.page, 'oxyz: z=y @ 50');
    await desktop.type('\n');
    await inTyped('oxyz: z=y @ 50');
    const [keys, buttons] = [panel.seen(/KeyRelease event/g), panel.seen(/ButtonRelease event/g)];
    await desktop.pointAt(panelPlaces.buttons);
    await desktop.page.keyboard.down('Shift');
    await desktop.page.mouse.down();
    await waitUntil('both are down at the machine', () => {
      return panel.seen(/ButtonPress event/g) > buttons && panel.seen(/KeyPress event/g) > keys;
    });
    expect(panel.seen(/ButtonRelease event/g)).toBe(buttons);
    await world.plant.approver.api.mustSend('POST', `/api/grants/${grant.id}/revoke`, {
      reason: 'The line must run again',
    });
    await waitUntil('both came up', () => {
      return panel.seen(/ButtonRelease event/g) > buttons && panel.seen(/KeyRelease event/g) > keys;
    });
    await desktop.untilEnded('GH-REVOKED');
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
});

/** As a browser tells of keys on a German keyboard: by the place of a key, and by what it means there. */
async function germanKeys(page: Page, words: string): Promise<void> {
  const places: Readonly<Record<string, string>> = {
    ...{ z: 'KeyY', y: 'KeyZ', '=': 'Digit0', '@': 'KeyQ' },
    ...{ ':': 'Period', ' ': 'Space' },
  };
  const cdp = await page.context().newCDPSession(page);
  for (const key of words) {
    const code = places[key] ?? (/\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`);
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', key, code, text: key });
    await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code });
  }
}
