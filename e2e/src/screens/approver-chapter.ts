import { openPortalAs } from '../world/portal-page.js';
import { connectTicket, openAccess, submitRequest } from '../world/request-and-approve.js';
import { phone } from '../world/browser.js';
import { TerminalClient } from '../world/terminal-client.js';
import type { Studio } from './chapter.js';

/** The shift lead, on a phone first: inbox, card, answers, live card, end. */
export async function approverChapter({ world, browser, album }: Studio): Promise<void> {
  const { plant, gateway } = world;
  const page = await openPortalAs(browser, plant.approver, '/inbox', phone);
  const open = async (path: string): Promise<void> => {
    await page.setViewportSize(phone);
    await page.goto(gateway.origin + path);
    await page.locator('h1, h2').first().waitFor();
  };
  const vendor = await plant.anotherVendor();
  const target = await plant.anotherTarget({
    tag: 'L1-CUT01',
    name: 'Cutter safety controller',
    handle: 'cutter',
    location: 'Line 1',
    criticality: 'critical',
  });
  const calm = await submitRequest(plant, { vendor, opensIn: 1800, lasts: 5400 });
  const risky = await submitRequest(plant, { vendor, targetId: target.id, opensIn: 600, lasts: 14_400 });
  await open('/inbox');
  await page.getByText(vendor.displayName).first().waitFor();
  await album.take(page, 'approver/inbox', 'Inbox: what waits for a decision');
  await open(`/requests/${calm.id}`);
  await album.take(page, 'approver/card', 'Decision card');
  await page.getByRole('button', { name: 'Shorter' }).click();
  await page.getByText('Approve with less').waitFor();
  await album.take(page, 'approver/card-shorter', 'Decision card: approve with less');
  await open(`/requests/${risky.id}`);
  await album.take(page, 'approver/card-critical', 'Decision card: a critical machine, program change');
  await page.getByRole('button', { name: 'Deny' }).click();
  await page.getByText('Deny, why?').waitFor();
  await album.take(page, 'approver/card-deny', 'Decision card: deny, no reason chosen beforehand');
  await page.getByText('Line in production').click();
  await page.getByRole('button', { name: 'Deny this request' }).click();
  await page
    .getByText(/^Denied/)
    .first()
    .waitFor();
  await album.take(page, 'approver/card-denied', 'Card after a denial');

  const grant = await openAccess(plant, { vendor, lasts: 3600 });
  await open(`/requests/${grant.requestId}`);
  await album.take(page, 'approver/card-approved', 'Card after an approval: open, nobody is in');
  const client = TerminalClient.open(vendor, await connectTicket(vendor, grant));
  const { sessionId } = await client.ready();
  await open('/inbox');
  await page.waitForTimeout(300);
  await album.take(page, 'approver/inbox-live', 'Inbox: who is in the plant now');
  await open(`/live/${sessionId}`);
  await page.getByRole('button', { name: /End access/i }).waitFor();
  await album.take(page, 'approver/live', 'Live card: watch, hold input, message, End access');
  await page.setViewportSize(phone);
  await client.untilOutput(/\$ /);
  client.type('cat status.txt\r');
  await page.getByRole('link', { name: 'Watch' }).click();
  await page.frameLocator('iframe').locator('.xterm-rows').getByText('gripper').first().waitFor();
  await album.take(page, 'approver/watch', 'Watching the screen of a running session');
  await page.setViewportSize(phone);
  await page.getByRole('button', { name: 'Hold input' }).click();
  await page.getByRole('button', { name: 'Give input back' }).waitFor();
  await page.waitForTimeout(300);
  await album.take(page, 'approver/watch-held', 'Watching, with the input held');
  await open(`/live/${sessionId}`);
  await page.getByRole('button', { name: 'Give input back' }).waitFor();
  await album.take(page, 'approver/live-held', 'Live card: the input is held');
  await page.setViewportSize(phone);
  await page.getByRole('button', { name: 'Message' }).click();
  await page.getByLabel('One line').fill('Operator at the guard door, wait');
  await page.waitForTimeout(300);
  await album.take(page, 'approver/live-message', 'Live card: a message to the screen');
  await page.setViewportSize(phone);
  await page.getByRole('button', { name: 'Send to the screen' }).click();
  await page.getByText(/Message sent/).waitFor();
  await page.getByRole('button', { name: /End access/i }).click();
  await client.untilEnded();
  await page.getByText(/ended/i).first().waitFor();
  await page.waitForTimeout(300);
  await album.take(page, 'approver/live-ended', 'After End access: reconnect is blocked');
  await page.context().close();
}
