import { Surface } from '@gatehouse/desktop';
import type { Area } from '@gatehouse/desktop';
import type { PixelSource } from '@gatehouse/screen';
import { BitmapEncoder } from '../bitmap/encode-bitmap.js';
import type { BitmapWish } from '../bitmap/encode-bitmap.js';
import { writeBitmapUpdate } from '../wire/updates/bitmap-update.js';
import type { WireBitmap } from '../wire/updates/bitmap-update.js';
import { updateCodes } from '../wire/updates/graphics-update.js';
import type { GraphicsUpdate } from '../wire/updates/graphics-update.js';
import { longestSingleUpdate } from '../wire/updates/write-fast-path-update.js';
import type { UnsentAreas } from './unsent-areas.js';

/** Kind and number of bitmaps; then what stands before the data of each, with a compression header. */
const [updateHeadBytes, bitmapHeadBytes] = [4, 18 + 8];

/**
 * Makes bitmap updates of what a client was not sent, each short enough for one PDU: fragments, which not every client puts together,
 * are never needed. What lies over the picture is drawn here, for this client alone.
 */
export class PictureUpdates {
  private readonly encoder: BitmapEncoder;
  private readonly composed = new Surface();
  private readonly left: WireBitmap[] = [];

  constructor(
    private readonly picture: PixelSource,
    private readonly unsent: UnsentAreas,
    wish: BitmapWish,
    private readonly hasCompressionHeaders: boolean,
  ) {
    this.encoder = new BitmapEncoder(wish);
  }

  /** The next update; null when everything was sent. @param overlay over the picture's top left. */
  next(overlay: Surface | null): GraphicsUpdate | null {
    const bitmaps: WireBitmap[] = [];
    for (let bytes = updateHeadBytes; ;) {
      const bitmap = this.left.shift() ?? this.encodeNext(overlay);
      if (!bitmap) break;
      bytes += bitmapHeadBytes + bitmap.data.length;
      if (bytes > longestSingleUpdate) {
        this.left.unshift(bitmap);
        break;
      }
      bitmaps.push(bitmap);
    }
    if (bitmaps.length === 0) return null;
    return { code: updateCodes.bitmap, data: writeBitmapUpdate(bitmaps, this.hasCompressionHeaders) };
  }

  private encodeNext(overlay: Surface | null): WireBitmap | null {
    const area = this.unsent.take();
    if (!area) return null;
    this.left.push(...this.encode(area, overlay));
    return this.left.shift() ?? null;
  }

  /** What does not become small enough is halved: noise, which nobody sees for long. */
  private encode(area: Area, overlay: Surface | null): readonly WireBitmap[] {
    const bitmaps = this.encodeWhole(area, overlay);
    const fits = bitmaps.every(
      ({ data }) => updateHeadBytes + bitmapHeadBytes + data.length <= longestSingleUpdate,
    );
    if (fits) return bitmaps;
    const upper = Math.ceil(area.height / 2);
    return [
      ...this.encode({ ...area, height: upper }, overlay),
      ...this.encode({ ...area, y: area.y + upper, height: area.height - upper }, overlay),
    ];
  }

  private encodeWhole(area: Area, overlay: Surface | null): readonly WireBitmap[] {
    if (!overlay || area.y >= overlay.height) return this.encoder.encode(this.picture, area);
    const { x, y, width, height } = area;
    this.compose(area, overlay);
    return this.encoder.encode(this.composed, { x: 0, y: 0, width, height }).map((bitmap) => ({
      ...bitmap,
      area: { ...bitmap.area, x: bitmap.area.x + x, y: bitmap.area.y + y },
    }));
  }

  private compose({ x, y, width, height }: Area, overlay: Surface): void {
    if (this.composed.width !== width || this.composed.height !== height) this.composed.resize(width, height);
    const right = Math.min(x + width, overlay.width);
    for (let row = 0; row < height; row += 1) {
      const start = (y + row) * this.picture.width + x;
      this.composed.pixels.set(this.picture.pixels.subarray(start, start + width), row * width);
      if (y + row >= overlay.height || right <= x) continue;
      const over = (y + row) * overlay.width;
      this.composed.pixels.set(overlay.pixels.subarray(over + x, over + right), row * width);
    }
  }
}
