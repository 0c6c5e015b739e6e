import {
  type CursorShape,
  MalformedScreen,
  parseCursorShape,
  parsePointerEvent,
  parseScreenUpdate,
  type PointerEvent,
  ScreenPicture,
} from '@gatehouse/screen';
import type { ReplayFrame } from '../replay.js';
import { pointerMark } from './pointer-mark.js';
import type { DesktopImage } from './scale-down.js';

/** Paints the first desktop of a recording, for pictures, thumbnails and videos. What is malformed shows nothing. */
export class RecordedDesktop {
  private channel: number | null = null;
  private readonly picture = new ScreenPicture();
  private cursor: CursorShape | null = null;
  private pointer: PointerEvent | null = null;

  /** Whether the image may look different now. */
  show({ channel, kind, data }: Pick<ReplayFrame, 'channel' | 'kind' | 'data'>): boolean {
    if (kind === 'screen-update') this.channel ??= channel;
    if (this.channel !== null && channel !== this.channel) return false;
    try {
      if (kind === 'screen-update') this.picture.apply(parseScreenUpdate(data));
      else if (kind === 'cursor') this.cursor = ownCursor(data);
      else if (kind === 'pointer') this.pointer = parsePointerEvent(data);
      else return false;
    } catch (error) {
      if (!(error instanceof MalformedScreen)) throw error;
    }
    return true;
  }

  /** A copy, with the pointer drawn where it was last. Null before the first size. */
  image(): DesktopImage | null {
    const { width, height, pixels } = this.picture;
    if (width === 0) return null;
    const image = { width, height, rgba: pixels.slice() };
    if (this.pointer) blend(image, this.cursor?.width ? this.cursor : pointerMark, this.pointer);
    return image;
  }
}

/** The frame's bytes belong to a chunk that is let go. */
function ownCursor(data: Buffer): CursorShape {
  const shape = parseCursorShape(data);
  return { ...shape, rgba: shape.rgba.slice() };
}

function blend({ width, height, rgba }: DesktopImage, shape: CursorShape, at: PointerEvent): void {
  for (let row = 0; row < shape.height; row += 1) {
    const y = at.y - shape.hotY + row;
    if (y < 0 || y >= height) continue;
    for (let column = 0; column < shape.width; column += 1) {
      const x = at.x - shape.hotX + column;
      if (x < 0 || x >= width) continue;
      const from = (row * shape.width + column) * 4;
      const to = (y * width + x) * 4;
      const share = shape.rgba[from + 3]! / 255;
      for (let part = 0; part < 3; part += 1)
        rgba[to + part] = shape.rgba[from + part]! * share + rgba[to + part]! * (1 - share);
    }
  }
}
