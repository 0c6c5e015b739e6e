import { type CursorShape, type ScreenItem, writeCursorShape } from '@gatehouse/screen';
import type { DesktopListener, DesktopUpstream } from '../desktop-upstream.js';
import { Surface } from '../surface.js';
import type { RecordedEvent } from '../thread/desktop-messages.js';
import { ChangedTiles } from './changed-tiles.js';
import { FramePacer } from './frame-pacer.js';
import type { RecordLine } from './record-line.js';
import { updateFrames } from './update-frames.js';

/** What is shown next: on record, but for the text, which goes on record when it passes. */
export interface ScreenChange {
  readonly items: readonly ScreenItem[];
  readonly cursor: CursorShape | null;
  readonly rings: boolean;
  readonly clipboard: string | null;
}

type Told = Pick<DesktopListener, 'damaged' | 'resized' | 'cursor' | 'clipboard' | 'bell'>;

/**
 * Takes pictures of what the target shows, at most so many a second, and puts them on record. What a target tells beside them
 * (cursor, bell, clipboard) keeps the same pace, the last word counting, so that one that tells without pause floods nobody. Invariant: one picture at a time
 * is on its way to the recorder, and `picture` is on record whenever none is.
 */
export class ScreenSource implements Told {
  /** What was shown last. */
  readonly picture = new Surface();
  private readonly tiles: ChangedTiles;
  private readonly pacer: FramePacer;
  private isStarted = false;
  private isRecording = false;
  private isDamaged = false;
  private hasOtherSize = true;
  private shape: CursorShape | null = null;
  private isRinging = false;
  private text: string | null = null;

  /** @param shown told when a change is on record. */
  constructor(
    private readonly upstream: DesktopUpstream,
    private readonly line: RecordLine,
    framesPerSecond: number,
    private readonly shown: (change: ScreenChange) => void,
  ) {
    this.tiles = new ChangedTiles(upstream.surface, this.picture);
    this.pacer = new FramePacer(framesPerSecond, () => this.take());
  }

  /** True while everything in `picture` is on record. */
  get isOnRecord(): boolean {
    return !this.isRecording;
  }

  /** The session may be shown. */
  start(): void {
    this.isStarted = true;
    this.wake();
  }

  stop(): void {
    this.isStarted = false;
    this.pacer.stop();
  }

  damaged: DesktopListener['damaged'] = (areas) => {
    this.isDamaged = true;
    this.tiles.suspect(areas);
    this.wake();
  };

  resized: DesktopListener['resized'] = () => {
    this.isDamaged = true;
    this.hasOtherSize = true;
    this.wake();
  };

  cursor: DesktopListener['cursor'] = (shape) => {
    this.shape = shape;
    this.wake();
  };

  clipboard: DesktopListener['clipboard'] = (text) => {
    this.text = text;
    this.wake();
  };

  bell: DesktopListener['bell'] = () => {
    this.isRinging = true;
    this.wake();
  };

  private wake(): void {
    if (this.isStarted && !this.isRecording) this.pacer.wake();
  }

  private take(): void {
    const { surface } = this.upstream;
    if (surface.width === 0) return;
    const items: ScreenItem[] = [];
    if (this.hasOtherSize) {
      this.hasOtherSize = false;
      this.tiles.resize();
      items.push({ kind: 'size', width: surface.width, height: surface.height });
    }
    items.push(...this.tiles.take());
    const change = { items, cursor: this.shape, rings: this.isRinging, clipboard: this.text };
    this.shape = null;
    this.isRinging = false;
    this.text = null;
    this.show(change);
    if (this.isDamaged) {
      this.isDamaged = false;
      this.upstream.ready();
    }
  }

  private show(change: ScreenChange): void {
    const events = eventsOf(change);
    if (events.length === 0 && change.clipboard === null) return;
    this.pacer.taken();
    if (events.length === 0) return this.shown(change);
    this.isRecording = true;
    this.line.record(events, 0, () => {
      this.isRecording = false;
      this.shown(change);
      if (this.isDamaged || this.shape || this.isRinging || this.text !== null) this.wake();
    });
  }
}

function eventsOf({ items, cursor, rings }: ScreenChange): RecordedEvent[] {
  const events: RecordedEvent[] = updateFrames(items).map((bytes) => ({ kind: 'screen-update', bytes }));
  if (cursor) events.push({ kind: 'cursor', bytes: writeCursorShape(cursor) });
  if (rings) events.push({ kind: 'mark', name: 'bell', data: {} });
  return events;
}
