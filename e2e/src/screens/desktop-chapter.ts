import { Credential, JumpHost } from '@gatehouse/contracts';
import type { Grant, Target } from '@gatehouse/contracts';
import type { Page } from 'playwright-core';
import { addDesktopTarget, addUnseenDesktop } from '../world/add-desktop-target.js';
import { desktop as wide } from '../world/browser.js';
import { DesktopPage } from '../world/desktop-page.js';
import { freePort } from '../world/free-port.js';
import { openPortalAs } from '../world/portal-page.js';
import { untilSealed } from '../world/recorded-streams.js';
import { openAccess, submitRequest } from '../world/request-and-approve.js';
import { sessionOf } from '../world/sessions.js';
import { fillerPanelPassword, startFillerPanel } from '../world/start-filler-panel.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { withFreshFactor } from '../world/with-fresh-factor.js';
import type { Studio } from './chapter.js';

/** Where the panel has what is pressed, in its own pixels. */
const places = { batch: { x: 660, y: 438 }, acknowledge: { x: 700, y: 68 } } as const;

interface Stage extends Studio {
  readonly target: Target;
}

/** A machine with a screen, from the form that adds it to the replay; a world of its own, for it wants a door for viewers. */
export async function desktopChapter({ browser, album }: Studio): Promise<void> {
  const panel = await startFillerPanel();
  const ports = { http: await freePort(), ssh: await freePort(), vnc: await freePort() };
  const rightsAllowed = [
    'view',
    'control',
    'clipboard-in',
    'clipboard-out',
    'ctrl-alt-del',
    'shell',
  ] as const;
  const world = await startWorld({ ports, constraints: { rightsAllowed: [...rightsAllowed] } });
  try {
    const credentialId = await passwordOfPanel(world);
    const about = { tag: 'L2-FIL02-HMI1', name: 'Filler panel', handle: 'l2-fil02-hmi1', location: 'Line 2' };
    const target = await addDesktopTarget(world.plant, panel.port, { ...about, credentialId });
    const stage = { world, browser, album, target };
    await asked(stage);
    await ownViewer(stage);
    await inSession(stage);
    await lookingOnly(stage);
    await setUp(stage, panel.port);
    await loading(stage);
  } finally {
    await world.stop();
    await panel.stop();
  }
}

async function passwordOfPanel({ plant }: World): Promise<string> {
  const { administrator, site } = plant;
  const made = await withFreshFactor(administrator, () =>
    administrator.api.post(
      '/api/credentials',
      {
        siteId: site.id,
        name: 'Password of the filler panel',
        kind: 'password',
        secret: fillerPanelPassword,
      },
      Credential,
    ),
  );
  return made.id;
}

const access = ({ world, target }: Stage, rights: Grant['rights']): Promise<Grant> =>
  openAccess(world.plant, { targetId: target.id, rights, lasts: 5_400 });

/** The request as the vendor makes it, and as the plant reads it. */
async function asked({ world, browser, album, target }: Stage): Promise<void> {
  const { plant } = world;
  const page = await openPortalAs(browser, plant.vendor, '/requests/new');
  await page.getByText('L2-FIL02-HMI1').first().click();
  await page
    .getByLabel('What will you do, and why?')
    .fill('Set the recipe of the filler after the format change');
  await page.getByLabel(/^Use keys and pointer/).check();
  await page.getByLabel(/^Use keys and pointer/).scrollIntoViewIfNeeded();
  await album.take(page, 'desktop/request', 'New request: a machine with a screen, and what each right is');
  await page.context().close();
  const request = await submitRequest(plant, {
    ...{ targetId: target.id, rights: ['view', 'control', 'clipboard-in'] },
    purpose: 'Set the recipe of the filler after the format change',
  });
  const card = await openPortalAs(browser, plant.approver, `/requests/${request.id}`);
  await card.getByText('Identity cannot be proven').first().waitFor();
  await album.take(card, 'desktop/card', 'Decision card: a screen whose machine nothing proves');
  await card.context().close();
}

