import { openPortalAs } from '../world/portal-page.js';
import type { Studio } from './chapter.js';

const pages = [
  ['machines', 'Machines and their targets'],
  ['host-keys', 'Host keys to confirm'],
  ['policies', 'Policies, as sentences'],
  ['vendors', 'Vendor organisations'],
  ['people', 'People and their roles'],
  ['credentials', 'Credentials: written, never read back'],
  ['certificate-authority', 'Certificates: what a machine must trust'],
  ['jump-hosts', 'Jump hosts: the way into a zone'],
  ['sites', 'Sites and zones'],
  ['import', 'Import from CSV'],
] as const;

/** What an administrator sets up. */
export async function adminChapter({ world, browser, album }: Studio): Promise<void> {
  const { gateway, plant } = world;
  const page = await openPortalAs(browser, plant.administrator, '/admin/machines');
  for (const [path, caption] of pages) {
    await page.goto(`${gateway.origin}/admin/${path}`);
    await page.locator('h1').first().waitFor();
    await page.waitForTimeout(400);
    await album.take(page, `admin/${path}`, caption);
  }
  await page.context().close();
}
