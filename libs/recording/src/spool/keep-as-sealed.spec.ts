import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { ChannelKind } from '../channel-kind.js';
import type { Frame } from '../frame.js';
import { KeepAsSealed, looksRandom } from './keep-as-sealed.js';

const text = Buffer.from('2026-11-23 08:00:00 pump 3: pressure 4.5 bar, valve 17 open\r\n'.repeat(2000));

function frame(data: Buffer, channel = 1, kind: ChannelKind = 'terminal-out'): Frame {
  return { channel, kind, atMicros: 0, data };
}

describe('records kept as they were sealed', () => {
  it('are those of bulk data that does not compress', () => {
    const keep = new KeepAsSealed();
    expect(keep.fits([frame(randomBytes(64 << 10))])).toBe(true);
    expect(keep.fits([frame(randomBytes(64 << 10), 1, 'terminal-in')])).toBe(true);
    expect(keep.fits([frame(text)])).toBe(false);
    expect(keep.fits([frame(randomBytes(1000))])).toBe(false);
    expect(keep.fits([])).toBe(false);
  });

  it('are never those of a terminal, from the record that makes it one', () => {
    const keep = new KeepAsSealed();
    const bulk = frame(randomBytes(64 << 10));
    expect(keep.fits([frame(Buffer.from('80x24'), 1, 'resize'), bulk])).toBe(false);
    expect(keep.fits([bulk])).toBe(false);
    expect(keep.fits([frame(bulk.data, 2)])).toBe(true);
    expect(keep.fits([frame(bulk.data, 2), frame(Buffer.from('x'), 1)])).toBe(false);
  });

  it('are never those of a desktop, however random its pixels are', () => {
    const keep = new KeepAsSealed();
    const video = frame(randomBytes(64 << 10), 3, 'screen-update');
    expect(keep.fits([video])).toBe(false);
    expect(keep.fits([frame(randomBytes(64 << 10), 3, 'clipboard')])).toBe(false);
    expect(keep.fits([frame(randomBytes(64 << 10), 4)])).toBe(true);
  });

  it('tells compressed from plain', () => {
    expect(looksRandom(randomBytes(256 << 10))).toBe(true);
    expect(looksRandom(deflateSync(randomBytes(200_000).toString('base64')))).toBe(true);
    expect(looksRandom(Buffer.from(randomBytes(60_000).toString('base64')))).toBe(false);
    expect(looksRandom(Buffer.alloc(64 << 10))).toBe(false);
    expect(looksRandom(text)).toBe(false);
  });
});
