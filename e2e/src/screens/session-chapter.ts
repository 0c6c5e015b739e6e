import { openPortalAs } from '../world/portal-page.js';
import { openAccess, requestAndApprove } from '../world/request-and-approve.js';
import { sessionOf } from '../world/sessions.js';
import type { Studio } from './chapter.js';

/** Connect: the code, the terminal, its warnings, and the page that says what ended it. */
export async function sessionChapter({ world, browser, album }: Studio): Promise<void> {
  const { plant, gateway } = world;
  const vendor = await plant.anotherVendor();
  const page = await openPortalAs(browser, vendor, '/home');
  const connect = async (grantId: string): Promise<void> => {
    await page.goto(`${gateway.origin}/connect/${grantId}`);
    await page.locator('.xterm-rows').getByText('$').first().waitFor();
    await page.waitForTimeout(300);
  };
  const soon = await requestAndApprove(plant, { vendor, opensIn: 3600 });
  await page.goto(`${gateway.origin}/connect/${soon.id}`);
  await page
    .getByText(/opens at/)
    .first()
    .waitFor();
  await album.take(page, 'session/not-yet', 'Connect before the time slot');

  const grant = await openAccess(plant, { vendor, lasts: 5400 });
  await connect(grant.id);
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.type('cat status.txt; tail -5 faults.log\n');
  await page.waitForTimeout(500);
  await album.take(page, 'session/terminal', 'Terminal: machine, recording, time left');
  const session = await sessionOf(plant.auditor, grant.id);
  const orders = `/api/sessions/${session.id}`;
  await plant.approver.api.mustSend('POST', `${orders}/freeze`, { reason: 'Operator at the guard door' });
  await plant.approver.api.mustSend('POST', `${orders}/message`, { text: 'Wait for the all-clear' });
  await page.getByText('Wait for the all-clear').waitFor();
  await page.waitForTimeout(300);
  await album.take(page, 'session/held', 'Terminal: the plant holds the input and writes');
  await plant.approver.api.mustSend('POST', `/api/sessions/${session.id}/end`, {
    reason: 'The line must run again',
  });
  await page.getByText('GH-REVOKED').first().waitFor();
  await album.take(page, 'session/ended-by-plant', 'After the end: ended by the plant');

  const files = await openAccess(plant, {
    vendor,
    lasts: 5400,
    targetId: (await plant.anotherTarget({ tag: 'L3-LBL01', name: 'Labeller controller' })).id,
    rights: ['shell', 'files-in', 'files-out'],
  });
  await connect(files.id);
  await page.locator('input[type=file]').setInputFiles({
    name: 'recipe-0815.rcp',
    mimeType: 'text/plain',
    buffer: Buffer.from('speed = 12000\n'.repeat(400)),
  });
  await page.getByText(/^On the machine since/).waitFor();
  await page.waitForTimeout(300);
  await album.take(page, 'session/files', 'Files beside the terminal');
  await page.getByRole('button', { name: 'Leave' }).click();

  const short = await openAccess(plant, { vendor, lasts: 25, targetId: (await plant.anotherTarget()).id });
  await connect(short.id);
  await page.waitForTimeout(2_000);
  await album.take(page, 'session/warning', 'Terminal: the time slot is about to end');
  await page.getByText('GH-EXPIRED').first().waitFor({ timeout: 40_000 });
  await album.take(page, 'session/ended-by-time', 'After the end: the time slot is over');

  await world.sshd.swapHostKey();
  const wrong = await openAccess(plant, {
    vendor,
    targetId: (await plant.anotherTarget({ tag: 'L4-MIX02' })).id,
  });
  await page.goto(`${gateway.origin}/connect/${wrong.id}`);
  await page.getByText('GH-IDENTITY').first().waitFor();
  await album.take(page, 'session/wrong-machine', 'Not connected: not the machine we know');
  await world.sshd.restoreHostKey();
  await page.context().close();
}
