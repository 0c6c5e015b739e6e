import { chunkBytes, chunkFlags, writeVirtualChannelChunk } from '../wire/share/virtual-channel-chunk.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { ChannelMessages, chunksOf } from './channel-messages.js';

const { first, last } = chunkFlags;
const most = 10_000;
const chunk = (messageBytes: number, flags: number, bytes: number): Buffer =>
  writeVirtualChannelChunk({ messageBytes, flags, data: Buffer.alloc(bytes, 7) });

describe('messages of a channel', () => {
  it.each([1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 2 * chunkBytes, 9_999])(
    'of %i bytes are cut and put together again',
    (length) => {
      const message = Buffer.from(Array.from({ length }, (_, at) => at % 251));
      const messages = new ChannelMessages(most);
      for (let round = 0; round < 2; round += 1) {
        const chunks = chunksOf(message);
        expect(chunks.length).toBe(Math.ceil(length / chunkBytes));
        const taken = chunks.map((each) => messages.push(each));
        expect(taken.pop()).toEqual(message);
        expect(taken.every((each) => each === null)).toBe(true);
      }
    },
  );

  it('say their length, and where they begin and end', () => {
    const flags = chunksOf(Buffer.alloc(3 * chunkBytes)).map((each) => each.readUInt32LE(4));
    const { showProtocol } = chunkFlags;
    expect(flags).toEqual([first | showProtocol, showProtocol, last | showProtocol]);
    expect(chunksOf(Buffer.alloc(2_000))[1]?.readUInt32LE(0)).toBe(2_000);
  });

  it('take chunks of any size', () => {
    const messages = new ChannelMessages(most);
    expect(messages.push(chunk(5_000, first, 4_999))).toBeNull();
    expect(messages.push(chunk(5_000, 0, 0))).toBeNull();
    expect(messages.push(chunk(5_000, last, 1))).toEqual(Buffer.alloc(5_000, 7));
  });

  it('are read past where they are too long, and the next one is taken', () => {
    const messages = new ChannelMessages(most);
    messages.push(chunk(0xffff_ffff, first, 1_600));
    for (let count = 0; count < 1_000; count += 1) expect(messages.push(chunk(0, 0, 1_600))).toBeNull();
    const other = new ChannelMessages(most);
    other.push(chunk(most + 1, first, most));
    expect(other.push(chunk(0, last, 1))).toBe('too-long');
    expect(other.push(chunk(1, first | last, 1))).toEqual(Buffer.alloc(1, 7));
  });

  it.each([
    ['without a beginning', [chunk(8, last, 8)]],
    ['that begin within another', [chunk(8, first, 4), chunk(8, first, 4)]],
    ['longer than announced', [chunk(4, first, 8)]],
    ['longer than announced, at last', [chunk(4, first, 4), chunk(4, 0, 1)]],
    ['shorter than announced', [chunk(80, first | last, 8)]],
    ['in bulk compression', [chunk(8, first | last | chunkFlags.compressed, 8)]],
    ['without a whole header', [Buffer.alloc(7)]],
  ])('are refused %s', (_what, chunks) => {
    const messages = new ChannelMessages(most);
    expect(() => chunks.map((each) => messages.push(each))).toThrow(MalformedPdu);
  });
});
