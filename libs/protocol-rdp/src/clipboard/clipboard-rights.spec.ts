import { ClipboardEnd } from './clipboard-end.js';
import { ChannelMessages, chunksOf } from './channel-messages.js';
import {
  clipboardTypes,
  readClipboardPdu,
  responseFlags,
  textFormats,
  writeClipboardPdu,
} from './clipboard-pdu.js';

// An end of the channel and another side that plays as it likes.

type Role = 'client' | 'server';
const { capabilities, monitorReady, formatList, formatListResponse, formatDataRequest, formatDataResponse } =
  clipboardTypes;
const [lockData, unlockData, fileContents] = [0x0a, 0x0b, 0x08];
const unicode = Buffer.from([textFormats.unicode, 0, 0, 0]);
const files = 0xc0bc;

function play(role: Role, mayGive: boolean, mayTake: boolean) {
  const said: { type: number; flags: number; body: Buffer }[] = [];
  const seen: (string | null)[] = [];
  const messages = new ChannelMessages(1 << 20);
  const end = new ClipboardEnd({
    ...{ role, mayGive, mayTake },
    send: (chunk) => {
      const message = messages.push(chunk);
      if (Buffer.isBuffer(message)) said.push(readClipboardPdu(message));
    },
    changed: (text) => seen.push(text),
  });
  const take = (type: number, body = Buffer.alloc(0), flags = 0): void => {
    for (const chunk of chunksOf(writeClipboardPdu({ type, flags, body }))) end.push(chunk);
  };
  const begin = (): void => {
    end.open();
    take(capabilities, Buffer.from([1, 0, 0, 0, 1, 0, 12, 0, 2, 0, 0, 0, 2, 0, 0, 0]));
    take(role === 'client' ? monitorReady : formatList);
  };
  const types = (): number[] => said.splice(0).map(({ type }) => type);
  return { end, take, begin, said, seen, types };
}

