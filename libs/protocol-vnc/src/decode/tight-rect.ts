import type { Area, Surface } from '@gatehouse/desktop';
import { MalformedTarget } from '../wire/target-faults.js';
import type { WireInput } from '../wire/wire-input.js';
import type { RectDecoder } from './decoder.js';
import { Inflater } from './inflater.js';
import { longestJpeg, paintJpeg } from './jpeg-picture.js';
import { colourAt, fillArea, paintPixels } from './paint.js';
import { packedLength } from './zlib-rect.js';

const fillKind = 8;
const jpegKind = 9;
const pngKind = 10;
/** So few bytes are not packed. */
const leastPacked = 12;

const copyFilter = 0;
const paletteFilter = 1;
const gradientFilter = 2;

/** rfbproto section "Tight Encoding". A pixel is three bytes, red first. */
export class TightDecoder {
  private readonly streams: (Inflater | null)[] = [null, null, null, null];

  readonly decode: RectDecoder = async (input, surface, area) => {
    const control = await input.byte();
    for (let stream = 0; stream < this.streams.length; stream += 1)
      if (control & (1 << stream)) this.reset(stream);
    const kind = control >> 4;
    if (kind === fillKind) return fillArea(surface, area, colourAt(await input.take(3), 0));
    if (kind === jpegKind) {
      const length = await readCompactLength(input);
      if (length > longestJpeg(area)) throw new MalformedTarget('the target sent a JPEG that is too long');
      return paintJpeg(surface, area, await input.take(length));
    }
    if (kind === pngKind) throw new MalformedTarget('the target sent a PNG, which nobody asked for');
    if (kind > pngKind) throw new MalformedTarget('the target sent a Tight rectangle of an unknown kind');
    await this.decodeBasic(input, surface, area, kind);
  };

  close(): void {
    for (let stream = 0; stream < this.streams.length; stream += 1) this.reset(stream);
  }

  private reset(stream: number): void {
    this.streams[stream]?.close();
    this.streams[stream] = null;
  }

  private async decodeBasic(input: WireInput, surface: Surface, area: Area, kind: number): Promise<void> {
    const filter = kind & 4 ? await input.byte() : copyFilter;
    const { width, height } = area;
    if (filter === paletteFilter) {
      const size = (await input.byte()) + 1;
      const palette = await input.take(size * 3);
      const bits = size <= 2 ? 1 : 8;
      const rowBytes = Math.ceil((width * bits) / 8);
      const indices = await this.read(input, kind & 3, rowBytes * height);
      return paintIndices(surface, area, { palette, bits, indices, rowBytes });
    }
    if (filter !== copyFilter && filter !== gradientFilter)
      throw new MalformedTarget('the target used an unknown filter');
    const bytes = await this.read(input, kind & 3, width * height * 3);
    if (filter === gradientFilter) paintPixels(surface, area, withoutGradient(bytes, area), 3);
    else paintPixels(surface, area, bytes, 3);
  }

  private async read(input: WireInput, stream: number, length: number): Promise<Buffer> {
    if (length < leastPacked) return input.take(length);
    const packed = packedLength(await readCompactLength(input), length);
    const bytes = await (this.streams[stream] ??= new Inflater()).unpack(input, packed, length);
    if (bytes.length < length) throw new MalformedTarget('the target packed less than a rectangle holds');
    return bytes;
  }
}

/** Seven bits in each of two bytes, then eight; the highest of the first two says whether another follows. */
async function readCompactLength(input: WireInput): Promise<number> {
  const low = await input.byte();
  if (!(low & 0x80)) return low;
  const middle = await input.byte();
  const length = (low & 0x7f) | ((middle & 0x7f) << 7);
  return middle & 0x80 ? length | ((await input.byte()) << 14) : length;
}

interface Indexed {
  readonly palette: Buffer;
  readonly bits: 1 | 8;
  readonly indices: Buffer;
  readonly rowBytes: number;
}

function paintIndices(surface: Surface, area: Area, { palette, bits, indices, rowBytes }: Indexed): void {
  const { pixels, width: line } = surface;
  const colours = Uint32Array.from({ length: palette.length / 3 }, (_, index) =>
    colourAt(palette, index * 3),
  );
  for (let row = 0; row < area.height; row += 1) {
    const to = (area.y + row) * line + area.x;
    for (let column = 0; column < area.width; column += 1) {
      const index =
        bits === 8
          ? indices[row * rowBytes + column]!
          : (indices[row * rowBytes + (column >> 3)]! >> (7 - (column & 7))) & 1;
      const colour = colours[index];
      if (colour === undefined) throw new MalformedTarget('the target used a colour that its palette lacks');
      pixels[to + column] = colour;
    }
  }
}

/** Each value is what it adds to left plus above minus above left, held between 0 and 255. */
function withoutGradient(bytes: Buffer, { width, height }: Area): Uint8Array {
  const line = width * 3;
  const out = new Uint8Array(line * height);
  for (let row = 0; row < height; row += 1)
    for (let at = 0; at < line; at += 1) {
      const here = row * line + at;
      const left = at < 3 ? 0 : out[here - 3]!;
      const above = row === 0 ? 0 : out[here - line]!;
      const aboveLeft = at < 3 || row === 0 ? 0 : out[here - line - 3]!;
      const guess = Math.max(0, Math.min(255, left + above - aboveLeft));
      out[here] = (bytes[here]! + guess) & 255;
    }
  return out;
}
