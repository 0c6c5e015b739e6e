import { useEffect, useState } from 'react';

/** Chromium's way to give a page the keys that the browser keeps, Escape among them, while it fills the screen. */
interface KeyboardLock {
  readonly keyboard?: { lock(): Promise<void>; unlock(): void };
}

/**
 * The whole page on the whole screen: the session bar stays in sight, with the time and what is recorded. Null where
 * the browser cannot do it.
 */
export function useFullScreen(): { isOn: boolean; toggle: () => void } | null {
  const [isOn, setOn] = useState(document.fullscreenElement !== null);
  useEffect(() => {
    const { keyboard } = navigator as KeyboardLock;
    const changed = (): void => {
      const isFull = document.fullscreenElement !== null;
      setOn(isFull);
      if (isFull) keyboard?.lock().catch(() => undefined);
      else keyboard?.unlock();
    };
    document.addEventListener('fullscreenchange', changed);
    return () => {
      document.removeEventListener('fullscreenchange', changed);
      keyboard?.unlock();
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, []);
  if (!document.fullscreenEnabled) return null;
  return {
    isOn,
    // A browser may say no, and then nothing changed.
    toggle: () =>
      void (isOn ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(
        () => undefined,
      ),
  };
}
