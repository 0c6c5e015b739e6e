import { AuditEntry, listOf, RecordingTimeline, Session, SignInTestAnswer } from '@gatehouse/contracts';
import type { ChannelRight, Grant } from '@gatehouse/contracts';
import type { Browser } from 'playwright-core';
import { addRdpTarget } from '../world/add-rdp-target.js';
import { startBrowser } from '../world/browser.js';
import { DesktopClient } from '../world/desktop-client.js';
import { DesktopPage } from '../world/desktop-page.js';
import { pictureHash, pictureOn, untilSameAndStill } from '../world/picture-on-page.js';
import { openPortalAs } from '../world/portal-page.js';
import { composedAt, framesOf } from '../world/recorded-picture.js';
import { untilSealed } from '../world/recorded-streams.js';
import { connectTicket, openAccess } from '../world/request-and-approve.js';
import { sessionOf } from '../world/sessions.js';
import { startStation, stationPlaces } from '../world/start-station.js';
import type { RunningStation } from '../world/start-station.js';
import { typeOnGermanKeys } from '../world/type-on-german-keys.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { waitUntil } from '../world/wait-until.js';
import { withFreshFactor } from '../world/with-fresh-factor.js';

jest.setTimeout(120_000);

describe('an engineering station by RDP in a browser', () => {
  let world: World;
  let station: RunningStation;
  let browser: Browser;
  let targetId: string;

  beforeAll(async () => {
    station = await startStation();
    world = await startWorld({
      constraints: { rightsAllowed: ['view', 'control', 'clipboard-in', 'clipboard-out'] },
    });
    const target = await addRdpTarget(
      world.plant,
      station,
      { fingerprint: station.fingerprint },
      {
        rdp: { signIn: 'tls', keyboardLayout: 0x0407, width: 800, height: 600 },
      },
    );
    targetId = target.id;
    browser = await startBrowser();
  }, 240_000);
  afterAll(async () => {
    await (browser as Browser | undefined)?.close();
    await (world as World | undefined)?.stop();
    await (station as RunningStation | undefined)?.stop();
  }, 60_000);

  const access = (rights: readonly ChannelRight[]): Promise<Grant> =>
    openAccess(world.plant, { targetId, rights, lasts: 1_800 });
  const idOf = async (grant: Grant): Promise<string> => (await sessionOf(world.plant.auditor, grant.id)).id;
  const tryTheSignIn = (id: string): Promise<SignInTestAnswer> =>
    withFreshFactor(world.plant.administrator, () =>
      world.plant.administrator.api.post(`/api/targets/${id}/sign-in-test`, {}, SignInTestAnswer),
    );

  it('PR-06 RI-07 from request to replay: typed, clicked and pasted as granted, watched, ended, and the same picture for all', async () => {
    const { vendor, approver, auditor } = world.plant;
    const grant = await access(['view', 'control', 'clipboard-in']);
    const page = await openPortalAs(browser, vendor, '/home');
    const heard: string[] = [];
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => void heard.push(payload.toString('latin1'))),
    );
    page.on(
      'response',
      (response) =>
        void response.text().then(
          (text) => heard.push(text),
          () => undefined,
        ),
    );
    await page.goto(`${vendor.api.origin}/connect/${grant.id}`);
    const desktop = await DesktopPage.shownOn(page);
    await station.untilDrawn();

    await desktop.clickAt(stationPlaces.terminal);
    await desktop.type('Set = 1500 U/min; (a & b) {"ok": "#~|"}\n');
    await typeOnGermanKeys(page, 'Öl und Füße @ 60°: zy');
    await desktop.type('\n');
    await waitUntil('both lines were typed at the station', () => station.typedLines().length === 2);
    expect(station.typedLines()).toEqual([
      'Set = 1500 U/min; (a & b) {"ok": "#~|"}',
      'Öl und Füße @ 60°: zy',
    ]);
    const presses = station.seen(/ButtonPress event/g);
    await desktop.clickAt(stationPlaces.buttons);
    await waitUntil('the click came', () => station.seen(/ButtonPress event/g) > presses);

    await page.getByRole('button', { name: 'Clipboard' }).click();
    await page.getByLabel('To the machine').fill('Füllmenge 330 ml');
    await page.getByRole('button', { name: 'Put on its clipboard' }).click();
    await waitUntil('it lies there', async () => (await station.clipboard()) === 'Füllmenge 330 ml');
    await station.putOnClipboard('F30017 is not for the vendor');

    const id = await idOf(grant);
    const watcher = await openPortalAs(browser, approver, `/live/${id}/watch`);
    const watched = watcher.frameLocator('iframe').locator('canvas.picture');
    await desktop.pointAt({ x: 700, y: 550 });
    const shown = await untilSameAndStill(desktop.canvas, watched);
    const onPage = await page.content();
    await approver.api.post(`/api/sessions/${id}/end`, { reason: 'Enough' }, Session);
    await desktop.untilEnded('GH-REVOKED');

    const sealed = await untilSealed(auditor, id);
    expect(sealed).toMatchObject({ protocol: 'rdp', clientLeg: 'web', recording: { complete: true } });
    expect(sealed.departure).toBe('disconnected');
    const dossier = await openPortalAs(browser, auditor, `/sessions/${id}`);
    await dossier.getByText('the account was disconnected').waitFor();
    await dossier.context().close();
    const recordingId = String(sealed.recording?.id);
    const timeline = await auditor.api.get(`/api/recordings/${recordingId}/timeline`, RecordingTimeline);
    expect(pictureHash(await composedAt(auditor, recordingId, timeline.durationMs))).toBe(shown);
    const replay = await openPortalAs(browser, auditor, `/sessions/${id}`);
    const drawn = replay.frameLocator('iframe').locator('canvas.picture');
    await replay.locator('.screen-place[data-loading="false"]').waitFor();
    const seek = replay.getByRole('slider', { name: 'Position in the recording' });
    await seek.press('End');
    await waitUntil('the replay ends on the same picture', async () => {
      return pictureHash(await pictureOn(drawn)) === shown;
    });
    const frames = await framesOf(auditor, recordingId);
    const all = frames.map(({ data }) => Buffer.from(data ?? '', 'base64').toString('latin1')).join('\n');
    const everywhere = [...heard, onPage, all, world.gateway.process.output].join('\n');
    for (const secret of [station.password, Buffer.from(station.password, 'utf16le').toString('latin1')])
      expect(everywhere.includes(secret)).toBe(false);
    expect(everywhere.includes('F30017 is not for the vendor')).toBe(false);
    await Promise.all([desktop.close(), watcher.context().close(), replay.context().close()]);
  });

  it('follows the window of the vendor who controls it, for vendor, watcher and replay, and of nobody else', async () => {
    const { vendor, approver, auditor } = world.plant;
    const grant = await access(['view', 'control']);
    const page = await openPortalAs(browser, vendor, `/connect/${grant.id}`);
    const desktop = await DesktopPage.shownOn(page);
    await station.untilDrawn();
    const id = await idOf(grant);
    const watcher = await openPortalAs(browser, approver, `/live/${id}/watch`);
    const watched = watcher.frameLocator('iframe').locator('canvas.picture');
    const sameAt = (width: number) =>
      waitUntil(`both see a screen of ${width} pixels`, async () => {
        const [one, other] = [await pictureOn(desktop.canvas), await pictureOn(watched)];
        return one?.width === width && pictureHash(one) === pictureHash(other) && pictureHash(one);
      });
    // A watcher's window is no wish.
    await watcher.setViewportSize({ width: 700, height: 720 });
    await page.setViewportSize({ width: 1000, height: 800 });
    await sameAt(1000);
    await page.setViewportSize({ width: 1200, height: 864 });
    await sameAt(1200);
    await desktop.clickAt(stationPlaces.terminal);
    const before = station.typedLines().length;
    await desktop.type('on a larger screen\n');
    await waitUntil('it was typed', () => station.typedLines().length > before);
    expect(station.typedLines().at(-1)).toBe('on a larger screen');
    await desktop.pointAt({ x: 1100, y: 700 });
    const shown = await untilSameAndStill(desktop.canvas, watched);
    expect((await pictureOn(desktop.canvas))?.height).toBe(800);
    await approver.api.post(`/api/sessions/${id}/end`, { reason: 'Enough' }, Session);
    await desktop.untilEnded('GH-REVOKED');
    const recordingId = String((await untilSealed(auditor, id)).recording?.id);
    const timeline = await auditor.api.get(`/api/recordings/${recordingId}/timeline`, RecordingTimeline);
    expect(pictureHash(await composedAt(auditor, recordingId, timeline.durationMs))).toBe(shown);
    expect(timeline.events.map(({ text }) => text)).toContain('Asked for a screen of 1200 x 800');
    await Promise.all([desktop.close(), watcher.context().close()]);

    const onlyView = await access(['view']);
    const looks = DesktopClient.withTicket(vendor, await connectTicket(vendor, onlyView));
    const { width, height } = await looks.begin();
    // Raw, and ExtendedDesktopSize; what is asked for then is answered: by this viewer, not allowed.
    looks.send([2, 0, 0, 2, 0, 0, 0, 0, 0xff, 0xff, 0xfe, 0xcc]);
    looks.send([251, 0, 2, 128, 1, 224, 1, 0, ...new Array<number>(16).fill(0)]);
    const answer = await looks.receive(16);
    expect([answer.readUInt16BE(4), answer.readUInt16BE(6)]).toEqual([1, 1]);
    expect([answer.readUInt16BE(8), answer.readUInt16BE(10)]).toEqual([width, height]);
    looks.close();
    await untilSealed(auditor, await idOf(onlyView));
  });

  it('tries the stored password from the administrator\u2019s page, by every protocol, and says how it came out', async () => {
    const { administrator, target } = world.plant;
    expect(await tryTheSignIn(targetId)).toEqual({ outcome: 'accepted', detail: null });
    expect(await tryTheSignIn(target.id)).toEqual({ outcome: 'accepted', detail: null });
    const other = await addRdpTarget(
      world.plant,
      { ...station, password: 'not the password' },
      { fingerprint: station.fingerprint },
      { tag: 'L3-ENG02', name: 'The same with a wrong password', handle: 'l3-eng2', rdp: { signIn: 'tls' } },
    );
    expect(await tryTheSignIn(other.id)).toMatchObject({ outcome: 'credential-not-accepted' });
    const { items } = await administrator.api.get(
      '/api/audit?kind=target.sign-in-tested',
      listOf(AuditEntry),
    );
    expect(items.map(({ data }) => data['outcome']).sort()).toEqual([
      'accepted',
      'accepted',
      'credential-not-accepted',
    ]);
    expect(JSON.stringify(items)).not.toContain(station.password);
  });
});
