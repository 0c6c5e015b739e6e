import { longestClipboard } from '@gatehouse/screen';
import { drawFrom, seed } from '../bitmap/testing/draw-from.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { writeVirtualChannelChunk } from '../wire/share/virtual-channel-chunk.js';
import { ChannelMessages, chunksOf } from './channel-messages.js';
import { ClipboardEnd } from './clipboard-end.js';
import {
  clipboardTypes,
  readClipboardPdu,
  responseFlags,
  textFormats,
  writeClipboardPdu,
} from './clipboard-pdu.js';

// Bounded here, many more with LONG=1. Whatever comes, reading ends in one error or in nothing, and no right is stepped over. The
// numbers are drawn from a seed that stands in the failure.

const isLong = Boolean(process.env['LONG']);
const rounds = isLong ? 1_000_000 : 2_000;
jest.setTimeout(isLong ? 3_600_000 : 120_000);

const draw = drawFrom('clipboard');
const secret = 'SECRET-of-this-side';
const types = [...Object.values(clipboardTypes), 8, 9, 10, 11];
const format = (id: number): Buffer => Buffer.from([id, 0, 0, 0]);

/** A message of the right form, of any type and with what belongs in one or another. */
function message(): Buffer {
  const bodies = [
    Buffer.alloc(0),
    format(draw(2) === 0 ? textFormats.unicode : textFormats.ansi),
    Buffer.concat([format(textFormats.unicode), Buffer.alloc(32)]),
    Buffer.concat([format(textFormats.ansi), Buffer.alloc(2), format(draw(256)), Buffer.alloc(draw(40))]),
    Buffer.from([1, 0, 0, 0, 1, 0, 12, 0, 2, 0, 0, 0, draw(4), 0, 0, 0]),
    Buffer.from(Array.from({ length: draw(64) }, () => draw(256))),
    Buffer.alloc(draw(4_000), 'text\r\n'),
  ];
  const flags = [0, responseFlags.ok, responseFlags.failed][draw(3)] ?? 0;
  return writeClipboardPdu({
    type: types[draw(types.length)] ?? 0,
    flags,
    body: bodies[draw(bodies.length)]!,
  });
}

/** The chunks of one, some of them spoilt. */
function chunks(): readonly Buffer[] {
  const whole = message();
  switch (draw(8)) {
    case 0:
      whole.writeUInt8(draw(256), draw(whole.length));
      return chunksOf(whole);
    case 1:
      return chunksOf(whole.subarray(0, draw(whole.length + 1)));
    case 2: {
      const cut = chunksOf(whole).map((each) => Buffer.from(each));
      const spoilt = cut[draw(cut.length)]!;
      spoilt.writeUInt8(draw(256), draw(Math.min(8, spoilt.length)));
      return cut;
    }
    case 3:
      return [
        writeVirtualChannelChunk({
          messageBytes: draw(2) === 0 ? draw(64) : draw(0xffff_ffff),
          ...{ flags: draw(4), data: Buffer.alloc(draw(64)) },
        }),
      ];
    default:
      return chunksOf(whole);
  }
}

describe('a clipboard, whatever comes', () => {
  it(`keeps to its rights and its one error (seed ${seed})`, () => {
    for (let round = 0; round < rounds; round += 1) {
      const [mayGive, mayTake] = [draw(2) === 0, draw(2) === 0];
      const sent = new ChannelMessages(4 * longestClipboard + 4096);
      let [asked, given, taken] = [0, 0, 0];
      const end = new ClipboardEnd({
        ...{ role: draw(2) === 0 ? 'client' : 'server', mayGive, mayTake },
        send: (chunk) => {
          const whole = sent.push(chunk);
          if (!Buffer.isBuffer(whole)) return;
          const pdu = readClipboardPdu(whole);
          if (pdu.type === clipboardTypes.formatDataRequest) asked += 1;
          if (pdu.type === clipboardTypes.formatList && pdu.body.length > 0) given += 1;
          if (pdu.type === clipboardTypes.formatDataResponse && pdu.body.length > 0) given += 1;
        },
        changed: (text) => {
          taken += 1;
          expect(text === null || Buffer.byteLength(text) <= longestClipboard).toBe(true);
        },
      });
      end.open();
      try {
        for (let step = 2 + draw(12); step > 0; step -= 1) {
          if (draw(5) === 0) end.put(secret);
          for (const chunk of chunks()) end.push(chunk);
        }
      } catch (error) {
        if (!(error instanceof MalformedPdu)) throw error;
      }
      if (!mayGive) expect([round, given]).toEqual([round, 0]);
      if (!mayTake) expect([round, asked, taken]).toEqual([round, 0, 0]);
      expect(taken).toBeLessThanOrEqual(asked);
    }
  });

  it('holds no more of a message than has come of it', () => {
    const messages = new ChannelMessages(64 * 1024 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    const many = Array.from({ length: 200 }, () => new ChannelMessages(64 * 1024 * 1024));
    for (const each of [messages, ...many])
      each.push(
        writeVirtualChannelChunk({ messageBytes: 64 * 1024 * 1024, flags: 1, data: Buffer.alloc(16) }),
      );
    // Announced are thirteen gigabytes.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });
});
