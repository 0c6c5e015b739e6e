import { isCarried, clipboardCaps } from './extended-clipboard.js';
import type { CursorShape, ScreenItem } from '@gatehouse/screen';
import type { Area } from '../surface.js';
import type { Viewer, ViewerParts } from '../viewer.js';
import { BrokenViewer } from './broken-viewer.js';
import type { ClientMessage } from './client-message.js';
import { ClientParser } from './client-parser.js';
import { cursorRect, cursorWithAlphaRect } from './cursor-rect.js';
import { encodings } from './encoding-numbers.js';
import { type PixelFormat, plainPixelFormat } from './pixel-format.js';
import { RectEncoder } from './rect-encoder.js';
import { ServerHandshake } from './server-handshake.js';
import {
  bell,
  endOfContinuousUpdates,
  extendedCutText,
  extendedDesktopSizeRect,
  fence,
  rectHead,
  serverInit,
  sizeStatus,
  updateHead,
} from './server-messages.js';
import { UnsentTiles } from './unsent-tiles.js';
import { UpdateWindow } from './update-window.js';
import { ViewerClipboard } from './viewer-clipboard.js';

export interface RfbViewerParts extends ViewerParts {
  readonly begins: 'version' | 'client-init';
}

/** Sent and not taken by the viewer's socket: beyond the first no picture is sent, beyond the second it is cut. */
const enoughUntakenBytes = 256 * 1024;
const mostUntakenBytes = 2 * 1024 * 1024;
/** A picture that takes more goes in several updates, so that input and fences have their turn. */
const updateBytes = 1024 * 1024;
/** A viewer may ask for everything anew this often. */
const refreshEveryMs = 250;

const fenceRequest = 0x80_00_00_00;
/** Order of what comes before and after; those of a later version are not answered for. */
const fenceFlags = 0x07;

/**
 * The gateway's RFB server for one viewer, from its first byte or from ClientInit. Invariant: it shows what is on record and
 * nothing else. What the viewer does not take is never queued: there is one area for each tile, and a few hundred kilobytes
 * under way. Its verbs throw `BrokenViewer` where the viewer cannot go on.
 */
export class RfbViewer implements Viewer {
  private readonly handshake: ServerHandshake;
  private readonly parser = new ClientParser();
  private readonly encoder = new RectEncoder(plainPixelFormat);
  private readonly unsent: UnsentTiles;
  private readonly window = new UpdateWindow();
  private readonly clipboard: ViewerClipboard;
  private format: PixelFormat = plainPixelFormat;
  private wants: ReadonlySet<number> = new Set();
  private isPastHandshake = false;
  private size: { readonly width: number; readonly height: number } | null = null;
  private hasOtherSize = false;
  private cursor: CursorShape | null = null;
  private requested: Area | null = null;
  /** The area of continuous updates, while they are on. */
  private continuous: Area | null = null;
  private hasOfferedContinuous = false;
  private hasSaidKeys = false;
  private hasSaidSize = false;
  private untakenBytes = 0;
  private refreshedMs = -Infinity;
  private refreshing: NodeJS.Timeout | null = null;

  constructor(private readonly parts: RfbViewerParts) {
    this.unsent = new UnsentTiles(parts.picture);
    this.handshake = new ServerHandshake(parts.begins, (bytes) => this.send(bytes));
    this.clipboard = new ViewerClipboard({
      mayPaste: parts.mayPaste,
      mayCopy: parts.mayCopy,
      send: (bytes) => this.send(bytes),
      pasted: parts.pasted,
      copies: parts.copies,
    });
  }

  /** What the viewer sent. */
  push(bytes: Uint8Array): void {
    let rest: Uint8Array | null = bytes;
    if (!this.isPastHandshake) {
      rest = this.handshake.push(bytes);
      if (rest === null) return;
      this.isPastHandshake = true;
      this.open();
    }
    for (const message of this.parser.push(rest)) this.take(message);
    this.flush();
  }