async function ownViewer(stage: Stage): Promise<void> {
  const { world, browser, album } = stage;
  const grant = await access(stage, ['view', 'control']);
  const page = await openPortalAs(browser, world.plant.vendor, '/home');
  await page.getByRole('button', { name: 'Use your own viewer' }).first().click();
  await page.getByText(/works once, and for/).waitFor();
  await album.take(page, 'desktop/own-viewer', 'Your own viewer: what is typed into it, good once');
  await page.getByRole('button', { name: 'My viewer asks for a password only' }).click();
  await page.getByRole('button', { name: 'Make a password without encryption' }).click();
  await page.getByText('Password, 8 characters').waitFor();
  await page.getByText('Password, 8 characters').scrollIntoViewIfNeeded();
  await album.take(
    page,
    'desktop/old-viewer',
    'Your own viewer: one that encrypts nothing, where it is let in',
  );
  await page.context().close();
  await world.plant.approver.api.mustSend('POST', `/api/grants/${grant.id}/revoke`, {});
}

/** One session from the first picture to its replay, with the plant beside it. */
async function inSession(stage: Stage): Promise<void> {
  const { world, browser, album } = stage;
  const { plant } = world;
  const grant = await access(stage, ['view', 'control', 'clipboard-in', 'clipboard-out', 'ctrl-alt-del']);
  const vendor = await DesktopPage.open(browser, plant.vendor, grant);
  await vendor.clickAt(places.batch);
  for (let letter = 0; letter < 6; letter += 1) await vendor.page.keyboard.press('Backspace');
  await vendor.type('B-4711');
  await vendor.page.waitForTimeout(600);
  await album.take(vendor.page, 'desktop/session', 'In session: the screen, who it is, recording, time left');
  await vendor.page.getByRole('button', { name: 'Clipboard' }).first().click();
  await vendor.page.getByLabel('To the machine').fill('Batch B-4711');
  await album.take(vendor.page, 'desktop/session-clipboard', 'In session: the clipboard each way, on record');
  await vendor.page.getByRole('button', { name: 'Clipboard' }).first().click();

  const { id } = await sessionOf(plant.auditor, grant.id);
  const plantPage = await openPortalAs(browser, plant.approver, `/live/${id}`);
  await plantPage.locator('img').first().waitFor();
  await album.take(plantPage, 'desktop/live', 'Live card: a small picture of the screen');
  await plantPage.goto(`${world.gateway.origin}/live/${id}/watch`);
  await plantPage.frameLocator('iframe').locator('canvas.picture').waitFor();
  await plantPage.waitForTimeout(1_200);
  await album.take(plantPage, 'desktop/watch', 'Watching the screen of a running session');

  const orders = `/api/sessions/${id}`;
  await plant.approver.api.mustSend('POST', `${orders}/freeze`, { reason: 'Operator at the guard door' });
  await plant.approver.api.mustSend('POST', `${orders}/message`, { text: 'Wait for the all-clear' });
  await vendor.page.getByText('Wait for the all-clear').first().waitFor();
  await album.take(
    vendor.page,
    'desktop/session-held',
    'In session: the plant holds keys and pointer, and writes',
  );
  await plant.approver.api.mustSend('POST', `${orders}/end`, { reason: 'The line must run again' });
  await vendor.untilEnded('GH-REVOKED');
  await album.take(vendor.page, 'desktop/session-ended', 'After the end of a session on a screen');
  await Promise.all([vendor.close(), plantPage.context().close()]);

  await untilSealed(plant.auditor, id);
  const replay = await openPortalAs(browser, plant.auditor, `/sessions/${id}`);
  await replay.getByText('Nothing was altered.').first().waitFor();
  await replay.locator('.screen-place[data-loading="false"]').waitFor();
  const seek = replay.getByRole('slider', { name: 'Position in the recording' });
  await seek.press('End');
  await seek.press('ArrowLeft');
  await replay.frameLocator('iframe').locator('canvas.picture').waitFor();
  await replay.waitForTimeout(600);
  await album.take(
    replay,
    'desktop/replay',
    'Replay of a screen, with pointer, events and a picture to keep',
  );
  await replay.context().close();
}

