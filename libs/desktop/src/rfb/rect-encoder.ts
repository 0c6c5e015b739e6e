import type { RectItem } from '@gatehouse/screen';
import { encodings } from './encoding-numbers.js';
import { hextileRect } from './hextile-rect.js';
import { PixelCoder } from './pixel-coder.js';
import type { PixelFormat } from './pixel-format.js';
import { rawRect } from './raw-rect.js';
import { tightRect } from './tight-rect.js';
import { zrleRect } from './zrle-rect.js';

const served: ReadonlySet<number> = new Set([
  encodings.tight,
  encodings.zrle,
  encodings.hextile,
  encodings.raw,
]);

/** Encodes rectangles for one viewer: in the first of its encodings that is served here, in its pixels. */
export class RectEncoder {
  private encoding: number = encodings.raw;
  private coder: PixelCoder;
  private zrleHasBegun = false;

  constructor(private format: PixelFormat) {
    this.coder = new PixelCoder(format, 'pixel');
  }

  /** @param wanted in the viewer's order, the best first. */
  choose(wanted: readonly number[]): void {
    this.encoding = wanted.find((encoding) => served.has(encoding)) ?? encodings.raw;
    this.setFormat(this.format);
  }

  setFormat(format: PixelFormat): void {
    this.format = format;
    const { encoding } = this;
    this.coder = new PixelCoder(
      format,
      encoding === encodings.tight ? 'tight' : encoding === encodings.zrle ? 'zrle' : 'pixel',
    );
  }

  /** The number of the encoding, and the rectangle in it. */
  encode(rect: RectItem): { readonly encoding: number; readonly bytes: Buffer } {
    const { encoding, coder } = this;
    switch (encoding) {
      case encodings.tight:
        return { encoding, bytes: tightRect(rect, coder) };
      case encodings.zrle: {
        const bytes = zrleRect(rect, coder, !this.zrleHasBegun);
        this.zrleHasBegun = true;
        return { encoding, bytes };
      }
      case encodings.hextile:
        return { encoding, bytes: hextileRect(rect, coder) };
      default:
        return { encoding, bytes: rawRect(rect, coder) };
    }
  }
}
