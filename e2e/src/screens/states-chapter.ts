import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPortalAs } from '../world/portal-page.js';
import { untilSealed } from '../world/recorded-streams.js';
import { openAccess, submitRequest } from '../world/request-and-approve.js';
import { openSecondSite } from '../world/second-site.js';
import { TerminalClient } from '../world/terminal-client.js';
import { easyConstraints } from '../world/plant.js';
import type { Studio } from './chapter.js';

/** States that only come about when something is missing, late, changed or wrong. */
export async function statesChapter(studio: Studio): Promise<void> {
  await emptyInbox(studio);
  await codeDialog(studio);
  await changedAndExpired(studio);
  await idleEnd(studio);
  await alteredRecording(studio);
  await notReached(studio);
}

async function emptyInbox({ world, browser, album }: Studio): Promise<void> {
  const { approver } = await openSecondSite(world.plant, world.sshd);
  const page = await openPortalAs(browser, approver, '/inbox');
  await page.getByText('Nothing to decide.').first().waitFor();
  await album.take(page, 'states/inbox-empty', 'Inbox: nothing to decide, nobody is in');
  await page.context().close();
}

/** Critical machines ask for a code at each act. */
async function codeDialog({ world, browser, album }: Studio): Promise<void> {
  const { plant } = world;
  await plant.administrator.api.mustSend('POST', '/api/policies', {
    siteId: plant.site.id,
    name: 'Critical machines',
    criticality: 'critical',
    constraints: { ...easyConstraints, factorFreshSeconds: 0 },
  });
  const target = await plant.anotherTarget({ criticality: 'critical', name: 'Boiler safety controller' });
  const request = await submitRequest(plant, { targetId: target.id });
  const page = await openPortalAs(browser, plant.approver, `/requests/${request.id}`);
  await page.waitForTimeout(11_000);
  await page.getByRole('button', { name: /^Approve/ }).click();
  await page.getByText('Your code').first().waitFor();
  await album.take(page, 'states/code-dialog', 'A fresh code is asked for');
  await page.context().close();
}

async function changedAndExpired({ world, browser, album }: Studio): Promise<void> {
  const { plant, gateway } = world;
  const target = await plant.anotherTarget({ name: 'Label printer' });
  const changed = await submitRequest(plant, { targetId: target.id });
  const page = await openPortalAs(browser, plant.approver, `/requests/${changed.id}`);
  await page.getByRole('button', { name: /^Approve/ }).waitFor();
  await plant.administrator.api.mustSend('PATCH', `/api/targets/${target.id}`, { account: 'operator' });
  await page.getByRole('button', { name: /^Approve/ }).click();
  await page.getByText('This request changed. Read it again.').waitFor();
  await album.take(page, 'states/request-changed', 'Decision card: changed since it was read');
  await page.context().close();
  const late = await submitRequest(plant, { lasts: 5 });
  const vendorPage = await openPortalAs(browser, plant.vendor, `/requests/${late.id}`);
  await vendorPage
    .getByText(/Not answered/)
    .first()
    .waitFor({ timeout: 120_000 });
  await album.take(vendorPage, 'states/request-expired', 'Request: not answered in time');
  await vendorPage.goto(`${gateway.origin}/home`);
  await vendorPage.context().close();
}

async function idleEnd({ world, browser, album }: Studio): Promise<void> {
  const { plant } = world;
  await plant.administrator.api.mustSend('POST', '/api/policies', {
    siteId: plant.site.id,
    name: 'Quiet machines',
    criticality: 'low',
    constraints: { ...easyConstraints, idleSeconds: 30 },
  });
  const target = await plant.anotherTarget({ criticality: 'low', name: 'Pallet counter' });
  const vendor = await plant.anotherVendor();
  const grant = await openAccess(plant, { vendor, targetId: target.id });
  const page = await openPortalAs(browser, vendor, `/connect/${grant.id}`);
  await page.getByText('GH-IDLE').first().waitFor({ timeout: 90_000 });
  await album.take(page, 'states/ended-idle', 'After the end: nothing was typed for too long');
  await page.context().close();
}

/** One byte of a sealed recording, as somebody with the disk in hand would change it. */
async function alteredRecording({ world, browser, album }: Studio): Promise<void> {
  const { plant, gateway } = world;
  const target = await plant.anotherTarget({ name: 'Shrink oven' });
  const grant = await openAccess(plant, { targetId: target.id });
  const client = await TerminalClient.connect(plant.vendor, grant);
  const { sessionId } = await client.ready();
  client.type('cat status.txt; exit\r');
  await client.closed;
  const session = await untilSealed(plant.auditor, sessionId);
  const file = join(gateway.dataDirectory, 'recordings/store', `${session.recording?.id ?? ''}.ghrec`);
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  chmodSync(file, 0o600);
  writeFileSync(file, bytes);
  const page = await openPortalAs(browser, plant.auditor, `/sessions/${sessionId}`);
  await page.getByText('This recording was altered.').first().waitFor();
  await album.take(page, 'states/recording-altered', 'Dossier: the recording was altered, and where');
  await page.context().close();
}

async function notReached({ world, browser, album }: Studio): Promise<void> {
  const page = await openPortalAs(browser, world.plant.vendor, '/home');
  await page.locator('h1, h2').first().waitFor();
  await page.route('**/api/**', (route) => route.abort());
  await page.reload();
  await page
    .getByText(/not reached/)
    .first()
    .waitFor();
  await album.take(page, 'states/not-reached', 'Gatehouse is not reached');
  await page.context().close();
}
