import type { CursorShape, KeyEvent, PointerEvent } from '@gatehouse/screen';
import type { SessionOutcome } from '@gatehouse/session/plugin';
import type { DesktopListener, DesktopUpstream } from '../desktop-upstream.js';
import { type Area, type DesktopSize, Surface } from '../surface.js';

/** The other side of the upstream seam: a desktop that a spec paints, and that keeps what was done to it. */
export class PaintedUpstream implements DesktopUpstream {
  readonly surface = new Surface();
  readonly name: string = 'Line 2 <b>filler</b>\n';
  readonly dialledAddress = '192.0.2.7:5900';
  readonly identityFingerprint = 'SHA256:abc';
  /** In order: `key 61 down`, `pointer 5,6 1`, `paste …`, `lifted`, `closed`. */
  readonly done: string[] = [];
  readyCount = 0;
  private listener: DesktopListener | null = null;

  constructor(width: number, height: number) {
    this.surface.resize(width, height);
  }

  listen(listener: DesktopListener): void {
    this.listener = listener;
    listener.damaged([{ x: 0, y: 0, width: this.surface.width, height: this.surface.height }]);
  }

  takesSize = false;

  askSize({ width, height }: DesktopSize): void {
    this.done.push(`size ${width}x${height}`);
  }

  pointer({ x, y, buttons }: PointerEvent): void {
    this.done.push(`pointer ${x},${y} ${buttons}`);
  }

  key({ down, keysym }: KeyEvent): void {
    this.done.push(`key ${keysym.toString(16)} ${down ? 'down' : 'up'}`);
  }

  releaseAll(): void {
    this.done.push('lifted');
  }

  putClipboard(text: string): void {
    this.done.push(`paste ${text}`);
  }

  refresh(): void {
    this.done.push('refresh');
  }

  ready(): void {
    this.readyCount += 1;
  }

  async close(): Promise<void> {
    this.done.push('closed');
  }

  /** @param colourOf red in the lowest byte; the highest byte is left as it comes. */
  paint(area: Area, colourOf: (x: number, y: number) => number): void {
    for (let y = area.y; y < area.y + area.height; y += 1)
      for (let x = area.x; x < area.x + area.width; x += 1)
        this.surface.pixels[y * this.surface.width + x] = colourOf(x, y);
    this.listener?.damaged([area]);
  }

  resize(width: number, height: number): void {
    this.surface.resize(width, height);
    this.listener?.resized();
  }

  showCursor(shape: CursorShape): void {
    this.listener?.cursor(shape);
  }

  copy(text: string): void {
    this.listener?.clipboard(text);
  }

  ring(): void {
    this.listener?.bell();
  }

  leave(outcome: SessionOutcome): void {
    this.listener?.ended(outcome);
  }
}
