import { RecordedDesktop } from './desktop/recorded-desktop.js';
import type { DesktopImage } from './desktop/scale-down.js';
import type { RecordingReader } from './replay.js';

/** Times on record are whole microseconds. */
const nextMoment = 0.001;

/** What the recorded desktop showed at this moment, the pointer drawn. Null when it showed nothing yet. */
export async function pictureAt(reader: RecordingReader, atMs: number): Promise<DesktopImage | null> {
  const fromMs = atMs + nextMoment;
  const desktop = new RecordedDesktop();
  for await (const frame of reader.frames({ fromMs, composed: true })) {
    if (!frame.isState && frame.atMs >= fromMs) break;
    desktop.show(frame);
  }
  return desktop.image();
}
