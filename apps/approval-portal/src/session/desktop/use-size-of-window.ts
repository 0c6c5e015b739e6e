import { useEffect, useRef } from 'react';
import { desktopSizeMessage } from './desktop-size-message.js';
import type { RfbChannel } from './rfb-channel.js';
import { screenWish } from './screen-wish.js';

/** A window that is drawn larger or smaller is asked for once it rests. */
const restsMs = 400;

/**
 * Asks the machine for a screen as large as this window has room for, whenever that has changed.
 * @param channel of a screen that is shown; null where it may not be asked: without the right to control it, or while the input is held.
 */
export function useSizeOfWindow(channel: RfbChannel | null): void {
  // What was asked for last; the first by the page, as it connected.
  const asked = useRef<string | null>(null);
  useEffect(() => {
    asked.current ??= keyOf(screenWish(window));
    if (!channel) return;
    const ask = (): void => {
      const wish = screenWish(window);
      if (asked.current === keyOf(wish)) return;
      asked.current = keyOf(wish);
      channel.send(desktopSizeMessage(wish));
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const rests = (): void => {
      clearTimeout(timer);
      timer = setTimeout(ask, restsMs);
    };
    // What changed while it could not be asked.
    rests();
    window.addEventListener('resize', rests);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('resize', rests);
    };
  }, [channel]);
}

function keyOf({ width, height }: ReturnType<typeof screenWish>): string {
  return `${width}x${height}`;
}
