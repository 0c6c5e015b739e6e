import { openPortalAs } from '../world/portal-page.js';
import { untilSealed } from '../world/recorded-streams.js';
import { openAccess } from '../world/request-and-approve.js';
import { TerminalClient } from '../world/terminal-client.js';
import { pause } from '../world/wait-until.js';
import type { Studio } from './chapter.js';

/** Sessions, dossier with replay, search, the audit trail. */
export async function auditorChapter({ world, browser, album }: Studio): Promise<void> {
  const { plant, gateway } = world;
  const vendor = await plant.anotherVendor();
  const grant = await openAccess(plant, { vendor, targetId: (await plant.anotherTarget()).id });
  const client = await TerminalClient.connect(vendor, grant);
  const { sessionId } = await client.ready();
  for (const line of ['cat status.txt', 'tail -5 faults.log', 'echo valve 17 open', 'cat faults.log']) {
    client.type(`${line}\r`);
    await pause(700);
  }
  const page = await openPortalAs(browser, plant.auditor, `/sessions/${sessionId}`);
  await page
    .getByText(/Replay begins when/)
    .first()
    .waitFor();
  await album.take(page, 'auditor/dossier-running', 'Dossier while the session runs');
  client.type('exit\r');
  await client.closed;
  await untilSealed(plant.auditor, sessionId);
  await page.goto(`${gateway.origin}/sessions`);
  await page.getByText(vendor.displayName).first().waitFor();
  await album.take(page, 'auditor/sessions', 'Sessions');
  await page.goto(`${gateway.origin}/sessions/${sessionId}`);
  await page.getByText('Nothing was altered.').first().waitFor();
  await album.take(page, 'auditor/replay', 'Dossier and replay, verified');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.waitForTimeout(2_500);
  await page
    .getByRole('searchbox')
    .or(page.getByPlaceholder('Search output and commands'))
    .first()
    .fill('valve 17');
  await page.getByText(/\bhit/i).first().waitFor();
  await album.take(page, 'auditor/replay-search', 'Replay: playing, with search hits');
  await page.getByPlaceholder('Search output and commands').fill('valve 18');
  await page.getByText('No hits for valve 18.').waitFor();
  await album.take(page, 'auditor/replay-no-hits', 'Replay: nothing found');
  await page.goto(`${gateway.origin}/audit`);
  await page.getByText('session.ended').first().waitFor();
  await album.take(page, 'auditor/trail', 'Audit trail');
  await page.context().close();
}
