import { useEffect, useState } from 'react';
import { type WatchFrames, WatchSocket } from '../api/watch-socket.js';
import type { ToFrame } from './frame-messages.js';
import { type LiveChannel, LivePicture } from './live-picture.js';

export type WatchState =
  | { readonly link: 'joining' | 'live' | 'lost' | 'over' }
  | { readonly link: 'refused'; readonly text: string };

const againAfterMs = 2_000;

/** The frame of the player: what draws, and what tells that all before it is drawn. */
export interface LiveFrame {
  draw(message: ToFrame): void;
  /** Resolves once everything drawn before stands on the screen. */
  drawn(): Promise<void>;
}

/** A view of a running session in this frame. A lost link is taken up again, from whole screens. */
export function useWatch(sessionId: string, frame: LiveFrame | null, chosen: number | null) {
  const [state, setState] = useState<WatchState>({ link: 'joining' });
  const [channels, setChannels] = useState<readonly LiveChannel[]>([]);
  const [shown, setShown] = useState<number | null>(null);
  const [isDesktop, setDesktop] = useState(false);
  const [passedOver, setPassedOver] = useState(false);
  useEffect(() => {
    if (frame === null) return;
    let gone = false;
    let socket: WatchSocket | null = null;
    let again: ReturnType<typeof setTimeout> | undefined;
    const open = (): void => {
      const picture = new LivePicture((message) => frame.draw(message), chosen);
      const show = async ({ frames, restart, passedOver: skipped }: WatchFrames): Promise<void> => {
        picture.take(frames, restart);
        setShown(picture.channel);
        setDesktop(picture.isDesktop);
        setChannels((before) => (sameChannels(before, picture.channels) ? before : picture.channels));
        if (skipped) setPassedOver(true);
        await frame.drawn();
      };
      socket = new WatchSocket(sessionId, {
        heard: () => setState((before) => (before.link === 'live' ? before : { link: 'live' })),
        frames: (message, took) => void show(message).then(took),
        closed: (how) => {
          if (how.why === 'refused') return setState({ link: 'refused', text: how.text });
          setState({ link: how.why });
          if (how.why === 'lost' && !gone) again = setTimeout(open, againAfterMs);
        },
      });
    };
    open();
    return () => {
      gone = true;
      clearTimeout(again);
      socket?.close();
    };
  }, [sessionId, frame, chosen]);
  return { state, channels, shown, isDesktop, passedOver };
}

function sameChannels(one: readonly LiveChannel[], other: readonly LiveChannel[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
