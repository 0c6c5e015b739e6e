import { Surface } from '@gatehouse/desktop';
import type { Area } from '@gatehouse/desktop';
import type { CursorShape } from '@gatehouse/screen';
import { decodeBitmap } from '../bitmap/decode-bitmap.js';
import { noPalette, paletteColours } from '../bitmap/palette.js';
import { decodePointer } from '../pointer/decode-pointer.js';
import { PointerCache } from '../pointer/pointer-cache.js';
import { defaultPointer, hiddenPointer } from '../pointer/system-pointers.js';
import { keptPointerShapes } from '../wire/capabilities/confirmed-capabilities.js';
import { readBitmapUpdate } from '../wire/updates/bitmap-update.js';
import { updateCodes } from '../wire/updates/graphics-update.js';
import type { GraphicsUpdate } from '../wire/updates/graphics-update.js';
import { readPaletteUpdate } from '../wire/updates/palette-update.js';
import { readCachedPointer, readPointerShape } from '../wire/updates/pointer-update.js';

export interface PictureChange {
  readonly areas: readonly Area[];
  readonly cursor: CursorShape | null;
}

const nothing: PictureChange = { areas: [], cursor: null };

/** What a target has drawn: bitmaps in a surface, and the shape of its pointer. Updates of other kinds were not agreed to. */
export class TargetPicture {
  readonly surface = new Surface();
  /** Updates that mean nothing here. */
  ignored = 0;
  private palette = noPalette;
  private readonly pointers = new PointerCache(keptPointerShapes);

  /**
   * A share begins, of this size. What was drawn before is gone; pointers are kept, as xrdp shows again in one share what it sent in the
   * one before. @throws MalformedScreen for an impossible size.
   */
  begin(width: number, height: number): void {
    this.surface.resize(width, height);
    this.palette = noPalette;
  }

  /** Nothing of what was drawn so far is shown to anybody. */
  clear(): void {
    this.surface.pixels.fill(0);
  }

  /** @throws MalformedPdu. */
  take({ code, data }: GraphicsUpdate): PictureChange {
    switch (code) {
      case updateCodes.bitmap:
        return { areas: this.paint(data), cursor: null };
      case updateCodes.palette:
        this.palette = paletteColours(readPaletteUpdate(data));
        return nothing;
      case updateCodes.synchronize:
      case updateCodes.pointerPosition:
        return nothing;
      case updateCodes.hiddenPointer:
        return { areas: [], cursor: hiddenPointer };
      case updateCodes.defaultPointer:
        return { areas: [], cursor: defaultPointer };
      case updateCodes.cachedPointer:
        return { areas: [], cursor: this.pointers.get(readCachedPointer(data)) };
      case updateCodes.colourPointer:
      case updateCodes.newPointer:
        return { areas: [], cursor: this.keep(code, data) };
      default:
        this.ignored += 1;
        return nothing;
    }
  }

  private paint(data: Buffer): Area[] {
    const areas: Area[] = [];
    for (const bitmap of readBitmapUpdate(data)) {
      const area = decodeBitmap(this.surface, bitmap, this.palette);
      if (area) areas.push(area);
    }
    return areas;
  }

  private keep(code: 9 | 11, data: Buffer): CursorShape {
    const pointer = readPointerShape(code, data);
    const shape = decodePointer(pointer, this.palette);
    this.pointers.put(pointer.cacheIndex, shape);
    return shape;
  }
}
