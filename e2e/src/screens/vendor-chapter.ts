import type { Page } from 'playwright-core';
import type { PersonAtWork } from '../world/person-at-work.js';
import { openPortalAs } from '../world/portal-page.js';
import { openAccess, requestAndApprove, submitRequest } from '../world/request-and-approve.js';
import { openSsh } from '../world/ssh-client.js';
import type { Studio } from './chapter.js';

/** The technician: home, the request with its dry run, and what becomes of it. */
export async function vendorChapter({ world, browser, album }: Studio): Promise<void> {
  const { plant, gateway } = world;
  const vendor = await plant.anotherVendor();
  const page = await openPortalAs(browser, vendor, '/home');
  const open = async (path: string): Promise<void> => {
    await page.goto(gateway.origin + path);
    await page.locator('h1, h2').first().waitFor();
  };
  await page.getByText('No access today.').waitFor();
  await album.take(page, 'vendor/home-empty', 'Home: nothing yet');
  await open('/requests/new');
  await album.take(page, 'vendor/request-empty', 'New request: choose a machine');
  await page.getByText('L3-PAL01').first().click();
  await page
    .getByLabel('What will you do, and why?')
    .fill('Replace the drive parameters after the gearbox change.');
  await page.getByLabel('Work order').fill('WO-4711');
  await page.getByText('Yes', { exact: true }).click();
  await page.getByLabel('Where will you be?').fill('Graz, Austria');
  await page.getByText('An approver says yes').waitFor();
  await album.take(page, 'vendor/request-ready', 'New request: what it will take, before it is sent');
  const past = Date.now() - 2 * 3_600_000;
  const clock = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Europe/Prague',
  });
  await page.getByLabel('From, plant time').fill(clock.format(past));
  await page.getByLabel('To, plant time').fill(clock.format(past + 3 * 3_600_000));
  await page.waitForTimeout(600);
  await album.take(page, 'vendor/request-refused', 'New request: a time slot the rules stand against');

  const pending = await submitRequest(plant, { vendor, opensIn: 7200, lasts: 5400 });
  await open(`/requests/${pending.id}`);
  await album.take(page, 'vendor/status-waiting', 'Request: waiting for an answer');
  const denied = await submitRequest(plant, {
    vendor,
    opensIn: 3600,
    purpose: 'Firmware update of the gripper',
  });
  await plant.approver.api.mustSend('POST', `/api/access-requests/${denied.id}/reviews`, {
    verdict: 'deny',
    contentHash: denied.contentHash,
    reason: 'Line in production. Ask for the Saturday stop.',
  });
  await open(`/requests/${denied.id}`);
  await album.take(page, 'vendor/status-denied', 'Request: denied, with the reason');
  const withdrawn = await submitRequest(plant, { vendor, opensIn: 3600 });
  await vendor.api.mustSend('POST', `/api/access-requests/${withdrawn.id}/withdraw`, {});
  await open(`/requests/${withdrawn.id}`);
  await album.take(page, 'vendor/status-withdrawn', 'Request: taken back');
  const robot = await plant.anotherTarget({
    tag: 'L3-ROB02',
    name: 'Palletizing robot',
    handle: 'robot',
    location: 'Line 3, cell 2',
  });
  const filler = await plant.anotherTarget({
    tag: 'L2-FIL01',
    name: 'Filler controller',
    handle: 'filler',
    location: 'Line 2',
  });
  const grant = await openAccess(plant, { vendor, targetId: robot.id, lasts: 5400 });
  await requestAndApprove(plant, { vendor, targetId: filler.id, opensIn: 10_800, lasts: 3600 });
  await open(`/requests/${grant.requestId}`);
  await album.take(page, 'vendor/status-approved', 'Request: approved, the time slot is open');
  await open('/home');
  await page.getByText('L3-ROB02').first().waitFor();
  await album.take(page, 'vendor/home', 'Home: access open, access to come, requests waiting and answered');
  await open('/account');
  await album.take(page, 'vendor/account', 'Account: roles, recovery codes, keys for ssh');
  await confirmation({ world, browser, album }, page, vendor);
  await open('/no-such-page');
  await album.take(page, 'vendor/not-here', 'A page that is not here, or not for this person');
  await page.context().close();
}

/** Two connections of the technician's own ssh: one they confirm, one that was not theirs. */
async function confirmation({ world, album }: Studio, page: Page, vendor: PersonAtWork): Promise<void> {
  for (const answer of ['Confirm', 'Not me'] as const) {
    const ssh = openSsh({
      port: world.gateway.sshPort,
      user: `${vendor.login}+robot`,
      answers: [vendor.password, ''],
      options: ['LogLevel=INFO', ...(answer === 'Not me' ? ['BindAddress=127.0.9.7'] : [])],
    });
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await ssh.untilOutput(/[0-9A-Z]{4}-[0-9A-Z]{4}/))?.[0] ?? '';
    await page.goto(`${world.gateway.origin}/confirm`);
    const field = page.getByLabel('Code in the terminal');
    if (answer === 'Confirm') {
      await field.fill('ZZZZ-ZZZZ');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText(/No connection of yours waits/).waitFor();
      await album.take(page, 'vendor/confirm-code', 'Confirm a connection: a code that is none');
    }
    await field.fill(code);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('heading', { name: 'Is this you?' }).waitFor();
    const isOwn = answer === 'Confirm';
    await album.take(
      page,
      isOwn ? 'vendor/confirm' : 'vendor/confirm-elsewhere',
      isOwn ? 'Confirm a connection: is this you?' : 'Confirm a connection that comes from elsewhere',
    );
    await page.getByRole('button', { name: answer, exact: true }).click();
    if (isOwn) {
      const given = page.getByLabel('Code', { exact: true });
      await given.waitFor();
      await given.fill(await vendor.authenticator.nextCode());
    }
    await page.getByRole('heading', { name: isOwn ? 'Confirmed' : 'Refused' }).waitFor();
    await album.take(
      page,
      isOwn ? 'vendor/confirm-done' : 'vendor/confirm-refused',
      isOwn ? 'Confirm a connection: confirmed' : 'Confirm a connection: it was somebody else',
    );
    await ssh.kill();
  }
}
