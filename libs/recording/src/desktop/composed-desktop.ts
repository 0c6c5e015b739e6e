import {
  lengthOf,
  MalformedScreen,
  parseCursorShape,
  parsePointerEvent,
  parseScreenUpdate,
  pictureItems,
  type RectItem,
  type ScreenItem,
  ScreenPicture,
  type SizeItem,
} from '@gatehouse/screen';
import type { ChannelKind } from '../channel-kind.js';
import { picturePixels } from './picture-pixels.js';
import { stateUpdates } from './state-updates.js';
import { withoutCovered } from './without-covered.js';

/** Beyond so much that may still show, the picture itself is shorter. */
const bytesPerPixel = 4;
/** What piles up is looked through at the latest when it has grown by so much. */
const mostPending = 16 << 20;

export interface ViewFrame {
  readonly kind: ChannelKind;
  readonly data: Buffer;
}

/**
 * What one desktop shows, as the shortest frames that say so. Nothing is painted as long as dropping what later changes
 * cover is enough: a seek costs what a screen costs, and no more. Data that is malformed shows what it would show in a
 * `ScreenPicture`: what stands before the fault in an update that can be parsed, else nothing.
 *
 * Holds on to the data it is given; whoever gives it does not write over it.
 */
export class ComposedDesktop {
  private size: SizeItem | null = null;
  private rects: RectItem[] = [];
  private bytes = 0;
  private bytesAtCollapse = 0;
  private cursor: Buffer | null = null;
  private pointer: Buffer | null = null;

  /** Frames of other kinds change nothing. */
  show({ kind, data }: ViewFrame): void {
    try {
      if (kind === 'screen-update') this.update(parseScreenUpdate(data));
      else if (kind === 'cursor' && parseCursorShape(data)) this.cursor = data;
      else if (kind === 'pointer' && parsePointerEvent(data)) this.pointer = data;
    } catch (error) {
      if (!(error instanceof MalformedScreen)) throw error;
    }
  }

  /** `screen-update` frames that begin with the size, then `cursor` and `pointer`, as far as each is known. */
  *frames(): Generator<ViewFrame> {
    if (this.size) {
      this.collapse(this.size);
      const items: ScreenItem[] = [this.size, ...this.rects];
      for (const data of stateUpdates(items)) yield { kind: 'screen-update', data };
    }
    if (this.cursor) yield { kind: 'cursor', data: this.cursor };
    if (this.pointer) yield { kind: 'pointer', data: this.pointer };
  }

  private update(items: readonly ScreenItem[]): void {
    for (const item of items) {
      if (item.kind === 'size') {
        this.size = item;
        this.keep([]);
      } else {
        if (!this.size || !liesOn(item, this.size)) break;
        this.rects.push(item);
        this.bytes += lengthOf(item);
      }
    }
    if (this.size && this.bytes - this.bytesAtCollapse > mostPending) this.collapse(this.size);
  }

  private collapse(size: SizeItem): void {
    this.keep(withoutCovered(this.rects));
    if (this.bytes <= size.width * size.height * bytesPerPixel) return;
    const picture = new ScreenPicture();
    picture.apply([size, ...this.rects]);
    const [, ...rects] = pictureItems(picturePixels(picture));
    this.keep(rects as RectItem[]);
  }

  private keep(rects: RectItem[]): void {
    this.rects = rects;
    this.bytes = rects.reduce((sum, rect) => sum + lengthOf(rect), 0);
    this.bytesAtCollapse = this.bytes;
  }
}

function liesOn(rect: RectItem, size: SizeItem): boolean {
  return rect.x + rect.width <= size.width && rect.y + rect.height <= size.height;
}
