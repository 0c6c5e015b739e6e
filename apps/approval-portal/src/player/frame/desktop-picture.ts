import {
  type CursorShape,
  MalformedScreen,
  parseCursorShape,
  parsePointerEvent,
  parseScreenUpdate,
  type PointerEvent,
  type ScreenItem,
  ScreenPicture,
} from '@gatehouse/screen';
import type { DesktopFrame } from '../frame-messages.js';

/** A part of the picture in pixels: what has to be painted anew. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Buttons that are pressed, as against the wheel, which only turns (bits 3 to 6). */
const pressedButtons = 0b1_1000_0111;

/**
 * What a recorded desktop shows, and where its pointer is: the sum of its frames. A frame that is not what it claims to
 * be counts in `unreadable` and changes nothing but what it had changed already.
 */
export class DesktopPicture {
  private picture = new ScreenPicture();
  private changed: Part | null = null;
  /** Null: the machine never said. A shape without a size is hidden by the machine. */
  cursor: CursorShape | null = null;
  pointer: PointerEvent | null = null;
  unreadable = 0;

  get width(): number {
    return this.picture.width;
  }

  get height(): number {
    return this.picture.height;
  }

  /** As a canvas takes it. */
  get pixels(): Uint8ClampedArray<ArrayBuffer> {
    return this.picture.pixels;
  }

  get isPressed(): boolean {
    return this.pointer !== null && (this.pointer.buttons & pressedButtons) !== 0;
  }

  forget(): void {
    this.picture = new ScreenPicture();
    this.changed = null;
    this.cursor = null;
    this.pointer = null;
  }

  take(frame: DesktopFrame): void {
    try {
      if (frame.kind === 'cursor') this.cursor = parseCursorShape(frame.bytes);
      else if (frame.kind === 'pointer') this.pointer = parsePointerEvent(frame.bytes);
      else this.update(parseScreenUpdate(frame.bytes));
    } catch (error) {
      if (!(error instanceof MalformedScreen)) throw error;
      this.unreadable += 1;
    }
  }

  /** The smallest part that holds all that changed since it was asked for last. Null: nothing did. */
  takeChanged(): Part | null {
    const { changed } = this;
    this.changed = null;
    return changed;
  }

  private update(items: readonly ScreenItem[]): void {
    for (const item of items) {
      this.picture.apply([item]);
      this.changed =
        item.kind === 'size' || this.changed === null ? { x: 0, y: 0, ...item } : around(this.changed, item);
    }
  }
}

function around(one: Part, other: Part): Part {
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  };
}
