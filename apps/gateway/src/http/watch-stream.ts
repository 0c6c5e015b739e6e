import type { WatchServerMessage } from '@gatehouse/contracts';
import type { Clock } from '@gatehouse/kernel';
import type { LiveSlice, RecordingFollower } from '@gatehouse/recording';
import type { WebSocket } from 'ws';
import { presentFrame } from '../recordings/present-recording.js';
import { parseWatchMessage } from './parse-watch-message.js';

/** Between two looks at a recording in which nothing happens. */
const lookEveryMs = 80;
/** Between two slices of one in which much happens: this process has other things to do. */
const breathMs = 15;
const hereEveryMs = 2_000;
/** A viewer that has not drawn a slice for so long stands still, and is dropped. */
const stalledAfterMs = 10_000;

/**
 * One viewer: a slice, then its `took`, then the next. So at most one slice waits anywhere between here and the
 * screen, however much the session writes and however slow the viewer is.
 */
export class WatchStream {
  private seq = 0;
  private took: ((seq: number) => void) | null = null;
  private saidHere = 0;

  constructor(
    private readonly client: WebSocket,
    private readonly clock: Clock,
  ) {
    client.on('message', (data, isBinary) => {
      const message = parseWatchMessage(data, isBinary);
      if (message?.type === 'took') this.took?.(message.seq);
      else if (message === null) this.client.close(1008);
    });
  }

  /** Resolves when the session is over, or the viewer gone or dropped. */
  async run(follower: RecordingFollower): Promise<void> {
    this.say({ type: 'joined', startedAt: follower.startedAt, serverTime: this.serverTime() });
    while (this.isOpen) {
      const slice = await follower.next();
      if (slice.frames.length > 0 || slice.restart) {
        if (!(await this.show(slice))) return this.refuse('This view stood still and was closed.');
      } else this.sayHere();
      if (slice.isLast) return this.end();
      await this.pause(slice.frames.length > 0 ? breathMs : lookEveryMs);
    }
  }

  refuse(text: string): void {
    this.say({ type: 'refused', text });
    this.hangUp(1008);
  }

  private get isOpen(): boolean {
    return this.client.readyState === this.client.OPEN;
  }

  private end(): void {
    this.say({ type: 'over' });
    this.hangUp(1000);
  }

  /** False when the viewer did not draw it in time; true also when it is gone. */
  private async show(slice: LiveSlice): Promise<boolean> {
    this.seq += 1;
    const { seq } = this;
    const taken = this.untilTook(seq);
    this.say({
      type: 'frames',
      seq,
      restart: slice.restart,
      passedOver: slice.passedOver,
      frames: slice.frames.flatMap((frame) => presentFrame(frame) ?? []),
    });
    return taken;
  }

  private untilTook(seq: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (answer: boolean): void => {
        clearTimeout(timer);
        this.client.off('close', gone);
        this.took = null;
        resolve(answer);
      };
      const gone = (): void => settle(true);
      const timer = setTimeout(() => settle(false), stalledAfterMs);
      this.client.once('close', gone);
      this.took = (taken) => taken === seq && settle(true);
    });
  }

  private sayHere(): void {
    const now = this.clock.monotonicMs();
    if (now - this.saidHere < hereEveryMs) return;
    this.saidHere = now;
    this.say({ type: 'here', serverTime: this.serverTime() });
  }

  private say(message: WatchServerMessage): void {
    if (this.isOpen) this.client.send(JSON.stringify(message));
  }

  /** A viewer that does not answer the close holds nothing open. */
  private hangUp(code: number): void {
    this.client.close(code);
    setTimeout(() => this.client.terminate(), 2_000).unref();
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  private serverTime(): string {
    return this.clock.now().toISOString();
  }
}
