import type { RecordingFrame, RecordingTimeline } from '@gatehouse/contracts';
import { bytesOf } from './bytes-of.js';
import type { ToFrame } from './frame-messages.js';
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
  read: (span: { fromMs: number; untilMs: number }, signal: AbortSignal) => AsyncIterable<RecordingFrame>;
  draw: (message: ToFrame) => void;
  changed: (state: PlaybackState) => void;
}

const spanMs = 30_000;

/**
 * Plays a recording into a screen: keeps the position, reads ahead in spans, and draws every frame once, in order.
 * A seek starts from the last whole picture before the place. The caller drives it with `tick`.
 */
export class Playback {
  private state: PlaybackState;
  private frames: RecordingFrame[] = [];
  private drawn = 0;
  private readUntilMs = 0;
  private reading: AbortController | null = null;
  /** A whole picture is drawn only as the start of a seek; later ones would repeat what is there. */
  private wantsPicture = true;

  constructor(private readonly parts: PlaybackParts) {
    const first =
      parts.timeline.channels.find(({ columns }) => columns !== null) ?? parts.timeline.channels[0];
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

  seek(atMs: number): void {
    const positionMs = Math.min(this.durationMs, Math.max(0, atMs));
    this.reading?.abort();
    this.reading = null;
    this.frames = [];
    this.drawn = 0;
    this.readUntilMs = keyframeBefore(this.parts.timeline.keyframesMs, positionMs);
    this.wantsPicture = true;
    const size = this.parts.timeline.channels.find(({ channel }) => channel === this.state.channel);
    this.parts.draw({ type: 'reset', columns: size?.columns ?? 80, rows: size?.rows ?? 24 });
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
    if (this.reading === null && error === null && this.readUntilMs < this.durationMs && ahead < spanMs / 2)
      void this.readOn();
    this.set({ loading: this.reading !== null && ahead <= 0 });
  }

  private async readOn(): Promise<void> {
    const reading = new AbortController();
    this.reading = reading;
    const fromMs = this.readUntilMs;
    // A seek may start far before its place; one span then reaches past it.
    const untilMs = Math.min(this.durationMs + 1, Math.max(fromMs, this.state.positionMs) + spanMs);
    try {
      for await (const frame of this.parts.read({ fromMs, untilMs }, reading.signal)) {
        if (reading.signal.aborted) return;
        this.frames.push(frame);
      }
      if (reading.signal.aborted) return;
      this.readUntilMs = untilMs;
      this.reading = null;
      this.advance();
    } catch (error) {
      if (reading.signal.aborted) return;
      this.reading = null;
      this.set({ error, playing: false, loading: false });
    }
  }

  private drawDue(): void {
    for (; this.drawn < this.frames.length; this.drawn += 1) {
      const frame = this.frames[this.drawn];
      if (!frame || frame.atMs > this.state.positionMs) break;
      if (frame.channel === this.state.channel) this.drawFrame(frame);
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
