import { LiveMessage } from '@gatehouse/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { Signal } from './signal.js';

/** `since` is when the link was lost; screens then say that what they show is a copy, and of when. */
export const liveLink = new Signal<{ up: boolean; since: number }>({ up: true, since: 0 });

/**
 * Listens to what changed and reads it again. The message never holds the thing itself: rights are checked on the
 * read. After a lost link everything is read again, for what was missed is not known.
 */
export function followLive(queries: QueryClient): () => void {
  const source = new EventSource('/api/live');
  let lost = false;
  source.onopen = () => {
    liveLink.set({ up: true, since: Date.now() });
    if (lost) void queries.invalidateQueries();
    lost = false;
  };
  source.onerror = () => {
    if (!lost) liveLink.set({ up: false, since: Date.now() });
    lost = true;
  };
  source.onmessage = (event) => {
    const message = parse(event.data);
    if (message) void queries.invalidateQueries({ queryKey: [message.topic] });
  };
  return () => source.close();
}

function parse(data: unknown): LiveMessage | null {
  if (typeof data !== 'string') return null;
  try {
    const parsed = LiveMessage.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
