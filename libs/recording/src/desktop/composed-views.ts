import { isDesktopView } from '../channel-kind.js';
import type { ReplayFrame } from '../replay.js';
import { ComposedDesktop } from './composed-desktop.js';

/** What all desktops of a recording show at one moment. */
export class ComposedViews {
  private readonly desktops = new Map<number, ComposedDesktop>();

  /** True when the frame is part of what a desktop shows, and was taken in. */
  take(frame: ReplayFrame): boolean {
    if (!isDesktopView(frame.kind)) return false;
    let desktop = this.desktops.get(frame.channel);
    if (!desktop) this.desktops.set(frame.channel, (desktop = new ComposedDesktop()));
    desktop.show(frame);
    return true;
  }

  *frames(atMs: number): Generator<ReplayFrame> {
    for (const [channel, desktop] of this.desktops)
      for (const { kind, data } of desktop.frames()) yield { channel, kind, data, atMs, isState: true };
  }
}

/** The same frames, but those that make up what a desktop shows come as its state behind the others. */
export function composeViews(frames: readonly ReplayFrame[]): ReplayFrame[] {
  const views = new ComposedViews();
  const others = frames.filter((frame) => !views.take(frame));
  return [...others, ...views.frames(frames.at(-1)?.atMs ?? 0)];
}
