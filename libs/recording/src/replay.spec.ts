import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import { exportAsciicast } from './asciicast.js';
import type { ChannelKind } from './channel-kind.js';
import { openRecorder } from './open-recorder.js';
import type { RecordedFrame } from './recorder.js';
import type { RecordingKeys } from './recording-header.js';
import { readRecording, type ReplayFrame } from './replay.js';
import { searchRecording } from './search.js';
import { makeHeader, makeKeys, makePlace, type RecordingPlace } from './testing/recording-kit.js';
import { summariseTimeline } from './timeline.js';
import { verifyRecording } from './verify.js';

// Other suites share the machine.
jest.setTimeout(60_000);

describe('readRecording', () => {
  let place: RecordingPlace;
  beforeEach(() => (place = makePlace()));
  afterEach(() => place.remove());

  async function recordAll(frames: readonly RecordedFrame[], withInput = false) {
    const header = makeHeader();
    const keys = makeKeys(header.recordingId, withInput);
    const recorder = await openRecorder({ ...place, header, keys });
    await Promise.all(frames.map((frame) => recorder.record(frame)));
    const sealed = await recorder.close({ reason: 'client-left', complete: true });
    return { keys, sealed, header };
  }

  async function framesOf(file: string, keys: RecordingKeys, fromMs = 0): Promise<ReplayFrame[]> {
    const reader = await readRecording(file, keys.dataKey, keys);
    const frames: ReplayFrame[] = [];
    for await (const frame of reader.frames({ fromMs })) frames.push(frame);
    await reader.close();
    return frames;
  }

  const out = (text: string | Buffer, at: number, channel = 1): RecordedFrame => ({
    channel,
    kind: 'terminal-out',
    data: Buffer.from(text),
    at,
  });

  it('RI-01 gives back both directions byte for byte', async () => {
    const wire = { 'terminal-out': createHash('sha256'), 'terminal-in': createHash('sha256') };
    const header = makeHeader();
    const keys = makeKeys(header.recordingId, true);
    const recorder = await openRecorder({ ...place, header, keys });
    for (let count = 0; count < 300; count++) {
      for (const kind of ['terminal-out', 'terminal-in'] as const) {
        const data = randomBytes(1 + ((count * 7919) % 65536));
        wire[kind].update(data);
        await recorder.record({ channel: 2, kind, data });
      }
    }
    const sealed = await recorder.close({ reason: 'client-left', complete: true });
    const replayed = { 'terminal-out': createHash('sha256'), 'terminal-in': createHash('sha256') };
    for (const frame of await framesOf(sealed.path, keys))
      replayed[frame.kind as 'terminal-out' | 'terminal-in'].update(frame.data);
    expect(replayed['terminal-out'].digest('hex')).toBe(wire['terminal-out'].digest('hex'));
    expect(replayed['terminal-in'].digest('hex')).toBe(wire['terminal-in'].digest('hex'));
    expect((await verifyRecording(sealed.path, keys)).verdict).toBe('unaltered');
  });

  it('gives back arbitrary frames in order, whatever they are', async () => {
    const kinds: ChannelKind[] = [
      'terminal-out',
      'terminal-in',
      'terminal-err',
      'event',
      'clipboard',
      'file',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            channel: fc.nat(2 ** 31 - 1),
            kind: fc.constantFrom(...kinds),
            data: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
            step: fc.nat(50),
          }),
          { maxLength: 60 },
        ),
        async (steps) => {
          let at = 0;
          const frames = steps.map(({ step, ...frame }) => ({ ...frame, at: (at += step) }));
          const { keys, sealed } = await recordAll(frames, true);
          const replayed = await framesOf(sealed.path, keys);
          expect(replayed).toHaveLength(frames.length);
          const perKind = (list: readonly { kind: ChannelKind; data: Buffer; channel: number }[]) =>
            kinds.map((kind) =>
              list
                .filter((frame) => frame.kind === kind)
                .map((frame) => `${frame.channel}:${frame.data.toString('hex')}`),
            );
          expect(perKind(replayed)).toEqual(perKind(frames));
          expect(replayed.map((frame) => frame.atMs)).toEqual(frames.map((frame) => frame.at));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('keeps typed input under a key of its own', async () => {
    const secret = Buffer.from('hunter2');
    const frames: RecordedFrame[] = [
      out('Password: ', 1),
      { channel: 1, kind: 'terminal-in', data: secret, at: 2 },
    ];
    const { keys, sealed } = await recordAll(frames, true);
    expect((await framesOf(sealed.path, keys)).map((frame) => frame.kind)).toEqual([
      'terminal-out',
      'terminal-in',
    ]);
    const { inputDataKey: _, ...withoutInput } = keys;
    expect((await framesOf(sealed.path, withoutInput)).map((frame) => frame.kind)).toEqual(['terminal-out']);
  });

  it('does not keep typed input for which there is no key', async () => {
    const { keys, sealed } = await recordAll([
      out('Password: ', 1),
      { channel: 1, kind: 'terminal-in', data: Buffer.from('hunter2'), at: 2 },
    ]);
    const reader = await readRecording(sealed.path, keys.dataKey);
    expect(reader.header.typedInput).toBe('not-recorded');
    await reader.close();
    expect(await framesOf(sealed.path, keys)).toHaveLength(1);
  });

  it('starts at the last KEY chunk with the screen as it was', async () => {
    const frames: RecordedFrame[] = [{ channel: 1, kind: 'resize', data: Buffer.from('100x30'), at: 0 }];
    for (let second = 0; second < 40; second++)
      for (let row = 0; row < 100; row++)
        frames.push(
          out(
            `\x1b[${1 + (row % 30)};${1 + (second % 50)}H\x1b[3${row % 8}mrow ${row} é at ${second} s${padding}`,
            second * 1000 + row,
          ),
        );
    frames.push(out('\x1b[3;20r\x1b[?25l\x1b[5;5Hlast words\r\n', 40_000));
    const header = makeHeader();
    const keys = makeKeys(header.recordingId);
    const recorder = await openRecorder({ ...place, header, keys });
    await Promise.all(frames.map((frame) => recorder.record(frame)));
    const sealed = await recorder.close({ reason: 'client-left', complete: true });

    const whole = await framesOf(sealed.path, keys);
    const sought = await framesOf(sealed.path, keys, 39_000);
    expect(sought[0]).toMatchObject({ kind: 'resize', isState: true });
    expect(sought.length).toBeLessThan(whole.length / 2);
    expect(await screenAfter(sought)).toBe(await screenAfter(whole));
  });

  it('reads on when index and trailer are lost', async () => {
    const { keys, sealed } = await recordAll([out('hello', 5)]);
    const cut = path.join(place.root, 'cut');
    writeFileSync(cut, readFileSync(sealed.path).subarray(0, -24));
    expect((await framesOf(cut, keys)).map((frame) => frame.data.toString())).toEqual(['hello']);
  });

  it('says in the timeline when something happened, and when nothing did', async () => {
    const event = { type: 'channel.opened', kind: 'shell' };
    const { keys, sealed } = await recordAll([
      { channel: 0, kind: 'event', data: Buffer.from(JSON.stringify(event)), at: 100 },
      out('begin', 200),
      out('x'.repeat(1 << 20), 300),
      out('end', 60_000),
    ]);
    const reader = await readRecording(sealed.path, keys.dataKey);
    const timeline = await summariseTimeline(reader, { buckets: 10 });
    await reader.close();
    expect(timeline.durationMs).toBe(60_000);
    expect(timeline.events).toEqual([{ atMs: 100, channel: 0, event }]);
    expect(timeline.idle).toEqual([{ fromMs: 300, toMs: 60_000 }]);
    expect(timeline.activity.map((count) => count > 0)).toEqual([
      true,
      ...Array<boolean>(8).fill(false),
      true,
    ]);
  });

  it('finds text as it was read on the screen', async () => {
    const { keys, sealed } = await recordAll([
      out('\x1b]0;title\x07plc:~$ sho', 1000),
      out('x\bw \x1b[1;31mPump\x1b[0m 3\r\npressure 4,5 b', 2000),
      out(Buffer.from('är').subarray(0, 1), 2500),
      out(Buffer.from('är').subarray(1), 2600),
      out('\r\nprogress 10%\rprogress 99%\x1b[K\r\n', 3000),
    ]);
    const reader = await readRecording(sealed.path, keys.dataKey);
    expect(await searchRecording(reader, 'show pump 3')).toEqual([
      { atMs: 2000, channel: 1, text: 'plc:~$ show Pump 3' },
    ]);
    expect(await searchRecording(reader, 'BÄR')).toMatchObject([{ atMs: 2600 }]);
    expect(await searchRecording(reader, 'pump', { isCaseSensitive: true })).toEqual([]);
    expect(await searchRecording(reader, '10%')).toEqual([]);
    expect(await searchRecording(reader, ' ')).toEqual([]);
    await reader.close();
  });

  it('exports asciicast v2 with whole characters', async () => {
    const euro = Buffer.from('€');
    const { keys, sealed } = await recordAll([
      { channel: 3, kind: 'resize', data: Buffer.from('132x43'), at: 0 },
      out(Buffer.concat([Buffer.from('5 '), euro.subarray(0, 1)]), 1000, 3),
      out(Buffer.concat([euro.subarray(1), Buffer.from('\r\n')]), 1500, 3),
      { channel: 3, kind: 'resize', data: Buffer.from('80x24'), at: 2000 },
    ]);
    const reader = await readRecording(sealed.path, keys.dataKey);
    const lines: unknown[] = [];
    for await (const line of exportAsciicast(reader)) lines.push(JSON.parse(line));
    await reader.close();
    expect(lines[0]).toMatchObject({ version: 2, width: 132, height: 43, timestamp: 1795420800 });
    expect(lines.slice(1)).toEqual([
      [0, 'r', '132x43'],
      [1, 'o', '5 '],
      [1.5, 'o', '€\r\n'],
      [2, 'r', '80x24'],
    ]);
  });
});

/** Brings the output past the size at which a KEY chunk is made. */
const padding = `\x1b]2;${'t'.repeat(700)}\x07`;

async function screenAfter(frames: readonly ReplayFrame[]): Promise<string> {
  const terminal = new Terminal({ cols: 80, rows: 24, allowProposedApi: true, scrollback: 0 });
  let settled = Promise.resolve();
  for (const frame of frames) {
    if (frame.kind === 'resize') {
      await settled;
      const [columns = 80, rows = 24] = frame.data.toString().split('x').map(Number);
      terminal.resize(columns, rows);
    } else settled = new Promise<void>((resolve) => terminal.write(frame.data, resolve));
  }
  await settled;
  const rows: string[] = [];
  for (let row = 0; row < terminal.rows; row++) {
    const line = terminal.buffer.active.getLine(row);
    let text = '';
    for (let column = 0; column < terminal.cols; column++) {
      const cell = line?.getCell(column);
      text += `${cell?.getChars() || ' '}${cell?.getFgColor()}`;
    }
    rows.push(text);
  }
  return `${rows.join('\n')}\n${terminal.buffer.active.cursorX},${terminal.buffer.active.cursorY}`;
}
