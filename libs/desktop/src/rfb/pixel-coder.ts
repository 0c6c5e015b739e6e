import type { RectItem } from '@gatehouse/screen';
import type { PixelFormat } from './pixel-format.js';

/** `pixel` whole; `tight`: TPIXEL of the Tight encoding; `zrle`: CPIXEL, RFC 6143 section 7.7.5. */
export type PixelForm = 'pixel' | 'tight' | 'zrle';

/** Turns colours of a picture into pixels of one viewer. */
export class PixelCoder {
  private readonly red: Uint32Array;
  private readonly green: Uint32Array;
  private readonly blue: Uint32Array;
  /** For each byte on the wire, how far the pixel is shifted to get it. */
  private readonly shifts: readonly number[];

  constructor(format: PixelFormat, form: PixelForm) {
    this.red = partsOf(format.redMax, format.redShift);
    this.green = partsOf(format.greenMax, format.greenShift);
    this.blue = partsOf(format.blueMax, format.blueShift);
    this.shifts = shiftsOf(format, form);
  }

  /** Bytes of one pixel. */
  get bytes(): number {
    return this.shifts.length;
  }

  /** The pixel as a number. */
  pixel(red: number, green: number, blue: number): number {
    return (this.red[red]! | this.green[green]! | this.blue[blue]!) >>> 0;
  }

  /** Writes a pixel; gives where the next one goes. */
  put(target: Uint8Array, at: number, pixel: number): number {
    for (const shift of this.shifts) {
      target[at] = pixel >>> shift;
      at += 1;
    }
    return at;
  }

  /** The palette as pixels; null without one. */
  palette({ palette }: RectItem): Uint32Array | null {
    return palette && this.pixelsOf(palette);
  }

  /** Every pixel of the rectangle. */
  pixels(rect: RectItem): Uint32Array {
    const palette = this.palette(rect);
    if (!palette) return this.pixelsOf(rect.pixels);
    const pixels = new Uint32Array(rect.width * rect.height);
    if (palette.length === 1) return pixels.fill(palette[0]!);
    for (let at = 0; at < pixels.length; at += 1) pixels[at] = palette[rect.pixels[at]!]!;
    return pixels;
  }

  private pixelsOf(colours: Uint8Array): Uint32Array {
    const pixels = new Uint32Array(colours.length / 3);
    for (let at = 0, from = 0; at < pixels.length; at += 1, from += 3)
      pixels[at] = this.pixel(colours[from]!, colours[from + 1]!, colours[from + 2]!);
    return pixels;
  }
}

function partsOf(max: number, shift: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, part) => Math.round((part * max) / 255) << shift);
}

function shiftsOf(format: PixelFormat, form: PixelForm): readonly number[] {
  const { bitsPerPixel, isBigEndian, redShift, greenShift, blueShift } = format;
  if (form === 'tight' && isTrueColour(format)) return [redShift, greenShift, blueShift];
  const whole = { 8: [0], 16: [0, 8], 32: [0, 8, 16, 24] }[bitsPerPixel] ?? [0];
  const shifts = form === 'zrle' ? compact(format, whole) : whole;
  return isBigEndian ? shifts.toReversed() : shifts;
}

/** Three bytes do, when no colour is in the fourth. */
function compact(format: PixelFormat, whole: number[]): number[] {
  const { bitsPerPixel, depth, redMax, greenMax, blueMax, redShift, greenShift, blueShift } = format;
  if (bitsPerPixel !== 32 || depth > 24) return whole;
  const fitsLow = [
    [redMax, redShift],
    [greenMax, greenShift],
    [blueMax, blueShift],
  ].every(([max, shift]) => max! * 2 ** shift! < 2 ** 24);
  if (fitsLow) return whole.slice(0, 3);
  return Math.min(redShift, greenShift, blueShift) >= 8 ? whole.slice(1) : whole;
}

function isTrueColour({ bitsPerPixel, depth, redMax, greenMax, blueMax }: PixelFormat): boolean {
  return bitsPerPixel === 32 && depth === 24 && redMax === 255 && greenMax === 255 && blueMax === 255;
}
