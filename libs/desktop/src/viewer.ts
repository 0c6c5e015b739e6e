import type { CursorShape, KeyEvent, PixelSource, PointerEvent, ScreenItem } from '@gatehouse/screen';
import type { DesktopSize } from './surface.js';

/** What the engine gives to the server of one viewer. */
export interface ViewerParts {
  /** What is on record, whenever `mayShow` says so. */
  readonly picture: PixelSource;
  /** The desktop's own name. */
  readonly name: string;
  readonly mayPaste: boolean;
  readonly mayCopy: boolean;
  /** True while everything in `picture` is on record. */
  mayShow(): boolean;
  send(bytes: Buffer): void;
  key(event: KeyEvent): void;
  pointer(event: PointerEvent): void;
  /** Null: too long for a clipboard. */
  pasted(text: string | null): void;
  /** Asks for another size of the machine's desktop. False where it is not asked: without the right, or as the machine has one size. */
  asksSize(size: DesktopSize): boolean;
  copies(text: string, go: () => void): void;
  /** The client asked for a channel of its protocol that is not served to it. The viewer says each name once, and bounds their number. */
  refusedChannel(name: string): void;
  /** Does what was put off, where a `BrokenViewer` is caught. */
  later(act: () => void): void;
}

/**
 * The gateway's server for one viewer, in whatever protocol that viewer speaks. Invariant: it shows what is on record and nothing
 * else, and what the viewer does not take is never queued without bound. Its verbs throw `BrokenViewer` where the viewer cannot go on.
 */
export interface Viewer {
  /** What the viewer sent. */
  push(bytes: Uint8Array): void;
  /** The viewer's socket has taken so many more bytes. */
  took(bytes: number): void;
  /** These are in the picture now, and on record. */
  shown(items: readonly ScreenItem[]): void;
  /** On record, too. */
  showCursor(shape: CursorShape): void;
  ring(): void;
  clipboardChanged(text: string): void;
  close(): void;
}

/**
 * Opens the server of a viewer that speaks another protocol than RFB. @param agreed what the protocol's own door agreed with the
 * client, after a structured clone. @throws BrokenViewer when it cannot be served.
 */
export type OpenViewer = (agreed: Readonly<Record<string, unknown>>, parts: ViewerParts) => Viewer;

/** By the name that a channel begins with. */
export type OwnViewers = Readonly<Record<string, OpenViewer>>;
