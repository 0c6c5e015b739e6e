import { longestClipboard } from '@gatehouse/screen';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { writeVirtualChannelChunk } from '../wire/share/virtual-channel-chunk.js';
import { chunksOf } from './channel-messages.js';
import { ClipboardEnd } from './clipboard-end.js';
import { clipboardTypes, textFormats, writeClipboardPdu } from './clipboard-pdu.js';

interface Side {
  readonly mayGive?: boolean;
  readonly mayTake?: boolean;
}

/** A machine and a client, each with its clipboard, over one channel. */
function pair(machine: Side = {}, client: Side = {}) {
  const seen = { machine: [] as (string | null)[], client: [] as (string | null)[] };
  const wire: (() => void)[] = [];
  const said = { machine: 0, client: 0 };
  const ends: Record<'machine' | 'client', ClipboardEnd> = {
    machine: new ClipboardEnd({
      ...{ role: 'server', mayGive: true, mayTake: true, ...machine },
      send: (chunk) => {
        said.machine += chunk.length;
        wire.push(() => ends.client.push(chunk));
      },
      changed: (text) => seen.machine.push(text),
    }),
    client: new ClipboardEnd({
      ...{ role: 'client', mayGive: true, mayTake: true, ...client },
      send: (chunk) => {
        said.client += chunk.length;
        wire.push(() => ends.machine.push(chunk));
      },
      changed: (text) => seen.client.push(text),
    }),
  };
  const settle = (): void => {
    for (let act = wire.shift(); act; act = wire.shift()) act();
  };
  ends.client.open();
  ends.machine.open();
  settle();
  return { ...ends, seen, said, settle };
}

/** A machine's end whose client is played by the test. */
function alone(waits = false) {
  const [seen, wanted, out]: [(string | null)[], string[], number[]] = [[], [], []];
  let goOn = (): void => undefined;
  let settleNow = (): void => undefined;
  const end = new ClipboardEnd({
    ...{ role: 'server', mayGive: true, mayTake: true },
    send: (chunk) => out.push(chunk.readUInt16LE(8)),
    changed: (text) => seen.push(text),
    gives: (text, go) => {
      wanted.push(text);
      goOn = go;
    },
    ...(waits && { settles: (ask) => (settleNow = ask) }),
  });
  end.open();
  const take = (type: number, body: Buffer): void => {
    for (const chunk of message(type, body)) end.push(chunk);
  };
  const unicode = Buffer.from([textFormats.unicode, 0, 0, 0]);
  const names = new Map<number, string>([
    [clipboardTypes.formatDataRequest, 'asked'],
    [clipboardTypes.formatDataResponse, 'given'],
  ]);
  return {
    ...{ seen, wanted, goOn: () => goOn(), settleNow: () => settleNow() },
    said: () => out.flatMap((type) => names.get(type) ?? []),
    end: {
      put: (text: string) => end.put(text),
      list: () => take(clipboardTypes.formatList, Buffer.concat([unicode, Buffer.alloc(32)])),
      request: () => take(clipboardTypes.formatDataRequest, unicode),
      answer: (text: string) => take(clipboardTypes.formatDataResponse, Buffer.from(`${text}\0`, 'utf16le')),
    },
  };
}

const message = (type: number, body: Buffer, flags = 1): readonly Buffer[] =>
  chunksOf(writeClipboardPdu({ type, flags, body }));

