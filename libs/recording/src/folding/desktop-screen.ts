import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import {
  MalformedScreen,
  parseCursorShape,
  parsePointerEvent,
  parseScreenUpdate,
  pictureItems,
  ScreenPicture,
} from '@gatehouse/screen';
import type { ViewFrame } from '../desktop/composed-desktop.js';
import { picturePixels } from '../desktop/picture-pixels.js';
import { stateUpdates } from '../desktop/state-updates.js';

/** A screen update holds at most what its pixels hold without a palette, and 8 bytes for each of its rectangles. */
const mostAsleepBytes = 64 << 20;

/** The screen of one desktop channel. Idle, it shrinks to its packed tiles, and is painted again when it changes. */
export class DesktopScreen {
  private picture: ScreenPicture | null = new ScreenPicture();
  private asleep: Buffer[] = [];
  private cursor: Buffer | null = null;
  private pointer: Buffer | null = null;
  private size = 0;

  /** Pixels of the screen. */
  get pixels(): number {
    return this.size;
  }

  /** Null, or what is wrong with the frame: it shows nothing, or not all of itself. */
  show({ kind, data }: ViewFrame): string | null {
    try {
      if (kind === 'screen-update') this.wake().apply(parseScreenUpdate(data));
      else if (kind === 'cursor' && parseCursorShape(data)) this.cursor = Buffer.from(data);
      else if (kind === 'pointer' && parsePointerEvent(data)) this.pointer = Buffer.from(data);
    } catch (error) {
      if (!(error instanceof MalformedScreen)) throw error;
      return error.message;
    } finally {
      if (this.picture) this.size = this.picture.width * this.picture.height;
    }
    return null;
  }

  /** Frames that need nothing older. */
  *state(): Generator<ViewFrame> {
    for (const data of this.updates()) yield { kind: 'screen-update', data };
    if (this.cursor) yield { kind: 'cursor', data: this.cursor };
    if (this.pointer) yield { kind: 'pointer', data: this.pointer };
  }

  /** Gives the picture's memory back. */
  sleep(): void {
    if (!this.picture) return;
    this.asleep = [...this.updates()].map(pack);
    this.picture = null;
  }

  private *updates(): Generator<Buffer> {
    if (this.picture) yield* stateUpdates(pictureItems(picturePixels(this.picture)));
    else for (const packed of this.asleep) yield unpack(packed);
  }

  private wake(): ScreenPicture {
    if (this.picture) return this.picture;
    const picture = new ScreenPicture();
    for (const update of this.updates()) picture.apply(parseScreenUpdate(update));
    this.asleep = [];
    return (this.picture = picture);
  }
}

function pack(update: Buffer): Buffer {
  return brotliCompressSync(update, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
}

function unpack(packed: Buffer): Buffer {
  return brotliDecompressSync(packed, { maxOutputLength: mostAsleepBytes });
}
