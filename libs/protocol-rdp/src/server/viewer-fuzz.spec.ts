import { BrokenViewer, Surface } from '@gatehouse/desktop';
import { writeConfirmActive } from '../wire/capabilities/confirm-active.js';
import { confirmedCapabilities } from '../wire/capabilities/confirmed-capabilities.js';
import { writeFastPathInput } from '../wire/input/fast-path-input.js';
import { pointerFlags } from '../wire/input/input-event.js';
import { writeDomainPdu } from '../wire/mcs/write-domain-pdu.js';
import { controlActions, writeControl } from '../wire/share/control.js';
import { writeFontList } from '../wire/share/font-list.js';
import { writeRefreshRect } from '../wire/share/refresh-rect.js';
import { shareDataTypes, writeShareData } from '../wire/share/share-data.js';
import { writeSuppressOutput } from '../wire/share/suppress-output.js';
import { writeSynchronize } from '../wire/share/synchronize.js';
import { writeDataTpdu } from '../wire/x224/data-tpdu.js';
import type { AgreedClient } from './agreed-client.js';
import { writeLegPiece } from './leg-pieces.js';
import { serverUserId, shareId } from './mcs-numbers.js';
import { RdpViewer } from './rdp-viewer.js';

jest.setTimeout(30 * 60_000);

const rounds = process.env['LONG'] ? 200_000 : 2_000;
const agreed: AgreedClient = {
  ...{ userId: 1006, ioChannelId: 1003, colourDepth: 16, takesErrorInfo: true },
  channels: [
    { id: 1004, name: 'cliprdr' },
    { id: 1005, name: 'rdpdr' },
  ],
  ...{ keyboardLayout: 0x0407, keyboardType: 4, keyboardSubtype: 0 },
};

/** What an honest client sends, in order, with something of every kind. */
function honest(): Buffer[] {
  const { userId, ioChannelId } = agreed;
  const on = (channelId: number, data: Buffer): Buffer =>
    writeDataTpdu(writeDomainPdu({ kind: 'send-data-request', userId, channelId, data }));
  const data = (type: number, body: Buffer): Buffer =>
    on(ioChannelId, writeShareData(userId, { shareId, type, body }));
  const capabilities = confirmedCapabilities({
    width: 100,
    height: 80,
    bitsPerPixel: 16,
    keyboardLayout: 0x0407,
  });
  const area = { x: 0, y: 0, width: 100, height: 80 };
  return [
    on(ioChannelId, writeConfirmActive(userId, { shareId, capabilities })),
    data(shareDataTypes.synchronize, writeSynchronize(serverUserId)),
    data(shareDataTypes.control, writeControl({ action: controlActions.request, grantId: 0, controlId: 0 })),
    data(shareDataTypes.fontList, writeFontList()),
    ...writeFastPathInput([
      { kind: 'synchronize', locks: 2 },
      { kind: 'scancode', code: 0x1e, isExtended: false, isExtended1: false, isReleased: false },
      { kind: 'unicode', unit: 0xe4, isReleased: false },
      { kind: 'pointer', flags: pointerFlags.down | pointerFlags.left, x: 3, y: 4 },
      { kind: 'pointer', flags: pointerFlags.wheel | 120, x: 3, y: 4 },
    ]),
    data(shareDataTypes.refreshRect, writeRefreshRect([area])),
    data(shareDataTypes.suppressOutput, writeSuppressOutput(null)),
    data(shareDataTypes.suppressOutput, writeSuppressOutput(area)),
    data(shareDataTypes.shutdownRequest, Buffer.alloc(0)),
    on(
      1004,
      Buffer.from(
        '10000000030000000700000010000000010000000100 0c0002000000 02000000'.replaceAll(' ', ''),
        'hex',
      ),
    ),
    on(1004, Buffer.from('0e000000030000000200000006000000 0d0000000000'.replaceAll(' ', ''), 'hex')),
    on(1005, Buffer.alloc(40, 7)),
  ];
}

/** Numbers that are the same in every run. */
function drawer(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function spoil(bytes: Buffer, draw: (below: number) => number): Buffer {
  const spoilt = Buffer.from(bytes);
  for (let count = draw(4); count >= 0; count -= 1) spoilt[draw(spoilt.length)] = draw(256);
  return draw(4) === 0 ? spoilt.subarray(0, draw(spoilt.length)) : spoilt;
}

test(`whatever comes ends in nothing or in a broken viewer, and is answered within bounds (${rounds} rounds)`, () => {
  const draw = drawer(20_261_126);
  const picture = new Surface();
  picture.resize(100, 80);
  const pdus = honest();
  let broken = 0;
  let reached = 0;
  for (let round = 0; round < rounds; round += 1) {
    let sent = 0;
    const viewer = new RdpViewer(agreed, {
      ...{ picture, name: '', mayPaste: true, mayCopy: true },
      mayShow: () => true,
      send: (bytes) => (sent += bytes.length),
      key: ({ keysym }) => expect(keysym).toBeGreaterThan(0),
      pointer: ({ x, y, buttons }) =>
        expect([x, y, buttons].every((each) => each >= 0 && each <= 0xffff)).toBe(true),
      pasted: () => undefined,
      copies: (_text, go) => go(),
      refusedChannel: () => undefined,
      asksSize: () => false,
      later: (act) => act(),
    });
    try {
      viewer.shown([{ kind: 'size', width: 100, height: 80 }]);
      const spoilt = draw(pdus.length);
      const from = draw(3) === 0 ? spoilt : 0;
      pdus.forEach((pdu, place) => {
        if (place < from) return;
        const bytes = place === spoilt || draw(8) === 0 ? spoil(pdu, draw) : pdu;
        const cut = draw(bytes.length + 1);
        for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)])
          viewer.push(writeLegPiece({ kind: 'bytes', bytes: piece }));
        reached += 1;
      });
    } catch (error) {
      if (!(error instanceof BrokenViewer)) throw error;
      broken += 1;
    } finally {
      viewer.close();
    }
    expect(sent).toBeLessThan(2 * 1024 * 1024);
  }
  expect(broken).toBeGreaterThan(rounds / 10);
  expect(reached).toBeGreaterThan(rounds);
});