async function lookingOnly(stage: Stage): Promise<void> {
  const { world, browser, album } = stage;
  const desktop = await DesktopPage.open(browser, world.plant.vendor, await access(stage, ['view']));
  await desktop.page.getByText('View only').first().waitFor();
  await desktop.page.waitForTimeout(600);
  await album.take(desktop.page, 'desktop/session-view-only', 'In session: looking only');
  await desktop.page.getByRole('button', { name: 'Leave' }).click();
  await desktop.close();
}

/** What an administrator sees of machines with a screen, and a jump host that is there. */
async function setUp({ world, browser, album }: Stage, port: number): Promise<void> {
  const { plant, gateway } = world;
  const { api } = plant.administrator;
  const unseen = await addUnseenDesktop(plant, port, {
    ...{ tag: 'L3-WRP01-HMI1', name: 'Wrapper panel', handle: 'l3-wrp01-hmi1' },
  });
  await withFreshFactor(plant.administrator, () =>
    api.mustSend('POST', `/api/targets/${unseen.id}/host-key/scan`, {}),
  );
  const page = await openPortalAs(browser, plant.administrator, '/admin/host-keys');
  const open = async (path: string): Promise<void> => {
    await page.setViewportSize(wide);
    await page.goto(`${gateway.origin}/admin/${path}`);
    await page.locator('h1').first().waitFor();
    await page.waitForTimeout(400);
  };
  await page.getByText('L3-WRP01-HMI1').first().waitFor();
  await album.take(
    page,
    'desktop/identity-queue',
    'Host keys: a panel that proves nothing waits for a yes by name',
  );
  await open('machines');
  await page.getByText('L2-FIL02-HMI1').first().click();
  await page.waitForTimeout(400);
  await album.take(page, 'desktop/machine', 'A machine with a screen, as administrators see it');
  await formOfTarget(page);
  await album.take(page, 'desktop/target-form', 'Add a way in: VNC');
  await open('sites');
  await page.getByRole('button', { name: 'Let them in' }).first().click();
  await page.getByRole('dialog').waitFor();
  await page.waitForTimeout(300);
  await album.take(
    page,
    'desktop/old-viewers-allowed',
    'A site: what letting in viewers without encryption means',
  );
  const hop = {
    siteId: plant.site.id,
    name: 'Cell gateway',
    address: '192.0.2.40',
    port: 22,
    account: 'hop',
  };
  await withFreshFactor(plant.administrator, () => api.post('/api/jump-hosts', hop, JumpHost));
  await open('jump-hosts');
  await page.getByText('Cell gateway').first().waitFor();
  await album.take(page, 'desktop/jump-host', 'Jump hosts: one that is there');
  await page.context().close();
}

async function formOfTarget(page: Page): Promise<void> {
  await page.setViewportSize(wide);
  await page.getByRole('button', { name: 'Add way in' }).first().click();
  await page.getByRole('dialog').waitFor();
  await page.getByText('Screen (VNC)', { exact: true }).last().click();
  await page.waitForTimeout(300);
}

/** Before the first answer has come. */
async function loading({ world, browser, album }: Stage): Promise<void> {
  const page = await openPortalAs(browser, world.plant.approver, '/inbox');
  await page.locator('h1, h2').first().waitFor();
  await page.route(/\/api\/(access-requests|sessions|grants)/, () => undefined);
  await page.reload();
  await page.waitForTimeout(1_500);
  await album.take(page, 'desktop/loading', 'A page while its answers are on their way');
  await page.context().close();
}
