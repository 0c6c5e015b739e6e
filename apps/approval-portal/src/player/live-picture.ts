import type { RecordingFrame } from '@gatehouse/contracts';
import { bytesOf } from './bytes-of.js';
import { type DesktopFrame, isDesktopKind, type ToFrame } from './frame-messages.js';

export interface LiveChannel {
  readonly channel: number;
  /** `stream`: a command without a terminal. */
  readonly kind: 'terminal' | 'desktop' | 'stream';
}

/** What no screen shows: what was typed, what went through a clipboard, and what the recorder says. */
const unseen: readonly RecordingFrame['kind'][] = ['event', 'terminal-in', 'input', 'clipboard'];

/** A terminal that said no size yet. */
const usualSize = { columns: 80, rows: 24 };

/**
 * The head of a recording as a picture: one channel of it, the newest screen unless the viewer chose another. It
 * draws what it is given in the order in which it comes; a restart begins from whole screens.
 */
export class LivePicture {
  private readonly known = new Map<number, LiveChannel['kind']>();
  private shown: number | null = null;
  /** What was drawn of a desktop before does not count any more. */
  private beginsAnew = true;

  /** @param chosen the channel the viewer wants; null for whichever is newest. */
  constructor(
    private readonly draw: (message: ToFrame) => void,
    private readonly chosen: number | null,
  ) {}

  get channels(): LiveChannel[] {
    return [...this.known].map(([channel, kind]) => ({ channel, kind }));
  }

  get channel(): number | null {
    return this.shown;
  }

  /** A desktop is on the screen. */
  get isDesktop(): boolean {
    return this.shown !== null && this.known.get(this.shown) === 'desktop';
  }

  take(frames: readonly RecordingFrame[], restart: boolean): void {
    if (restart) this.reset();
    const together: DesktopFrame[] = [];
    for (const frame of frames) {
      if (unseen.includes(frame.kind)) continue;
      if (this.meet(frame)) together.length = 0;
      if (frame.channel !== this.shown) continue;
      if (isDesktopKind(frame.kind)) together.push({ kind: frame.kind, bytes: bytesOf(frame.data ?? '') });
      else this.takeTerminal(frame);
    }
    if (together.length === 0) return;
    this.draw({ type: 'desktop', restart: this.beginsAnew, frames: together });
    this.beginsAnew = false;
  }

  private takeTerminal(frame: RecordingFrame): void {
    if (frame.kind === 'resize') {
      const { columns = 0, rows = 0 } = frame;
      if (columns > 0 && rows > 0) this.draw({ type: 'resize', columns, rows });
    } else if (frame.data !== undefined) this.draw({ type: 'write', bytes: bytesOf(frame.data) });
  }

  /**
   * A screen that opens comes to the front; a command without one only where there is nothing else. True when another
   * channel is shown from here on.
   */
  private meet({ channel, kind: said }: RecordingFrame): boolean {
    const kind = kindOf(said);
    const before = this.known.get(channel);
    if (before !== undefined && (before !== 'stream' || kind === 'stream')) return false;
    this.known.set(channel, kind);
    const wanted = this.chosen === null ? kind !== 'stream' || this.shown === null : channel === this.chosen;
    if (!wanted || channel === this.shown) return false;
    this.shown = channel;
    this.beginsAnew = true;
    if (kind !== 'desktop') this.draw({ type: 'reset', ...usualSize });
    return true;
  }

  private reset(): void {
    if (this.isDesktop) this.draw({ type: 'desktop', restart: true, frames: [] });
    else if (this.shown !== null) this.draw({ type: 'reset', ...usualSize });
    this.known.clear();
    this.shown = null;
  }
}

function kindOf(kind: RecordingFrame['kind']): LiveChannel['kind'] {
  if (isDesktopKind(kind)) return 'desktop';
  return kind === 'resize' || kind === 'key' ? 'terminal' : 'stream';
}
