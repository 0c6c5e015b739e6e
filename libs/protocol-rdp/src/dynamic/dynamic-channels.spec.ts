import { drawFrom, seed } from '../bitmap/testing/draw-from.js';
import { chunksOf } from '../clipboard/channel-messages.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { readMonitorLayout, writeDisplayCapabilities } from '../wire/dynamic/display-control-pdu.js';
import { readDynamicChannelPdu, writeDynamicChannelPdu } from '../wire/dynamic/dynamic-channel-pdu.js';
import type { DynamicChannelPdu } from '../wire/dynamic/dynamic-channel-pdu.js';
import { readVirtualChannelChunk } from '../wire/share/virtual-channel-chunk.js';
import { DisplayControl } from './display-control.js';
import { DynamicChannels } from './dynamic-channels.js';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');
const refused = 0xc000_0001 | 0;

/** A client's end that serves the display and a channel `notes`, and what it said. */
function world() {
  const said: DynamicChannelPdu[] = [];
  const notes: string[] = [];
  const closed: string[] = [];
  let display: DisplayControl | null = null;
  const channels = new DynamicChannels({
    send: (chunk) => said.push(readDynamicChannelPdu(readVirtualChannelChunk(chunk).data, 'client')),
    opened: (name, say) => {
      if (name === 'notes') return { take: (message) => void notes.push(message.toString()) };
      return name === DisplayControl.channelName ? (display = new DisplayControl(say)) : null;
    },
    closed: (name) => closed.push(name),
  });
  const hear = (...pdus: Exclude<DynamicChannelPdu, { kind: 'other' }>[]): void => {
    for (const pdu of pdus) for (const chunk of chunksOf(writeDynamicChannelPdu(pdu))) channels.push(chunk);
  };
  const raw = (message: Buffer): void => {
    for (const chunk of chunksOf(message)) channels.push(chunk);
  };
  return { said, notes, closed, hear, raw, display: () => display };
}

const create = (channelId: number, name: string) => ({ kind: 'create-request', channelId, name }) as const;