  /** The viewer's socket has taken so many more bytes. */
  took(bytes: number): void {
    this.untakenBytes -= bytes;
    this.flush();
  }

  /** These are in the picture now, and on record. */
  shown(items: readonly ScreenItem[]): void {
    for (const item of items) {
      if (item.kind === 'rect') this.unsent.add(item);
      else this.resized();
    }
    this.open();
    this.flush();
  }

  /** On record, too. */
  showCursor(shape: CursorShape): void {
    this.cursor = shape;
    this.flush();
  }

  ring(): void {
    if (this.size) this.send(bell());
  }

  clipboardChanged(text: string): void {
    if (this.size) this.clipboard.changed(text);
  }

  close(): void {
    if (this.refreshing) clearTimeout(this.refreshing);
  }

  /** Sends the next update if there is something to show, and the viewer waits for it. */
  flush(): void {
    const wanted = this.wanted();
    if (!wanted || !this.size || !this.parts.mayShow() || this.untakenBytes >= enoughUntakenBytes) return;
    if (this.hasOtherSize) return this.sendSize();
    const rects = this.pseudoRects();
    let bytes = rects.reduce((total, rect) => total + rect.length, 0);
    while (bytes < updateBytes) {
      const rect = this.unsent.take(wanted);
      if (!rect) break;
      const encoded = this.encoder.encode(rect);
      rects.push(
        Buffer.concat([rectHead(rect.x, rect.y, rect.width, rect.height, encoded.encoding), encoded.bytes]),
      );
      bytes += encoded.bytes.length;
    }
    if (rects.length > 0) this.sendUpdate(rects);
  }

  private take(message: ClientMessage): void {
    const { parts } = this;
    switch (message.type) {
      case 'pixel-format':
        this.format = message.format;
        return this.encoder.setFormat(message.format);
      case 'encodings':
        return this.takeEncodings(message.encodings);
      case 'update-request':
        if (!message.isIncremental) this.refresh();
        this.requested = message.area;
        return;
      case 'continuous-updates':
        this.continuous = message.isOn ? message.area : null;
        if (!message.isOn) this.send(endOfContinuousUpdates);
        return;
      case 'fence':
        if (message.flags & fenceRequest)
          return this.send(fence(message.flags & fenceFlags, message.payload));
        return this.window.answered(message.payload);
      case 'key':
        return parts.key(message.event);
      case 'pointer':
        return parts.pointer(message.event);
      case 'cut-text': {
        const text = message.text.replace(/\r\n/g, '\n');
        return parts.pasted(isCarried(text) ? text : null);
      }
      case 'cut-text-too-long':
        return parts.pasted(null);
      case 'extended-cut-text':
        return this.clipboard.take(message.body);
      case 'set-desktop-size':
        return this.askSize(message);
    }
  }

  /** Only a viewer that was told of the extension may ask, and it is answered at once: the machine takes its time. */
  private askSize({ size, screens }: Extract<ClientMessage, { type: 'set-desktop-size' }>): void {
    if (!this.size || !this.wants.has(encodings.extendedDesktopSize)) return;
    const { width, height } = this.size;
    const isAsked = screens === 1 && this.parts.asksSize(size);
    const status = isAsked ? sizeStatus.passedOn : sizeStatus.notAllowed;
    this.sendUpdate([extendedDesktopSizeRect(width, height, 1, status)]);
  }

  private takeEncodings(list: readonly number[]): void {
    this.encoder.choose(list);
    this.wants = new Set(list);
    const { wants, parts } = this;
    if (wants.has(encodings.fence) && wants.has(encodings.continuousUpdates) && !this.hasOfferedContinuous) {
      this.hasOfferedContinuous = true;
      this.send(fence(fenceRequest | fenceFlags, Buffer.alloc(0)));
      this.send(endOfContinuousUpdates);
    }
    if (
      wants.has(encodings.extendedClipboard) &&
      !this.clipboard.isExtended &&
      (parts.mayPaste || parts.mayCopy)
    ) {
      this.clipboard.isExtended = true;
      this.send(extendedCutText(clipboardCaps));
    }
  }

