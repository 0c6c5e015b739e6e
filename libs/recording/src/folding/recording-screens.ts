import type { Frame } from '../frame.js';
import { parseTerminalSize, TerminalScreen } from './terminal-screen.js';

const keyAfterBytes = 1 << 20;
const keyAfterMicros = 30_000_000;
/** A terminal takes some hundred KiB. Most of an open session nobody types, and a screen is made again in a moment. */
const sleepAfterMicros = 10_000_000;
const mostScreens = 64;

/** The screens of all terminal channels of a recording, and when the next KEY chunk is due. */
export class RecordingScreens {
  private readonly screens = new Map<number, TerminalScreen>();
  private bytesSinceKey = 0;
  private lastKeyTime = 0;
  private lastOutputTime = 0;
  private awake = false;

  /** A channel without a size is not a terminal: an exec's output is never parsed. */
  async show(frame: Frame): Promise<void> {
    if (frame.kind === 'resize') return this.resize(frame);
    if (frame.kind !== 'terminal-out' && frame.kind !== 'terminal-err') return;
    const screen = this.screens.get(frame.channel);
    if (!screen) return;
    await screen.write(frame.data);
    this.bytesSinceKey += frame.data.length;
    this.lastOutputTime = frame.atMicros;
    this.awake = true;
  }

  /** Only between two sequences: what a screen says in the middle of one would be incomplete. */
  isKeyDue(t: number): boolean {
    if (this.bytesSinceKey === 0) return false;
    if (this.bytesSinceKey < keyAfterBytes && t - this.lastKeyTime < keyAfterMicros) return false;
    return [...this.screens.values()].every((screen) => screen.atRest);
  }

  keyMade(t: number): void {
    this.bytesSinceKey = 0;
    this.lastKeyTime = t;
  }

  /** For each terminal its size and its screen: the content of a KEY chunk. */
  async stateFrames(atMicros: number): Promise<Frame[]> {
    const frames: Frame[] = [];
    for (const [channel, screen] of this.screens) {
      const text = await screen.serialise();
      frames.push({ channel, kind: 'resize', atMicros, data: Buffer.from(screen.sizeText) });
      frames.push({ channel, kind: 'screen', atMicros, data: Buffer.from(text) });
    }
    return frames;
  }

  /** Builds the screens again from a KEY chunk and what came after it. */
  async restore(state: readonly Frame[], later: readonly Frame[]): Promise<void> {
    for (const frame of state) {
      if (frame.kind === 'screen') this.screens.get(frame.channel)?.restore(frame.data);
      else await this.show(frame);
      this.lastKeyTime = frame.atMicros;
    }
    for (const frame of later) await this.show(frame);
  }

  async sleepIdle(t: number): Promise<void> {
    if (!this.awake || t - this.lastOutputTime < sleepAfterMicros) return;
    for (const screen of this.screens.values()) await screen.sleep();
    this.awake = false;
  }

  dispose(): void {
    for (const screen of this.screens.values()) screen.dispose();
  }

  private async resize(frame: Frame): Promise<void> {
    const size = parseTerminalSize(frame.data);
    if (!size) return;
    const screen = this.screens.get(frame.channel);
    if (screen) await screen.resize(size);
    else if (this.screens.size < mostScreens) this.screens.set(frame.channel, new TerminalScreen(size));
  }
}
