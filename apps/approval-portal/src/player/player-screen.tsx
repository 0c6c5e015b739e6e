import { useEffect, useRef } from 'react';
import type { FromFrame, ToFrame } from './frame-messages.js';

/** The sandboxed frame. `allow-scripts` and nothing else: no origin, no forms, no windows, no top navigation. */
export function PlayerScreen(props: {
  title: string;
  onReady: (draw: (message: ToFrame) => void) => void;
  onKey: (key: Extract<FromFrame, { type: 'key' }>) => void;
  onDrawn?: (id: number) => void;
  onUnreadable: () => void;
}) {
  const { title } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    const draw = (message: ToFrame) => frame.current?.contentWindow?.postMessage(message, '*');
    const take = (event: MessageEvent<FromFrame>) => {
      if (event.source !== frame.current?.contentWindow) return;
      if (event.data.type === 'ready') latest.current.onReady(draw);
      else if (event.data.type === 'key') latest.current.onKey(event.data);
      else if (event.data.type === 'drawn') latest.current.onDrawn?.(event.data.id);
      else if (event.data.type === 'unreadable') latest.current.onUnreadable();
    };
    addEventListener('message', take);
    return () => removeEventListener('message', take);
  }, []);
  return <iframe ref={frame} className="screen" title={title} src="/player.html" sandbox="allow-scripts" />;
}
