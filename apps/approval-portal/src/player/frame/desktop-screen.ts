import type { DesktopFrame, DesktopSize } from '../frame-messages.js';
import { DesktopPicture } from './desktop-picture.js';
import { plainArrow } from './plain-arrow.js';

/** How long a press stays to be seen after the button came up. */
const pressShownMs = 450;

/**
 * Draws a recorded desktop on a canvas: its picture, the pointer in the shape the machine gave it, and where a button
 * was pressed. It can do nothing but draw.
 */
export class DesktopScreen {
  private readonly picture = new DesktopPicture();
  private readonly stage = document.createElement('div');
  private readonly canvas = document.createElement('canvas');
  private readonly cursor = document.createElement('canvas');
  private readonly press = document.createElement('div');
  private readonly onCanvas = inked(this.canvas);
  private readonly onCursor = inked(this.cursor);
  private size: DesktopSize = 'fit';
  private scale = 1;
  private shape: DesktopPicture['cursor'] | undefined;
  private unreadable = 0;
  private painting = 0;
  private pressedUntil: ReturnType<typeof setTimeout> | undefined;

  constructor(
    place: HTMLElement,
    private readonly onUnreadable: () => void,
  ) {
    place.className = 'of-desktop';
    this.stage.className = 'stage';
    this.canvas.className = 'picture';
    this.cursor.className = 'cursor';
    this.press.className = 'press';
    this.stage.append(this.canvas, this.cursor, this.press);
    this.stage.hidden = true;
    this.press.hidden = true;
    place.append(this.stage);
  }

  take(frames: readonly DesktopFrame[], restart: boolean): void {
    if (restart) {
      this.picture.forget();
      this.press.hidden = true;
    }
    for (const frame of frames) {
      this.picture.take(frame);
      if (frame.kind === 'pointer') this.showPress();
    }
    // As often as the display shows anything; in a tab that is not shown, not at all.
    if (this.painting === 0) this.painting = requestAnimationFrame(() => this.paint());
  }

  show(size: DesktopSize): void {
    this.size = size;
    this.fit();
  }

  /** Puts all that was taken on the canvas, now. */
  paint(): void {
    cancelAnimationFrame(this.painting);
    this.painting = 0;
    const { picture, canvas } = this;
    this.stage.hidden = picture.width === 0;
    if (picture.unreadable > this.unreadable) this.onUnreadable();
    this.unreadable = picture.unreadable;
    const changed = picture.takeChanged();
    if (changed && picture.width > 0) {
      if (canvas.width !== picture.width || canvas.height !== picture.height) {
        canvas.width = picture.width;
        canvas.height = picture.height;
        this.fit();
      }
      const image = new ImageData(picture.pixels, picture.width, picture.height);
      this.onCanvas.putImageData(image, 0, 0, changed.x, changed.y, changed.width, changed.height);
    }
    this.placePointer();
  }

  /** The recorded picture keeps its pixels; how large they are drawn gives way. */
  fit(): void {
    const { width, height } = this.canvas;
    if (width === 0 || height === 0) return;
    this.scale = this.size === 'actual' ? 1 : Math.min(innerWidth / width, innerHeight / height);
    this.stage.style.width = `${Math.floor(width * this.scale)}px`;
    this.stage.style.height = `${Math.floor(height * this.scale)}px`;
    this.placePointer();
  }

  private placePointer(): void {
    const { pointer, cursor: shape } = this.picture;
    if (shape !== this.shape) this.drawShape();
    const { hotX, hotY } = shape ?? plainArrow;
    this.cursor.hidden = pointer === null || this.cursor.width === 0;
    if (pointer === null) return;
    const { scale } = this;
    this.cursor.style.transform = `translate(${(pointer.x - hotX) * scale}px, ${(pointer.y - hotY) * scale}px) scale(${scale})`;
    this.press.style.transform = `translate(${pointer.x * scale}px, ${pointer.y * scale}px)`;
  }

  private drawShape(): void {
    this.shape = this.picture.cursor;
    const { width, height, rgba } = this.shape ?? plainArrow;
    this.cursor.width = width;
    this.cursor.height = height;
    if (width > 0 && height > 0)
      this.onCursor.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0);
  }

  private showPress(): void {
    if (this.picture.isPressed) {
      clearTimeout(this.pressedUntil);
      this.pressedUntil = undefined;
      this.press.hidden = false;
    } else if (!this.press.hidden && this.pressedUntil === undefined)
      this.pressedUntil = setTimeout(() => {
        this.pressedUntil = undefined;
        this.press.hidden = true;
      }, pressShownMs);
  }
}

function inked(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser cannot draw');
  canvas.width = 0;
  canvas.height = 0;
  return context;
}