describe('dynamic channels', () => {
  it('are agreed on at the version of the server, but without compression', () => {
    const { said, raw } = world();
    raw(hex('50 00 01 00'));
    raw(hex('50 00 02 00 33 33 11 11 3d 0a a7 04'));
    raw(hex('50 00 03 00 33 33 11 11 3d 0a a7 04'));
    expect(said).toEqual([1, 2, 2].map((version) => ({ kind: 'capabilities', from: 'client', version })));
  });

  it('are read as they stand in MS-RDPEDYC section 2.2, in all their sizes', () => {
    expect(readDynamicChannelPdu(hex('10 03 74 65 73 74 64 76 63 00'), 'server')).toEqual(
      create(3, 'testdvc'),
    );
    expect(readDynamicChannelPdu(hex('11 03 01 61 00'), 'server')).toEqual(create(259, 'a'));
    expect(readDynamicChannelPdu(hex('12 03 01 00 80 61 00'), 'server')).toEqual(create(0x80000103, 'a'));
    expect(readDynamicChannelPdu(hex('10 03 01 00 00 c0'), 'client')).toEqual({
      ...{ kind: 'create-response', channelId: 3, status: refused },
    });
    expect(readDynamicChannelPdu(hex('24 03 7b 0c 71 72'), 'server')).toEqual({
      ...{ kind: 'data-first', channelId: 3, messageBytes: 0x0c7b, data: hex('7172') },
    });
    expect(readDynamicChannelPdu(hex('70 03 00'), 'server')).toEqual({ kind: 'other', command: 7 });
    expect(() => readDynamicChannelPdu(hex('13 03 00 00 00'), 'server')).toThrow(MalformedPdu);
    expect(() => readDynamicChannelPdu(hex('31 03'), 'server')).toThrow(MalformedPdu);
    expect(() =>
      readDynamicChannelPdu(Buffer.concat([hex('10 03'), Buffer.alloc(200, 97)]), 'server'),
    ).toThrow(MalformedPdu);
  });

  it('are refused where nobody here asks for them, and where they are open', () => {
    const { said, hear } = world();
    hear(
      create(1, 'Microsoft::Windows::RDS::Graphics'),
      create(2, 'notes'),
      create(2, DisplayControl.channelName),
      create(3, 'notes'),
      create(4, ''),
    );
    expect(said).toEqual(
      [refused, 0, refused, refused, refused].map((status, index) => ({
        ...{ kind: 'create-response', channelId: [1, 2, 2, 3, 4][index], status },
      })),
    );
  });

  it('put messages together, and say where they are closed', () => {
    const { said, notes, closed, hear } = world();
    const data = (text: string) => ({ kind: 'data', channelId: 9, data: Buffer.from(text) }) as const;
    hear(create(9, 'notes'), data('whole'));
    hear(
      { kind: 'data-first', channelId: 9, messageBytes: 9, data: Buffer.from('in ') },
      data('pie'),
      data('ces'),
    );
    hear({ kind: 'data-first', channelId: 9, messageBytes: 2, data: Buffer.from('at') });
    expect(notes).toEqual(['whole', 'in pieces', 'at']);
    hear({ kind: 'close', channelId: 9 }, data('late'), { kind: 'close', channelId: 9 });
    expect(notes.length).toBe(3);
    expect(closed).toEqual(['notes']);
    expect(said.slice(1)).toEqual([{ kind: 'close', channelId: 9 }]);
    hear(create(9, 'notes'), data('again'));
    expect(notes.at(-1)).toBe('again');
  });

  it('take nothing on a channel that is not open', () => {
    const { said, notes, hear } = world();
    hear({ kind: 'data', channelId: 5, data: Buffer.from('x') });
    hear({ kind: 'data-first', channelId: 5, messageBytes: 0xffff_ffff, data: Buffer.from('x') });
    hear({ kind: 'close', channelId: 5 });
    expect([said, notes]).toEqual([[], []]);
  });

  it.each([
    ['longer than any', [4097, 'x'], []],
    ['longer than announced', [2, 'abc'], []],
    ['longer than announced, at last', [3, 'ab'], ['cd']],
  ] as const)('refuse a message %s', (_what, [messageBytes, first], rest) => {
    const { hear } = world();
    hear(create(9, 'notes'));
    expect(() =>
      hear(
        { kind: 'data-first', channelId: 9, messageBytes, data: Buffer.from(first) },
        ...rest.map((text) => ({ kind: 'data', channelId: 9, data: Buffer.from(text) }) as const),
      ),
    ).toThrow(MalformedPdu);
  });

  it('refuse a message that begins within another', () => {
    const { hear } = world();
    const begins = { kind: 'data-first', channelId: 9, messageBytes: 9, data: Buffer.from('x') } as const;
    hear(create(9, 'notes'), begins);
    expect(() => hear(begins)).toThrow(MalformedPdu);
  });
});

const isLong = Boolean(process.env['LONG']);
const rounds = isLong ? 500_000 : 2_000;

