import { RecordingTimeline } from '@gatehouse/contracts';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../world/browser.js';
import { runFileClient } from '../world/file-client.js';
import type { PersonAtWork } from '../world/person-at-work.js';
import { complaintsOf, openPortalAs } from '../world/portal-page.js';
import { untilSealed } from '../world/recorded-streams.js';
import { openAccess } from '../world/request-and-approve.js';
import { sessionOf } from '../world/sessions.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { temporaryFolder } from '../world/temporary-folder.js';
import { waitUntil } from '../world/wait-until.js';

describe('files through the gateway', () => {
  let world: World;
  let browser: Browser;
  const local = temporaryFolder('files');
  const bytes = randomBytes(3 << 20);
  const sha256 = createHash('sha256').update(bytes).digest('hex');

  beforeAll(async () => {
    world = await startWorld();
    browser = await startBrowser();
    chmodSync(local.path, 0o755);
    writeFileSync(join(local.path, 'recipe.bin'), bytes);
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
    local.remove();
  });

  /** A folder of the account at the machine. */
  const farFolder = (name: string): string => {
    const { home, account } = world.sshd;
    const folder = join(home, name);
    mkdirSync(folder);
    chownSync(folder, account.uid, account.gid);
    return folder;
  };
  const client = async (
    program: 'scp' | 'sftp',
    vendor: PersonAtWork,
    handle: string,
    args: (to: (path: string) => string) => string[],
    input = '',
  ) => {
    const answers = [vendor.password, await vendor.authenticator.nextCode()];
    const user = `${vendor.login}+${handle}`;
    return runFileClient(program, { port: world.gateway.sshPort, user, answers }, args, input);
  };

  it('go both ways with scp by their own rights, each on record with its SHA-256', async () => {
    const { plant } = world;
    const far = farFolder('scp');
    const [vendor, target] = [await plant.anotherVendor(), await plant.anotherTarget()];
    const grant = await openAccess(plant, {
      vendor,
      targetId: target.id,
      rights: ['files-in', 'files-out'],
    });
    const copied = await client('scp', vendor, target.handle, (to) => [
      join(local.path, 'recipe.bin'),
      to(join(far, 'recipe.bin')),
    ]);
    expect(copied).toMatchObject({ code: 0 });
    expect(readFileSync(join(far, 'recipe.bin')).equals(bytes)).toBe(true);
    const { id } = await sessionOf(plant.auditor, grant.id);
    const session = await untilSealed(plant.auditor, id);
    const timeline = await plant.auditor.api.get(
      `/api/recordings/${session.recording?.id ?? ''}/timeline`,
      RecordingTimeline,
    );
    const sent = timeline.events.find(({ kind }) => kind === 'file.transferred');
    expect(sent?.text).toBe(`Sent ${join(far, 'recipe.bin')}, ${bytes.length} bytes, SHA-256 ${sha256}`);
  });

  it('SE-13 stay where they are when the access names only commands, or the other direction', async () => {
    const { plant } = world;
    const far = farFolder('refused');
    const [vendor, target] = [await plant.anotherVendor(), await plant.anotherTarget()];
    await openAccess(plant, { vendor, targetId: target.id, rights: ['shell', 'files-out'] });
    const up = await client('scp', vendor, target.handle, (to) => [
      join(local.path, 'recipe.bin'),
      to(join(far, 'recipe.bin')),
    ]);
    expect(up.code).not.toBe(0);
    expect(existsSync(join(far, 'recipe.bin'))).toBe(false);
    const another = await plant.anotherVendor();
    await openAccess(plant, { vendor: another, targetId: target.id, rights: ['shell', 'files-out'] });
    const legacy = await client('scp', another, target.handle, (to) => [
      '-O',
      join(local.path, 'recipe.bin'),
      to(join(far, 'recipe.bin')),
    ]);
    expect(legacy.code).not.toBe(0);
    expect(existsSync(join(far, 'recipe.bin'))).toBe(false);
  });

  it('PS-14 stay below the folder that was approved', async () => {
    const { plant } = world;
    const far = farFolder('bound');
    const inside = farFolder('bound/recipes');
    const [vendor, target] = [await plant.anotherVendor(), await plant.anotherTarget()];
    await openAccess(plant, { vendor, targetId: target.id, rights: [`files-in:${inside}`] });
    const put = (to: string): string => `put ${join(local.path, 'recipe.bin')} ${to}\n`;
    const run = await client(
      'sftp',
      vendor,
      target.handle,
      (to) => [to('')],
      put(join(inside, 'a.bin')) + put(join(far, 'b.bin')) + put(join(inside, '../c.bin')),
    );
    expect(readFileSync(join(inside, 'a.bin')).equals(bytes)).toBe(true);
    expect(existsSync(join(far, 'b.bin'))).toBe(false);
    expect(existsSync(join(far, 'c.bin'))).toBe(false);
    expect(run.said).toMatch(/Gatehouse|[Pp]ermission denied/);
  });

  it('are dropped and fetched beside the terminal in a browser', async () => {
    const { plant } = world;
    const target = await plant.anotherTarget();
    const far = farFolder('browser');
    writeFileSync(join(far, 'from-machine.bin'), bytes);
    const grant = await openAccess(plant, {
      targetId: target.id,
      rights: ['shell', 'files-in', 'files-out'],
    });
    const page = await openPortalAs(browser, plant.vendor, `/connect/${grant.id}`);
    const heard = complaintsOf(page);
    await page.locator('.xterm-rows').getByText('$').first().waitFor();
    const list = page.getByRole('region', { name: 'Files on the machine' });
    await list.getByRole('button', { name: 'Open browser' }).click();
    await page.locator('input[type=file]').setInputFiles(join(local.path, 'recipe.bin'));
    await page.getByText(/^On the machine since/).waitFor();
    await waitUntil('the file is whole', () => readFileSync(join(far, 'recipe.bin')).equals(bytes));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      list.getByRole('button', { name: 'Get from-machine.bin' }).click(),
    ]);
    expect(readFileSync(await download.path()).equals(bytes)).toBe(true);
    expect(heard).toEqual([]);
    await page.context().close();
  });
});
