import { AuditEntry, Dossier, listOf, RecordingSearchAnswer } from '@gatehouse/contracts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Answer } from '../world/api-client.js';
import { phone, startBrowser } from '../world/browser.js';
import { runGatehouse } from '../world/gatehouse-command.js';
import type { PersonAtWork } from '../world/person-at-work.js';
import { complaintsOf, openPortal, openPortalAs } from '../world/portal-page.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { temporaryFolder } from '../world/temporary-folder.js';
import { waitUntil } from '../world/wait-until.js';

describe('the path in a browser', () => {
  let world: World;
  let browser: Browser;
  let vendorPage: Page;
  let complaints: string[];
  let allSignedInAt: number;

  beforeAll(async () => {
    // A code at each review and each connect, as a critical machine would have it.
    world = await startWorld({ constraints: { factorFreshSeconds: 0 } });
    allSignedInAt = Date.now();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  it('lets a technician sign in with password and code', async () => {
    const { vendor } = world.plant;
    vendorPage = await openPortal(browser, world.gateway.origin, '/sign-in');
    complaints = complaintsOf(vendorPage);
    await vendorPage.getByLabel('Name').fill(vendor.login);
    await vendorPage.getByRole('textbox', { name: 'Password' }).fill(vendor.password);
    await vendorPage.getByRole('button', { name: 'Next' }).click();
    await vendorPage.getByLabel('Code', { exact: true }).fill(await vendor.authenticator.nextCode());
    await vendorPage.getByRole('button', { name: 'Sign in' }).click();
    await vendorPage.getByRole('heading', { name: 'Access' }).waitFor();
  });

  it('lets them ask for a machine, and shows what it takes before it is sent', async () => {
    await vendorPage.goto(`${world.gateway.origin}/requests/new`);
    await vendorPage.getByText('L3-PAL01').first().click();
    await vendorPage.getByLabel('What will you do, and why?').fill('Read the fault buffer of the palletizer');
    await vendorPage.getByLabel('Work order').fill('WO-4711');
    await vendorPage.getByText('No', { exact: true }).click();
    await vendorPage.getByLabel('Where will you be?').fill('Graz, Austria');
    await fillSlot(vendorPage);
    await vendorPage.getByText('An approver says yes').waitFor();
    await vendorPage.getByRole('button', { name: 'Send request' }).click();
    await vendorPage.waitForURL(/\/requests\/req_/);
    await vendorPage
      .getByText(/^Waiting for/)
      .first()
      .waitFor();
  });

  it('lets the shift lead approve on a phone with a code', async () => {
    const { approver } = world.plant;
    const page = await openPortalAs(browser, approver, '/inbox', phone);
    const heard = complaintsOf(page);
    // For ten seconds a code counts for the act behind it, that of signing in too.
    await waitUntil('the code of signing in is too old', () => Date.now() - allSignedInAt > 10_000);
    await page.getByText('Jana Kovac').first().click();
    await page.getByRole('heading', { name: /Jana Kovac.*Palletizer controller/s }).waitFor();
    await page.getByRole('button', { name: /^Approve/ }).click();
    await page.getByLabel('Code', { exact: true }).fill(await approver.authenticator.nextCode());
    await page.getByText(/You approved \d\d:\d\d/).waitFor();
    expect(heard).toEqual([]);
    await page.context().close();
  });

  it('tells the waiting technician of the approval without a reload', async () => {
    // The page that was opened before the approval, untouched since.
    await vendorPage.getByText(/^Sabine Roth approved, \d\d:\d\d/).waitFor();
    await vendorPage
      .getByRole('link', { name: 'Connect' })
      .or(vendorPage.getByRole('button', { name: 'Connect' }))
      .first()
      .waitFor();
    expect(await vendorPage.getByText(/^Waiting for/).count()).toBe(0);
  });

  it('opens a terminal with a code; what is typed there happens at the machine', async () => {
    await vendorPage.goto(`${world.gateway.origin}/home`);
    await vendorPage
      .getByRole('link', { name: 'Connect' })
      .or(vendorPage.getByRole('button', { name: 'Connect' }))
      .first()
      .click();
    const terminal = vendorPage.locator('.xterm-rows');
    const code = vendorPage.getByLabel('Code', { exact: true });
    // Asked for unless the code of signing in is only seconds old, which on a fast machine it is.
    await code.or(terminal).first().waitFor();
    if (await code.isVisible()) await code.fill(await world.plant.vendor.authenticator.nextCode());
    await terminal.getByText('$').first().waitFor();
    await vendorPage.locator('.xterm-helper-textarea').focus();
    await vendorPage.keyboard.type('echo from the browser > browser.txt; echo se""en\n');
    const file = join(world.sshd.home, 'browser.txt');
    await waitUntil(
      'the command ran at the target',
      () => existsSync(file) && readFileSync(file, 'utf8') !== '',
    );
    expect(readFileSync(file, 'utf8')).toBe('from the browser\n');
    await vendorPage.keyboard.type('exit\n');
    await vendorPage.getByText('GH-TARGET').first().waitFor();
  });

  it('SC-02 keeps the credential of the machine out of the technician’s browser', async () => {
    const secret = world.sshd.account.password ?? world.sshd.clientKey.split('\n')[3] ?? '';
    const heap = await heapOf(vendorPage);
    // Compared first: a failing test must not print a whole heap.
    expect(heap.includes('L3-PAL01')).toBe(true);
    expect(heap.includes(secret)).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('shows the auditor in replay what was typed, and puts the viewing on record', async () => {
    const { auditor } = world.plant;
    const page = await openPortalAs(browser, auditor, '/sessions');
    const heard = complaintsOf(page);
    await page.getByRole('link', { name: 'L3-PAL01' }).first().click();
    await page.waitForURL(/\/sessions\/ses_/);
    await page.getByText('Nothing was altered.').first().waitFor();
    await page.getByRole('button', { name: 'Play' }).click();
    const frame = page.frameLocator('iframe');
    await waitUntil('replay shows the command', async () => {
      const text = await frame
        .locator('body')
        .innerText()
        .catch(() => '');
      return text.includes('from the browser');
    });
    expect(heard).toEqual([]);
    const { id, recordingId } = await recordingOn(page);
    const [viewed] = await trail('recording.viewed');
    expect(viewed).toMatchObject({
      actor: { kind: 'person', id: auditor.id },
      subjects: { recording: recordingId, session: id },
    });
    const viewings = (await trail('recording.viewed')).length;
    await page.reload();
    await page.getByText('Nothing was altered.').first().waitFor();
    await waitUntil(
      'the second viewing is on record too',
      async () => (await trail('recording.viewed')).length > viewings,
    );
    await page.context().close();
  });

  it('finds the command by search, and gives copies that hold it, each on record', async () => {
    const { auditor } = world.plant;
    const [viewed] = await trail('recording.viewed');
    const recordingId = viewed?.subjects['recording'] ?? '';
    const get = (what: string): Promise<Answer> =>
      auditor.api.mustSend('GET', `/api/recordings/${recordingId}/${what}`);
    const found = RecordingSearchAnswer.parse((await get('search?q=from%20the%20browser')).json);
    expect(found.truncated).toBe(false);
    expect(found.hits[0]?.text).toContain('echo from the browser > browser.txt');
    expect(RecordingSearchAnswer.parse((await get('search?q=never%20typed')).json).hits).toEqual([]);

    const lines = (await get('asciicast')).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines[0]).toMatchObject({ version: 2, title: expect.stringContaining('not evidence') as string });
    const shown = lines.slice(1).map((line) => (line as [number, string, string])[2]);
    expect(shown.join('')).toContain('seen\r\n');

    const folder = temporaryFolder('container');
    const file = join(folder.path, 'copy.ghrec');
    writeFileSync(file, await download(auditor, `/api/recordings/${recordingId}/container`));
    const verified = await runGatehouse(world.gateway, ['verify', file]);
    expect(verified).toMatchObject({ code: 0, output: expect.stringContaining('unaltered') as string });
    folder.remove();

    const exported = await trail('recording.exported');
    expect(exported.map(({ actor, subjects }) => [actor.id, subjects['recording']])).toEqual([
      [auditor.id, recordingId],
      [auditor.id, recordingId],
    ]);
    expect(JSON.stringify(exported.map(({ data }) => data))).toMatch(/container.*asciicast/);
  });

  /** Newest first. */
  async function trail(kind: string): Promise<AuditEntry[]> {
    return (await world.plant.auditor.api.get(`/api/audit?kind=${kind}`, listOf(AuditEntry))).items;
  }

  /** The session a dossier shows, and its recording. */
  async function recordingOn(page: Page): Promise<{ id: string; recordingId: string }> {
    const id = page.url().split('/').at(-1) ?? '';
    const { session } = await world.plant.auditor.api.get(`/api/sessions/${id}/dossier`, Dossier);
    return { id, recordingId: session.recording?.id ?? '' };
  }
});

/** Bytes as they are; an answer of the API is otherwise read as text. */
async function download(person: PersonAtWork, path: string): Promise<Buffer> {
  const answer = await fetch(person.api.origin + path, { headers: { cookie: person.api.cookies() } });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

/** From a minute ago in plant time would be the past; the form starts with a slot of its own, so only the length is set. */
async function fillSlot(page: Page): Promise<void> {
  const plant = (minutes: number): string =>
    new Intl.DateTimeFormat('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      timeZone: 'Europe/Prague',
    }).format(Date.now() + minutes * 60_000);
  await page.getByLabel('From, plant time').fill(plant(0));
  await page.getByLabel('To, plant time').fill(plant(45));
}

/** Everything the page's heap holds, as text (CDP HeapProfiler). */
async function heapOf(page: Page): Promise<string> {
  const cdp = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await cdp.send('HeapProfiler.takeHeapSnapshot', {});
  return chunks.join('');
}
