import { isDesktopView } from '../channel-kind.js';
import type { Frame } from '../frame.js';
import { DesktopScreen } from './desktop-screen.js';
import { parseTerminalSize, TerminalScreen } from './terminal-screen.js';

const terminalKeyAfterBytes = 1 << 20;
const terminalKeyAfterMicros = 30_000_000;
/** As a multiple of the pixels of all desktops: what a seek has to read is bounded by the size of what it shows. */
const desktopKeyAfterBytesPerPixel = 16;
const desktopKeyAfterBytes = 1 << 20;
const desktopKeyAfterMicros = 20_000_000;
/** A screen takes some hundred KiB and more. Most of an open session nobody types, and one is made again in a moment. */
const sleepAfterMicros = 10_000_000;
const mostScreens = 64;
/** Each may cost as much as a large screen costs. */
const mostDesktops = 4;

/** The screens of all terminals and desktops of a recording, and when the next KEY chunk is due. */
export class RecordingScreens {
  private readonly terminals = new Map<number, TerminalScreen>();
  private readonly desktops = new Map<number, DesktopScreen>();
  private terminalBytesSinceKey = 0;
  private desktopBytesSinceKey = 0;
  private lastKeyTime = 0;
  private lastOutputTime = 0;
  private awake = false;

  /**
   * A channel without a size is not a terminal: an exec's output is never parsed.
   * @returns null, or what is wrong with a frame that shows nothing or not all of itself.
   */
  async show(frame: Frame): Promise<string | null> {
    if (isDesktopView(frame.kind)) return this.showDesktop(frame);
    if (frame.kind === 'resize') await this.resize(frame);
    else if (frame.kind === 'terminal-out' || frame.kind === 'terminal-err') await this.write(frame);
    return null;
  }

  /** Only between two sequences: what a screen says in the middle of one would be incomplete. */
  isKeyDue(t: number): boolean {
    const passed = t - this.lastKeyTime;
    const isDue =
      isPast(this.terminalBytesSinceKey, terminalKeyAfterBytes, passed, terminalKeyAfterMicros) ||
      isPast(this.desktopBytesSinceKey, this.desktopKeyBytes, passed, desktopKeyAfterMicros);
    return isDue && [...this.terminals.values()].every((screen) => screen.atRest);
  }

  keyMade(t: number): void {
    this.terminalBytesSinceKey = 0;
    this.desktopBytesSinceKey = 0;
    this.lastKeyTime = t;
  }

  /** What each terminal and desktop shows: the content of a KEY chunk. */
  async stateFrames(atMicros: number): Promise<Frame[]> {
    const frames: Frame[] = [];
    for (const [channel, screen] of this.terminals) {
      const text = await screen.serialise();
      frames.push({ channel, kind: 'resize', atMicros, data: Buffer.from(screen.sizeText) });
      frames.push({ channel, kind: 'screen', atMicros, data: Buffer.from(text) });
    }
    for (const [channel, screen] of this.desktops)
      for (const { kind, data } of screen.state()) frames.push({ channel, kind, atMicros, data });
    return frames;
  }

  /** Builds the screens again from a KEY chunk and what came after it. */
  async restore(state: readonly Frame[], later: readonly Frame[]): Promise<void> {
    for (const frame of state) {
      if (frame.kind === 'screen') this.terminals.get(frame.channel)?.restore(frame.data);
      else await this.show(frame);
      this.keyMade(frame.atMicros);
    }
    for (const frame of later) await this.show(frame);
  }

  async sleepIdle(t: number): Promise<void> {
    if (!this.awake || t - this.lastOutputTime < sleepAfterMicros) return;
    for (const screen of this.terminals.values()) await screen.sleep();
    for (const screen of this.desktops.values()) screen.sleep();
    this.awake = false;
  }

  dispose(): void {
    for (const screen of this.terminals.values()) screen.dispose();
  }

  private get desktopKeyBytes(): number {
    let pixels = 0;
    for (const screen of this.desktops.values()) pixels += screen.pixels;
    return Math.max(desktopKeyAfterBytes, pixels * desktopKeyAfterBytesPerPixel);
  }

  private showDesktop(frame: Frame): string | null {
    let screen = this.desktops.get(frame.channel);
    if (!screen) {
      if (this.desktops.size >= mostDesktops) return 'there are more desktops than one recording shows';
      this.desktops.set(frame.channel, (screen = new DesktopScreen()));
    }
    this.desktopBytesSinceKey += frame.data.length;
    this.lastOutputTime = frame.atMicros;
    this.awake = true;
    return screen.show(frame);
  }

  private async write(frame: Frame): Promise<void> {
    const screen = this.terminals.get(frame.channel);
    if (!screen) return;
    await screen.write(frame.data);
    this.terminalBytesSinceKey += frame.data.length;
    this.lastOutputTime = frame.atMicros;
    this.awake = true;
  }

  private async resize(frame: Frame): Promise<void> {
    const size = parseTerminalSize(frame.data);
    if (!size) return;
    const screen = this.terminals.get(frame.channel);
    if (screen) await screen.resize(size);
    else if (this.terminals.size < mostScreens) this.terminals.set(frame.channel, new TerminalScreen(size));
  }
}

function isPast(bytes: number, mostBytes: number, micros: number, mostMicros: number): boolean {
  return bytes > 0 && (bytes >= mostBytes || micros >= mostMicros);
}
