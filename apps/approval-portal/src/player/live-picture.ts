import type { RecordingFrame } from '@gatehouse/contracts';
import { bytesOf } from './bytes-of.js';
import type { ToFrame } from './frame-messages.js';

export interface LiveChannel {
  readonly channel: number;
  /** False for a command without a terminal. */
  readonly isTerminal: boolean;
}

/** A terminal that said no size yet. */
const usualSize = { columns: 80, rows: 24 };

/**
 * The head of a recording as a picture: one channel of it, the newest terminal unless the viewer chose another. It
 * draws what it is given in the order in which it comes; a restart begins from whole screens.
 */
export class LivePicture {
  private readonly known = new Map<number, boolean>();
  private shown: number | null = null;

  /** @param chosen the channel the viewer wants; null for whichever is newest. */
  constructor(
    private readonly draw: (message: ToFrame) => void,
    private readonly chosen: number | null,
  ) {}

  get channels(): LiveChannel[] {
    return [...this.known].map(([channel, isTerminal]) => ({ channel, isTerminal }));
  }

  get channel(): number | null {
    return this.shown;
  }

  take(frames: readonly RecordingFrame[], restart: boolean): void {
    if (restart) this.reset();
    for (const frame of frames) this.takeFrame(frame);
  }

  private takeFrame(frame: RecordingFrame): void {
    if (frame.kind === 'event') return;
    this.meet(frame);
    if (frame.channel !== this.shown) return;
    if (frame.kind === 'resize') {
      const { columns = 0, rows = 0 } = frame;
      if (columns > 0 && rows > 0) this.draw({ type: 'resize', columns, rows });
    } else if (frame.data !== undefined && frame.kind !== 'terminal-in')
      this.draw({ type: 'write', bytes: bytesOf(frame.data) });
  }

  /** A terminal that opens comes to the front; a command without one only where there is nothing else. */
  private meet({ channel, kind }: RecordingFrame): void {
    const isTerminal = kind === 'resize' || kind === 'key';
    const before = this.known.get(channel);
    if (before === true || (before === false && !isTerminal)) return;
    this.known.set(channel, isTerminal);
    const wanted = this.chosen === null ? isTerminal || this.shown === null : channel === this.chosen;
    if (!wanted || channel === this.shown) return;
    this.shown = channel;
    this.draw({ type: 'reset', ...usualSize });
  }

  private reset(): void {
    this.known.clear();
    this.shown = null;
    this.draw({ type: 'reset', ...usualSize });
  }
}
