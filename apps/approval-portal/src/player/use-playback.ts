import type { RecordingTimeline } from '@gatehouse/contracts';
import { useEffect, useMemo, useState } from 'react';
import { readFrames } from '../api/recordings.js';
import type { ToFrame } from './frame-messages.js';
import { Playback, type PlaybackState } from './playback.js';

/** A playback for this page, driven by the screen's own frames. Null until the frame is there to draw on. */
export function usePlayback(timeline: RecordingTimeline, draw: ((message: ToFrame) => void) | null) {
  const [state, setState] = useState<PlaybackState | null>(null);
  const playback = useMemo(
    () =>
      draw === null
        ? null
        : new Playback({
            timeline,
            draw,
            read: (span, signal) => readFrames(timeline.recordingId, span, signal),
            changed: setState,
          }),
    [timeline, draw],
  );
  useEffect(() => {
    if (!playback) return;
    playback.seek(0);
    let last = performance.now();
    let request = requestAnimationFrame(function tick(now) {
      playback.tick(Math.min(250, now - last));
      last = now;
      request = requestAnimationFrame(tick);
    });
    return () => {
      cancelAnimationFrame(request);
      playback.stop();
    };
  }, [playback]);
  return { playback, state: state ?? playback?.current ?? null };
}
