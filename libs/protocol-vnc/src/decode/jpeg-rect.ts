import { MalformedTarget } from '../wire/target-faults.js';
import type { WireInput } from '../wire/wire-input.js';
import type { RectDecoder } from './decoder.js';
import { longestJpeg, paintJpeg } from './jpeg-picture.js';

const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;
const quantisation = 0xdb;
const huffman = 0xc4;

/**
 * Encoding 21, rfbproto section "JPEG Encoding": pictures without a length in front, whose end is found marker by marker. A
 * later one may leave out its tables and use those of an earlier one.
 */
export function jpegDecoder(): RectDecoder {
  let tables: Buffer[] = [];
  return async (input, surface, area) => {
    const reader = new SegmentReader(input, longestJpeg(area));
    if ((await reader.marker()) !== startOfImage) throw new MalformedTarget('the target sent no JPEG');
    const own: Buffer[] = [];
    const rest: Buffer[] = [];
    for (;;) {
      const marker = await reader.marker();
      if (marker === endOfImage) break;
      const segment = await reader.segment(marker);
      if (marker === quantisation || marker === huffman) own.push(segment);
      else rest.push(segment);
      if (marker === startOfScan) rest.push(await reader.scan());
    }
    if (own.length > 0) tables = own;
    const [start, end] = [Buffer.from([0xff, startOfImage]), Buffer.from([0xff, endOfImage])];
    paintJpeg(surface, area, Buffer.concat([start, ...tables, ...rest, end]));
  };
}

class SegmentReader {
  /** A marker that a scan ran into. */
  private next: number | null = null;

  constructor(
    private readonly input: WireInput,
    private left: number,
  ) {}

  async marker(): Promise<number> {
    const { next } = this;
    this.next = null;
    if (next !== null) return next;
    if ((await this.byte()) !== 0xff) throw new MalformedTarget('the target sent a JPEG that cannot be read');
    return this.byte();
  }

  /** A segment whole, with marker and length. */
  async segment(marker: number): Promise<Buffer> {
    const length = await this.input.u16();
    if (length < 2) throw new MalformedTarget('the target sent a JPEG that cannot be read');
    this.spend(length);
    const head = Buffer.from([0xff, marker, length >> 8, length & 0xff]);
    return Buffer.concat([head, await this.input.take(length - 2)]);
  }

  /** The bytes of a scan up to the next marker, which is kept. Restart marks and escaped bytes belong to it. */
  async scan(): Promise<Buffer> {
    let bytes = Buffer.allocUnsafe(4096);
    let used = 0;
    const put = (byte: number): void => {
      if (used === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(bytes.length)]);
      bytes[used] = byte;
      used += 1;
    };
    for (;;) {
      const byte = await this.byte();
      if (byte !== 0xff) {
        put(byte);
        continue;
      }
      let code = await this.byte();
      while (code === 0xff) code = await this.byte();
      if (code !== 0 && (code < 0xd0 || code > 0xd7)) {
        this.next = code;
        return bytes.subarray(0, used);
      }
      put(0xff);
      put(code);
    }
  }

  private async byte(): Promise<number> {
    this.spend(1);
    return (this.input.now(1) ?? (await this.input.take(1)))[0]!;
  }

  private spend(count: number): void {
    this.left -= count;
    if (this.left < 0) throw new MalformedTarget('the target sent a JPEG that is too long');
  }
}
