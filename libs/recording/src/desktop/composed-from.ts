import type { ChannelKind } from '../channel-kind.js';
import type { ReplayFrame } from '../replay.js';
import { ComposedViews } from './composed-views.js';

/** Frames in order, with what desktops showed before `fromMs` as one state at `fromMs`. See `FrameRange.composed`. */
export async function* composedFrom(
  fromMs: number,
  frames: AsyncIterable<ReplayFrame>,
): AsyncGenerator<ReplayFrame> {
  const views = new ComposedViews();
  let isComposed = false;
  for await (const frame of frames) {
    if (isComposed) yield frame;
    else if (frame.atMs < fromMs || frame.isState) {
      if (!views.take(frame) && terminalKinds.includes(frame.kind)) yield frame;
    } else {
      isComposed = true;
      yield* views.frames(fromMs);
      yield frame;
    }
  }
  if (!isComposed) yield* views.frames(fromMs);
}

const terminalKinds: readonly ChannelKind[] = ['terminal-out', 'terminal-err', 'resize', 'screen'];