describe.each(['client', 'server'] as const)('the %s end of a clipboard', (role) => {
  it('gives text where that is a right, and takes none without the other', () => {
    const { end, take, begin, said, seen } = play(role, true, false);
    begin();
    end.put('Ä\nB');
    expect(said.at(-1)?.type).toBe(formatList);
    expect(said.at(-1)?.body).toEqual(Buffer.concat([unicode, Buffer.alloc(2)]));
    said.length = 0;
    take(formatList, Buffer.concat([unicode, Buffer.alloc(2)]));
    take(formatDataResponse, Buffer.from('in\0', 'utf16le'), responseFlags.ok);
    expect(said.map(({ type }) => type)).toEqual([formatListResponse]);
    expect(seen).toEqual([]);
    take(formatDataRequest, unicode);
    expect(said.at(-1)).toEqual({
      ...{ type: formatDataResponse, flags: responseFlags.ok },
      body: Buffer.from('Ä\r\nB\0', 'utf16le'),
    });
  });

  it('takes text where that is a right, and offers and gives none without the other', () => {
    const { end, take, begin, said, seen, types } = play(role, false, true);
    end.put('before');
    begin();
    end.put('OUT');
    const lists = said.filter(({ type }) => type === formatList);
    expect(lists.every(({ body }) => body.length === 0)).toBe(true);
    types();
    for (const format of [
      unicode,
      Buffer.from([textFormats.ansi, 0, 0, 0]),
      Buffer.from([1, 2]),
      Buffer.alloc(0),
    ])
      take(formatDataRequest, format);
    expect(said.map(({ flags, body }) => [flags, body.length])).toEqual(
      Array(4).fill([responseFlags.failed, 0]),
    );
    types();
    take(formatList, Buffer.concat([unicode, Buffer.alloc(2)]));
    expect(types()).toEqual([formatListResponse, formatDataRequest]);
    take(formatDataResponse, Buffer.from('a\r\nb\0rest', 'utf16le'), responseFlags.ok);
    expect(seen).toEqual(['a\nb']);
  });

  it('says nothing of itself without any right', () => {
    const { end, take, begin, said, seen } = play(role, false, false);
    if (role === 'client') begin();
    said.length = 0;
    end.put('OUT');
    take(formatList, Buffer.concat([unicode, Buffer.alloc(2)]));
    take(formatDataRequest, unicode);
    take(formatDataResponse, unicode, responseFlags.ok);
    expect(said.map(({ type, flags, body }) => [type, flags, body.length])).toEqual([
      [formatListResponse, responseFlags.ok, 0],
      [formatDataResponse, responseFlags.failed, 0],
    ]);
    expect(seen).toEqual([]);
  });

  it('SE-13 offers no files, asks for none, and bears what is said of them', () => {
    const { end, take, begin, said, seen, types } = play(role, true, true);
    begin();
    types();
    const name = Buffer.from('FileGroupDescriptorW\0', 'utf16le');
    const format = Buffer.alloc(4);
    format.writeUInt32LE(files);
    take(formatList, Buffer.concat([format, name]));
    expect(types()).toEqual([formatListResponse]);
    for (const type of [lockData, unlockData, fileContents, clipboardTypes.temporaryDirectory, 0x7777])
      take(type, Buffer.alloc(520));
    expect(said).toEqual([]);
    end.put('text');
    types();
    take(formatDataRequest, format);
    expect(said.map(({ flags, body }) => [flags, body.length])).toEqual([[responseFlags.failed, 0]]);
    expect(seen).toEqual([]);
  });

  it('reads names of either length, as was agreed', () => {
    for (const isLong of [true, false]) {
      const { end, take, types } = play(role, true, true);
      end.open();
      const flag = isLong ? 2 : 0;
      take(capabilities, Buffer.from([1, 0, 0, 0, 1, 0, 12, 0, 2, 0, 0, 0, flag, 0, 0, 0]));
      if (role === 'client') take(monitorReady);
      types();
      const other = Buffer.from([0x0d, 0xc0, 0, 0]);
      const name = Buffer.alloc(isLong ? 14 : 32);
      // A short name may fill its whole field.
      name.write(isLong ? 'Native' : 'NativeNativeNati', 'utf16le');
      take(formatList, Buffer.concat([other, name, unicode, Buffer.alloc(isLong ? 2 : 32)]));
      expect(types()).toEqual(expect.arrayContaining([formatListResponse, formatDataRequest]));
      end.put('x');
    }
  });

  it('asks for plain text where there is no other, and reads it as such', () => {
    const { take, begin, said, seen } = play(role, false, true);
    begin();
    take(formatList, Buffer.from([textFormats.ansi, 0, 0, 0, 0, 0]));
    expect(said.at(-1)?.body).toEqual(Buffer.from([textFormats.ansi, 0, 0, 0]));
    take(formatDataResponse, Buffer.from([0x80, 0xe4, 0x00, 0x61]), responseFlags.ok);
    expect(seen).toEqual(['€ä']);
  });

  it('goes on after an answer that failed, and ignores one that comes twice', () => {
    const { take, begin, seen } = play(role, false, true);
    begin();
    const list = Buffer.concat([unicode, Buffer.alloc(2)]);
    take(formatList, list);
    take(formatDataResponse, Buffer.alloc(0), responseFlags.failed);
    take(formatList, list);
    take(formatDataResponse, Buffer.from('a\0', 'utf16le'), responseFlags.ok);
    take(formatDataResponse, Buffer.from('b\0', 'utf16le'), responseFlags.ok);
    expect(seen).toEqual(['a']);
  });
});

it('a client of the clipboard bears lists before their answers, and beginnings that come twice', () => {
  const { end, take, seen, said } = play('client', true, true);
  const list = Buffer.concat([unicode, Buffer.alloc(32)]);
  take(formatList, list);
  take(monitorReady);
  take(monitorReady);
  end.put('x');
  take(formatList, list);
  take(formatListResponse, Buffer.alloc(0), responseFlags.failed);
  take(formatListResponse, Buffer.alloc(0), responseFlags.ok);
  take(formatDataResponse, Buffer.from('old\0', 'utf16le'), responseFlags.ok);
  take(formatDataResponse, Buffer.from('new\0', 'utf16le'), responseFlags.ok);
  expect(seen).toEqual(['new']);
  take(formatDataRequest, unicode);
  expect(said.at(-1)?.flags).toBe(responseFlags.ok);
});
