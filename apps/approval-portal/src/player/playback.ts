import type { RecordingFrame, RecordingTimeline } from '@gatehouse/contracts';
import { bytesOf } from './bytes-of.js';
import { type DesktopFrame, isDesktopKind, type ToFrame } from './frame-messages.js';
import type { FrameSpan } from '../api/recordings.js';
import { afterIdle, keyframeBefore } from './timeline-maths.js';

export interface PlaybackState {
  positionMs: number;
  playing: boolean;
  /** Waits for bytes. */
  loading: boolean;
  speed: number;
  skipIdle: boolean;
  channel: number;
  error: unknown;
}

export interface PlaybackParts {
  timeline: RecordingTimeline;
  read: (span: FrameSpan, signal: AbortSignal) => AsyncIterable<RecordingFrame>;
  draw: (message: ToFrame) => void;
  changed: (state: PlaybackState) => void;
}

const spanMs = 30_000;
/** A desktop that moves is far heavier than a terminal, and after a seek its picture should stand soon. */
const desktopSpanMs = 10_000;
const firstDesktopSpanMs = 2_000;

/**
 * Plays a recording into a screen: keeps the position, reads ahead in spans, and draws every frame once, in order.
 * A seek in a terminal starts from the last whole picture before the place; in a desktop the gateway composes the
 * picture of that very place. The caller drives it with `tick`.
 */
export class Playback {
  private state: PlaybackState;
  private frames: RecordingFrame[] = [];
  private drawn = 0;
  private readUntilMs = 0;
  private reading: AbortController | null = null;
  /** A whole picture is drawn only as the start of a seek; later ones would repeat what is there. */
  private wantsPicture = true;
  /** Of a desktop: the picture that was asked for is there as a whole, if there is one. */
  private hasPicture = false;

  constructor(private readonly parts: PlaybackParts) {
    const { channels } = parts.timeline;
    const first = channels.find(({ columns, kind }) => columns !== null || kind === 'desktop') ?? channels[0];
    this.state = {
      positionMs: 0,
      playing: false,
      loading: false,
      speed: 1,
      skipIdle: true,
      channel: first?.channel ?? 0,
      error: null,
    };
  }

  get current(): PlaybackState {
    return this.state;
  }

  get durationMs(): number {
    return this.parts.timeline.durationMs;
  }

  /** The channel that is shown is a desktop. */
  get isDesktop(): boolean {
    const { channel } = this.state;
    return this.parts.timeline.channels.some((one) => one.channel === channel && one.kind === 'desktop');
  }

  seek(atMs: number): void {
    const positionMs = Math.min(this.durationMs, Math.max(0, atMs));
    this.reading?.abort();
    this.reading = null;
    this.frames = [];
    this.drawn = 0;
    this.wantsPicture = true;
    this.hasPicture = false;
    if (this.isDesktop) this.readUntilMs = positionMs;
    else {
      this.readUntilMs = keyframeBefore(this.parts.timeline.keyframesMs, positionMs);
      const size = this.parts.timeline.channels.find(({ channel }) => channel === this.state.channel);
      this.parts.draw({ type: 'reset', columns: size?.columns ?? 80, rows: size?.rows ?? 24 });
    }
    this.set({ positionMs, error: null });
    this.advance();
  }

  play(): void {
    if (this.state.positionMs >= this.durationMs - 1) this.seek(0);
    this.parts.draw({ type: 'paused', paused: false });
    this.set({ playing: true });
  }

  pause(): void {
    this.parts.draw({ type: 'paused', paused: true });
    this.set({ playing: false });
  }

  choose(part: Partial<Pick<PlaybackState, 'speed' | 'skipIdle'>>): void {
    this.set(part);
  }

  showChannel(channel: number): void {
    this.set({ channel });
    this.seek(this.state.positionMs);
  }

