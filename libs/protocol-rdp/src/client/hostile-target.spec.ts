import { drawFrom } from '../bitmap/testing/draw-from.js';
import { spoil } from '../bitmap/testing/spoil.js';
import { HostileRelay } from '../testing/hostile-relay.js';
import { endpointFor } from '../testing/rdp-endpoint.js';
import { eventually } from '../testing/eventually.js';
import { startXrdp } from '../testing/start-xrdp.js';
import type { RunningXrdp } from '../testing/start-xrdp.js';
import { TestViewer } from '../testing/test-viewer.js';
import { writeDomainPdu } from '../wire/mcs/write-domain-pdu.js';
import { shareControlTypes, writeShareControl } from '../wire/share/share-control.js';
import { writeFastPathUpdate } from '../wire/updates/write-fast-path-update.js';
import { updateCodes } from '../wire/updates/graphics-update.js';
import { writeDataTpdu } from '../wire/x224/data-tpdu.js';
import { rdpDialer } from './dial-rdp.js';

// Bounded here, many more with LONG=1.
const isLong = Boolean(process.env['LONG']);
const rounds = isLong ? 400 : 12;
jest.setTimeout(isLong ? 3_600_000 : 180_000);

/** The channels of xrdp: the screen, then the one that was asked for first. */
const [screen, clipboard] = [1003, 1004];
const never = new AbortController().signal;

const onChannel = (channelId: number, data: Buffer): Buffer =>
  writeDataTpdu(writeDomainPdu({ kind: 'send-data-indication', userId: 1002, channelId, data }));
const control = (type: number, body: Buffer): Buffer =>
  onChannel(screen, writeShareControl({ type, source: 1002, body }));
const bitmap = (...numbers: readonly number[]): readonly Buffer[] => {
  const data = Buffer.alloc(numbers.length * 2);
  numbers.forEach((number, index) => data.writeUInt16LE(number, index * 2));
  return writeFastPathUpdate({ code: updateCodes.bitmap, data });
};

describe('PR-01 a target that turns hostile behind its right certificate', () => {
  let xrdp: RunningXrdp;
  let relay: HostileRelay;
  const endpoint = () => endpointFor({ ...xrdp, port: relay.port, pinned: xrdp.certificate.der });
  beforeAll(async () => {
    xrdp = await startXrdp({ backend: 'Xvnc' });
    relay = await HostileRelay.start(xrdp);
  });
  afterEach(() => (relay.spoil = (piece) => piece));
  afterAll(async () => {
    await relay?.stop();
    await xrdp?.stop();
  });

  const endings: ReadonlyArray<readonly [string, () => readonly Buffer[], RegExp]> = [
    [
      'sends its clients to another server',
      () => [control(shareControlTypes.redirection, Buffer.alloc(64))],
      /another server, which is not followed/,
    ],
    ['has a frame that is shorter than its header', () => [Buffer.from([3, 0, 0, 3])], /./],
    [
      'has a bitmap with more bytes than it has',
      () => bitmap(1, 1, 0, 0, 63, 63, 64, 64, 32, 0, 60_000),
      /./,
    ],
    [
      'has a bitmap of 65535 pixels each way',
      () => bitmap(1, 1, 0, 0, 65_535, 65_535, 65_535, 65_535, 32, 1, 4, 0, 0),
      /./,
    ],
    [
      'has a share control PDU without end',
      () => [onChannel(screen, Buffer.from([0xff, 0x7f, 0x17, 0]))],
      /./,
    ],
    ['demands a share of nothing', () => [control(shareControlTypes.demandActive, Buffer.alloc(4))], /./],
  ];
  it.each(endings)('ends the session of one that %s', async (_name, words, detail) => {
    const viewer = await TestViewer.open(endpoint());
    relay.say(...words());
    await eventually(() => viewer.outcome !== null);
    expect(viewer.outcome?.reason).toMatch(/^(target-left|error)$/);
    expect(viewer.outcome?.detail).toMatch(detail);
    expect(viewer.upstream.surface.pixels.length).toBe(800 * 600);
  });

  it('keeps nothing of a clipboard that is announced with 4 GiB', async () => {
    const viewer = await TestViewer.open(endpoint());
    const announced = Buffer.alloc(1608);
    announced.writeUInt32LE(0xffff_ffff, 0);
    announced.writeUInt32LE(1, 4);
    relay.say(onChannel(clipboard, announced));
    for (let chunk = 0; chunk < 1_000; chunk += 1) {
      announced.writeUInt32LE(0, 4);
      relay.say(onChannel(clipboard, Buffer.from(announced)));
    }
    relay.say(control(shareControlTypes.redirection, Buffer.alloc(64)));
    await eventually(() => viewer.outcome !== null);
    expect(viewer.texts).toEqual([]);
  });

  it('RI-05 goes on past updates and channels that nobody agreed to', async () => {
    const viewer = await TestViewer.open(endpoint());
    // A dynamic channel that is to be created (MS-RDPEDYC section 2.2.2.1): on the channel for it, where it is refused, and on one
    // that was never asked for.
    const dynamic = Buffer.from([14, 0, 0, 0, 3, 0, 0, 0, 0x10, 1, ...Buffer.from('AUDIO_INPUT\0')]);
    for (let round = 0; round < 200; round += 1)
      relay.say(
        ...writeFastPathUpdate({ code: 14, data: Buffer.alloc(9) }),
        onChannel(1005, dynamic),
        onChannel(1009, dynamic),
      );
    const before = viewer.areas.length;
    await xrdp.run('xsetroot', '-solid', '#402060');
    await eventually(() => viewer.areas.length > before && viewer.count(0x60_20_40) > 100_000);
    expect(viewer.outcome).toBeNull();
    await viewer.upstream.close();
  });

  it(`${rounds} sessions with spoilt bytes end by themselves or go on, and the next is as good as ever`, async () => {
    const dial = rdpDialer({ patienceMs: 4_000, logonPatienceMs: 2_000 });
    const ends = { refused: 0, ended: 0, open: 0 };
    for (let round = 0; round < rounds; round += 1) {
      const draw = drawFrom(`hostile target ${round}`);
      const first = draw(24);
      relay.spoil = (piece, index) => (index >= first && draw(3) === 0 ? spoil(piece, draw) : piece);
      const answer = await dial(endpoint(), never);
      if ('refused' in answer) {
        expect(answer.refused).toMatch(/^(unreachable|credential-not-accepted|algorithms-not-allowed)$/);
        ends.refused += 1;
        continue;
      }
      let isOver = false;
      answer.listen({
        ...{ damaged: () => undefined, resized: () => undefined, cursor: () => undefined },
        ...{ clipboard: () => undefined, bell: () => undefined, ended: () => (isOver = true) },
      });
      for (let look = 0; look < 10 && !isOver; look += 1)
        await new Promise((resolve) => setTimeout(resolve, 20));
      ends[isOver ? 'ended' : 'open'] += 1;
      await answer.close();
    }
    expect(ends.refused + ends.ended + ends.open).toBe(rounds);
    expect(ends.refused + ends.ended).toBeGreaterThan(0);
    relay.spoil = (piece) => piece;
    const viewer = await TestViewer.open(endpoint());
    await eventually(() => viewer.upstream.surface.pixels.some((pixel) => pixel !== 0));
    await viewer.upstream.close();
  });
});
