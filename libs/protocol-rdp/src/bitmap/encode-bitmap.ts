import type { Area } from '@gatehouse/desktop';
import { tileEdge } from '@gatehouse/screen';
import type { PixelSource } from '@gatehouse/screen';
import type { WireBitmap } from '../wire/updates/bitmap-update.js';
import { InterleavedEncoder } from './encode-interleaved.js';
import { PlanarEncoder } from './encode-planar.js';
import { narrowColour } from './narrow-colour.js';
import type { SentDepth } from './narrow-colour.js';

/** What a client said in its capabilities. */
export interface BitmapWish {
  readonly bitsPerPixel: SentDepth;
  /** DRAW_ALLOW_SKIP_ALPHA (MS-RDPBCGR section 2.2.7.1.2): at 32 bits the alpha plane is left out. */
  readonly takesNoAlpha: boolean;
}

const mostPixels = tileEdge * tileEdge;

/**
 * Makes bitmaps of parts of a desktop (MS-RDPBCGR section 2.2.9.1.1.3.1.2.2), each compressed where that makes it smaller:
 * planar at 32 bits per pixel, interleaved RLE at the others. Nothing is lost at 24 and 32 bits; at 15 and 16 each colour is
 * the nearest one. One encoder for each client; its buffers are used again.
 */
export class BitmapEncoder {
  private readonly pixels = new Uint32Array(mostPixels);
  private readonly compressed = new Uint8Array(mostPixels * 4);
  private readonly size: 2 | 3 | 4;
  private readonly compressor: PlanarEncoder | InterleavedEncoder;

  constructor(private readonly wish: BitmapWish) {
    const depth = wish.bitsPerPixel;
    if (depth === 32) {
      this.size = 4;
      this.compressor = new PlanarEncoder(!wish.takesNoAlpha);
    } else {
      const size = depth === 24 ? 3 : 2;
      this.size = size;
      this.compressor = new InterleavedEncoder(size, narrowColour(0xffffff, depth));
    }
  }

  /**
   * The area as it is now, in bitmaps of at most 64x64 pixels and 16,384 bytes each, from the top left; their data is theirs to
   * keep. The caller keeps the area on the screen.
   */
  encode(source: PixelSource, area: Area): WireBitmap[] {
    const bitmaps: WireBitmap[] = [];
    for (let y = 0; y < area.height; y += tileEdge)
      for (let x = 0; x < area.width; x += tileEdge)
        bitmaps.push(
          this.encodeTile(source, {
            x: area.x + x,
            y: area.y + y,
            width: Math.min(tileEdge, area.width - x),
            height: Math.min(tileEdge, area.height - y),
          }),
        );
    return bitmaps;
  }

  private encodeTile(source: PixelSource, area: Area): WireBitmap {
    const { height } = area;
    // Widths that are no multiple of four are read in more ways than one.
    const width = (area.width + 3) & ~3;
    const plainBytes = width * height * this.size;
    this.gather(source, area, width);
    const room = this.compressed.subarray(0, plainBytes - 1);
    const length = this.compressor.encode(this.pixels, width, height, room);
    const isCompressed = length !== null;
    const data = isCompressed
      ? Buffer.from(this.compressed.subarray(0, length))
      : this.plain(width * height, plainBytes);
    return { area, width, height, bitsPerPixel: this.wish.bitsPerPixel, isCompressed, data };
  }

  /** Rows from the bottom, each filled up to `width` with its last pixel; as `Surface` has them at 32 bits, else as the wire has them. */
  private gather(source: PixelSource, area: Area, width: number): void {
    const { pixels } = this;
    const depth = this.wish.bitsPerPixel;
    let to = 0;
    let lastColour = 0;
    let lastPixel = 0;
    for (let row = area.y + area.height - 1; row >= area.y; row -= 1) {
      const start = row * source.width + area.x;
      for (let from = start; from < start + area.width; from += 1, to += 1) {
        const colour = source.pixels[from]! & 0xffffff;
        if (colour !== lastColour) {
          lastColour = colour;
          lastPixel = depth === 32 ? colour : narrowColour(colour, depth);
        }
        pixels[to] = lastPixel;
      }
      for (let padding = area.width; padding < width; padding += 1, to += 1) pixels[to] = lastPixel;
    }
  }

  private plain(total: number, plainBytes: number): Buffer {
    const { pixels, size } = this;
    const data = Buffer.allocUnsafe(plainBytes);
    let to = 0;
    for (let at = 0; at < total; at += 1, to += size) {
      const pixel = size === 4 ? narrowColour(pixels[at]!, 32) : pixels[at]!;
      data[to] = pixel & 0xff;
      data[to + 1] = (pixel >> 8) & 0xff;
      if (size > 2) data[to + 2] = pixel >> 16;
      if (size > 3) data[to + 3] = 0xff;
    }
    return data;
  }
}