  /** Time passed on the wall since the last tick. */
  tick(elapsedMs: number): void {
    const { playing, speed, skipIdle, positionMs } = this.state;
    if (!playing) return;
    const wanted = positionMs + elapsedMs * speed;
    const reached = skipIdle ? afterIdle(this.parts.timeline.idle, wanted) : wanted;
    const next = Math.min(reached, this.durationMs, Math.max(positionMs, this.readUntilMs));
    this.set({ positionMs: next });
    this.advance();
    if (next >= this.durationMs) this.pause();
  }

  stop(): void {
    this.reading?.abort();
  }

  /** Draws what is due and reads on where that runs out. */
  private advance(): void {
    this.drawDue();
    const { positionMs, error } = this.state;
    const ahead = this.readUntilMs - positionMs;
    const isMore = this.readUntilMs < this.durationMs || (this.isDesktop && this.wantsPicture);
    if (this.reading === null && error === null && isMore && ahead < this.spanMs / 2) void this.readOn();
    this.set({ loading: this.reading !== null && ahead <= 0 });
  }

  private async readOn(): Promise<void> {
    const reading = new AbortController();
    this.reading = reading;
    const fromMs = this.readUntilMs;
    // A seek may start far before its place; one span then reaches past it.
    const untilMs = Math.min(this.durationMs + 1, Math.max(fromMs, this.state.positionMs) + this.spanMs);
    const composed = this.isDesktop && !this.hasPicture;
    try {
      for await (const frame of this.parts.read({ fromMs, untilMs, composed }, reading.signal)) {
        if (reading.signal.aborted) return;
        if (composed && frame.isState !== true && frame.atMs >= fromMs) this.showPicture();
        this.frames.push(frame);
      }
      if (reading.signal.aborted) return;
      if (composed) this.showPicture();
      this.readUntilMs = untilMs;
      this.reading = null;
      this.advance();
    } catch (error) {
      if (reading.signal.aborted) return;
      this.reading = null;
      this.set({ error, playing: false, loading: false });
    }
  }

  private get spanMs(): number {
    if (!this.isDesktop) return spanMs;
    return this.hasPicture ? desktopSpanMs : firstDesktopSpanMs;
  }

  /** Everything that the picture is composed of has come: it is drawn as one, never tile by tile. */
  private showPicture(): void {
    if (this.hasPicture) return;
    this.hasPicture = true;
    this.drawDue();
  }

  private drawDue(): void {
    if (this.isDesktop && !this.hasPicture) return;
    const together: DesktopFrame[] = [];
    for (; this.drawn < this.frames.length; this.drawn += 1) {
      const frame = this.frames[this.drawn];
      if (!frame || (frame.atMs > this.state.positionMs && frame.isState !== true)) break;
      if (frame.channel !== this.state.channel) continue;
      if (isDesktopKind(frame.kind)) together.push({ kind: frame.kind, bytes: bytesOf(frame.data ?? '') });
      else this.drawFrame(frame);
    }
    if (this.isDesktop && (together.length > 0 || this.wantsPicture)) {
      this.parts.draw({ type: 'desktop', restart: this.wantsPicture, frames: together });
      this.wantsPicture = false;
    }
    if (this.drawn > 2000) {
      this.frames.splice(0, this.drawn);
      this.drawn = 0;
    }
  }

  private drawFrame(frame: RecordingFrame): void {
    if (frame.kind === 'resize' || frame.kind === 'key') {
      if (frame.kind === 'key' && !this.wantsPicture) return;
      const size = { columns: frame.columns ?? 0, rows: frame.rows ?? 0 };
      const sized = size.columns > 0 && size.rows > 0;
      if (sized) this.parts.draw({ type: frame.kind === 'key' ? 'reset' : 'resize', ...size });
    }
    if (frame.kind !== 'terminal-out' && frame.kind !== 'terminal-err' && frame.kind !== 'key') return;
    this.wantsPicture = false;
    if (frame.data !== undefined) this.parts.draw({ type: 'write', bytes: bytesOf(frame.data) });
  }

  private set(part: Partial<PlaybackState>): void {
    const keys = Object.keys(part) as (keyof PlaybackState)[];
    if (keys.every((key) => Object.is(this.state[key], part[key]))) return;
    this.state = { ...this.state, ...part };
    this.parts.changed(this.state);
  }
}