describe('a clipboard over RDP', () => {
  it('carries text both ways, whole, over as many chunks as it takes', () => {
    const { machine, client, seen, settle } = pair();
    const long = 'Grüße € – 😀\nzweite Zeile '.repeat(2_000);
    client.put(long);
    settle();
    machine.put('GEHEIM äöü ✓');
    settle();
    expect(seen).toEqual({ machine: [long], client: ['GEHEIM äöü ✓'] });
  });

  it('says nothing of what may not be given, and asks for nothing it may not take', () => {
    const { machine, client, seen, settle } = pair({ mayGive: false, mayTake: false });
    client.put('in');
    machine.put('out');
    settle();
    expect(seen).toEqual({ machine: [], client: [] });
    // Asked all the same, it has nothing.
    for (const chunk of message(
      clipboardTypes.formatDataRequest,
      Buffer.from([textFormats.unicode, 0, 0, 0]),
    ))
      machine.push(chunk);
    settle();
    expect(seen).toEqual({ machine: [], client: [] });
  });

  it('keeps the directions apart', () => {
    const { machine, client, seen, settle } = pair({ mayGive: false });
    client.put('in');
    machine.put('out');
    settle();
    expect(seen).toEqual({ machine: ['in'], client: [] });
  });

  it('takes an answer that nobody asked for as none', () => {
    const { machine, seen } = pair();
    for (const chunk of message(clipboardTypes.formatDataResponse, Buffer.from('geschenkt\0', 'utf16le')))
      machine.push(chunk);
    expect(seen.machine).toEqual([]);
  });

  it('takes the last text when several lists come before an answer', () => {
    const { machine, client, seen, settle } = pair();
    for (const text of ['eins', 'zwei', 'drei']) client.put(text);
    settle();
    expect(seen.machine.at(-1)).toBe('drei');
    machine.put('vier');
    settle();
    expect(seen.client).toEqual(['vier']);
  });

  it('asks again when something newer came before the answer, which then says nothing', () => {
    const { end, seen, said } = alone();
    end.list();
    end.list();
    expect(said()).toEqual(['asked']);
    end.answer('old');
    expect(said()).toEqual(['asked', 'asked']);
    end.answer('new');
    expect(seen).toEqual(['new']);
  });

  it('asks when the other side has settled, where it is to wait for that', () => {
    const { end, said, settleNow } = alone(true);
    end.list();
    end.list();
    expect(said()).toEqual([]);
    settleNow();
    expect(said()).toEqual(['asked']);
  });

  it('gives what may go only when it may, and asks about each text once', () => {
    const { end, said, wanted, goOn } = alone();
    end.put('out');
    end.list();
    end.request();
    end.request();
    expect(said().filter((each) => each === 'given')).toEqual([]);
    expect(wanted).toEqual(['out']);
    goOn();
    end.request();
    expect(said().filter((each) => each === 'given').length).toBe(3);
    expect(wanted).toEqual(['out']);
  });

  it('reads past a text that is longer than a clipboard holds, and goes on', () => {
    const { client, seen, settle } = pair();
    client.put('x'.repeat(longestClipboard + 1));
    settle();
    client.put('y\n'.repeat(4 * longestClipboard));
    settle();
    client.put('kurz');
    settle();
    expect(seen.machine).toEqual([null, null, 'kurz']);
  });

  it('asks no more questions than it remembers, whatever lists come', () => {
    const { machine, said } = pair();
    const list = message(clipboardTypes.formatList, Buffer.from([textFormats.unicode, 0, 0, 0, 0, 0]), 0);
    for (let count = 0; count < 1_000; count += 1) for (const chunk of list) machine.push(chunk);
    // Each list is answered in sixteen bytes; eight of them with a question.
    expect(said.machine).toBeLessThan(1_000 * 16 + 8 * 20 + 200);
  });

  it.each([
    ['without a beginning', { messageBytes: 8, flags: 2, data: Buffer.alloc(8) }],
    ['longer than announced', { messageBytes: 4, flags: 1, data: Buffer.alloc(8) }],
    ['shorter than announced', { messageBytes: 80, flags: 3, data: Buffer.alloc(8) }],
    ['cut in its header', { messageBytes: 3, flags: 3, data: Buffer.alloc(3) }],
  ])('refuses a message %s', (_what, chunk) => {
    expect(() => pair().machine.push(writeVirtualChannelChunk(chunk))).toThrow(MalformedPdu);
  });
});