it(`PR-01 dynamic channels keep to their one error, whatever comes (${rounds} rounds, seed ${seed})`, () => {
  const draw = drawFrom('dynamic channels');
  const names = [DisplayControl.channelName, 'notes', 'AUDIO_PLAYBACK_DVC', ''];
  const bytes = (most: number): Buffer => Buffer.from(Array.from({ length: draw(most) }, () => draw(256)));
  const pdu = (): Exclude<DynamicChannelPdu, { kind: 'other' }> => {
    const channelId = draw(4);
    switch (draw(6)) {
      case 0:
        return { kind: 'capabilities', from: 'server', version: draw(5) };
      case 1:
        return create(channelId, names[draw(names.length)] ?? '');
      case 2:
        return { kind: 'data', channelId, data: bytes(40) };
      case 3:
        return {
          kind: 'data',
          channelId,
          data: writeDisplayCapabilities(draw(3), [draw(9_000), draw(9_000)]),
        };
      case 4:
        return { kind: 'data-first', channelId, messageBytes: draw(60), data: bytes(40) };
      default:
        return { kind: 'close', channelId };
    }
  };
  for (let round = 0; round < rounds; round += 1) {
    const { said, raw, display } = world();
    let heard = 0;
    try {
      for (let step = 1 + draw(12); step > 0; step -= 1) {
        const message = writeDynamicChannelPdu(pdu());
        if (draw(4) === 0) message.writeUInt8(draw(256), draw(message.length));
        heard += 1;
        raw(message);
      }
    } catch (error) {
      if (!(error instanceof MalformedPdu)) throw error;
    }
    // One answer at most to each, and none of another kind.
    expect(said.length).toBeLessThanOrEqual(heard);
    expect(said.every(({ kind }) => ['capabilities', 'create-response', 'close'].includes(kind))).toBe(true);
    const answered = said.length;
    const isAsked = display()?.ask({ width: draw(9_000), height: draw(9_000) }) ?? false;
    const layouts = said.slice(answered).map((last) => last.kind === 'data' && readMonitorLayout(last.data));
    expect(layouts.length).toBe(isAsked ? 1 : 0);
    for (const size of layouts)
      expect(size && size.width % 2 === 0 && size.width >= 200 && size.height >= 200).toBe(true);
  }
});

describe('the size of a display', () => {
  const capabilities = (monitors: number, a: number, b: number) =>
    ({ kind: 'data', channelId: 7, data: writeDisplayCapabilities(monitors, [a, b]) }) as const;
  const sizesSaid = (said: readonly DynamicChannelPdu[]) =>
    said.flatMap((pdu) => (pdu.kind === 'data' ? [readMonitorLayout(pdu.data)] : []));

  it('is asked for once the server has said what it takes, in even widths, not too small and not too large', () => {
    const { said, hear, display } = world();
    hear(create(7, DisplayControl.channelName));
    expect(display()?.isReady).toBe(false);
    expect(display()?.ask({ width: 1280, height: 720 })).toBe(false);
    hear(capabilities(1, 1920, 1080));
    expect(display()?.isReady).toBe(true);
    expect(display()?.ask({ width: 1281, height: 721 })).toBe(true);
    expect(display()?.ask({ width: 10, height: 10 })).toBe(true);
    expect(display()?.ask({ width: 1922, height: 1080 })).toBe(false);
    expect(sizesSaid(said)).toEqual([
      { width: 1280, height: 721 },
      { width: 200, height: 200 },
    ]);
  });

  it('is asked of no server that takes no monitor', () => {
    const { hear, display } = world();
    hear(create(7, DisplayControl.channelName), capabilities(0, 8192, 8192));
    expect(display()?.isReady).toBe(false);
    expect(display()?.ask({ width: 800, height: 600 })).toBe(false);
  });

  it('is said as in MS-RDPEDISP section 2.2.2.2', () => {
    const { said, hear, display } = world();
    hear(create(7, DisplayControl.channelName), capabilities(1, 8192, 8192));
    display()?.ask({ width: 1024, height: 768 });
    expect(said.at(-1)).toEqual({
      ...{ kind: 'data', channelId: 7 },
      data: hex(`02000000 38000000 28000000 01000000 01000000 00000000 00000000 00040000 00030000
        00000000 00000000 00000000 64000000 64000000`),
    });
  });

  it('is not read from messages that are cut off, and other kinds are read past', () => {
    const { hear, raw, display } = world();
    hear(create(7, DisplayControl.channelName));
    raw(hex('30 07 09000000 08000000'));
    expect(display()?.isReady).toBe(false);
    for (const body of ['05000000', '05000000 04000000', '05000000 14000000 01000000'])
      expect(() => raw(hex(`30 07 ${body}`))).toThrow(MalformedPdu);
  });
});