  /** Says the size once: there is a picture, and the viewer has asked for it. */
  private open(): void {
    const { width, height } = this.parts.picture;
    if (this.size || !this.isPastHandshake || !this.parts.mayShow() || width === 0) return;
    this.size = { width, height };
    this.hasOtherSize = false;
    this.send(serverInit(width, height, this.parts.name));
    this.unsent.addArea({ x: 0, y: 0, width, height });
  }

  private resized(): void {
    const { width, height } = this.parts.picture;
    this.unsent.clear();
    this.unsent.addArea({ x: 0, y: 0, width, height });
    this.hasOtherSize = this.size !== null && (this.size.width !== width || this.size.height !== height);
  }

  /** Asked for by a viewer that lost its picture; one that asks without pause is answered a few times a second. */
  private refresh(): void {
    if (this.refreshing) return;
    const run = (): void => {
      this.refreshing = null;
      this.refreshedMs = performance.now();
      const { width, height } = this.parts.picture;
      this.unsent.addArea({ x: 0, y: 0, width, height });
    };
    const waitMs = this.refreshedMs + refreshEveryMs - performance.now();
    if (waitMs <= 0) return run();
    const late = (): void => {
      run();
      this.flush();
    };
    this.refreshing = setTimeout(() => this.parts.later(late), waitMs);
  }

  /** Where the viewer waits for pictures now; null where it does not. */
  private wanted(): Area | null {
    if (this.continuous && this.window.isOpen) return this.continuous;
    return this.requested;
  }

  private pseudoRects(): Buffer[] {
    const { wants, cursor, size } = this;
    const rects: Buffer[] = [];
    if (wants.has(encodings.qemuExtendedKey) && !this.hasSaidKeys) {
      this.hasSaidKeys = true;
      rects.push(rectHead(0, 0, 0, 0, encodings.qemuExtendedKey));
    }
    if (wants.has(encodings.extendedDesktopSize) && !this.hasSaidSize && size) {
      this.hasSaidSize = true;
      rects.push(extendedDesktopSizeRect(size.width, size.height, 0, sizeStatus.asItIs));
    }
    const takesAlpha = wants.has(encodings.cursorWithAlpha);
    if (cursor && (takesAlpha || wants.has(encodings.cursor))) {
      this.cursor = null;
      rects.push(takesAlpha ? cursorWithAlphaRect(cursor) : cursorRect(cursor, this.format));
    }
    return rects;
  }

  /** Alone in its update, as viewers want it; the picture follows in the next. */
  private sendSize(): void {
    const { width, height } = this.parts.picture;
    const isWhole = this.continuous && this.size && coversAll(this.continuous, this.size);
    this.size = { width, height };
    this.hasOtherSize = false;
    if (isWhole) this.continuous = { x: 0, y: 0, width, height };
    if (this.wants.has(encodings.extendedDesktopSize))
      return this.sendUpdate([extendedDesktopSizeRect(width, height, 0, sizeStatus.asItIs)]);
    if (this.wants.has(encodings.desktopSize))
      return this.sendUpdate([rectHead(0, 0, width, height, encodings.desktopSize)]);
    throw new BrokenViewer('it cannot follow a screen that changes its size');
  }

  private sendUpdate(rects: readonly Buffer[]): void {
    const update = Buffer.concat([updateHead(rects.length), ...rects]);
    this.requested = null;
    this.send(update);
    if (this.continuous) this.send(fence(fenceRequest | fenceFlags, this.window.sent(update.length)));
  }

  private send(bytes: Buffer): void {
    this.untakenBytes += bytes.length;
    if (this.untakenBytes > mostUntakenBytes) throw new BrokenViewer('it does not take what it asked for');
    this.parts.send(bytes);
  }
}

function coversAll(area: Area, size: { readonly width: number; readonly height: number }): boolean {
  return area.x === 0 && area.y === 0 && area.width >= size.width && area.height >= size.height;
}
