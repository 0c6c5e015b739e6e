import { WatchClientMessage } from '@gatehouse/contracts';
import type { RawData } from 'ws';

/** Null for what is none: a viewer of ours never sends it. */
export function parseWatchMessage(data: RawData, isBinary: boolean): WatchClientMessage | null {
  if (isBinary) return null;
  const bytes = Buffer.isBuffer(data)
    ? data
    : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
  try {
    const parsed = WatchClientMessage.safeParse(JSON.parse(bytes.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
