import { useEffect, useState } from 'react';
import { serverNow } from '../api/server-clock.js';

/** The gateway's time, again every so often. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
